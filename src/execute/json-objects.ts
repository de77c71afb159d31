/** Cuts JSON objects out of text that comes in pieces: they may follow each other on a line, or take several. */
export interface JsonObjects {
  /** Objects that the piece completes. Throws a SyntaxError for what is none. */
  next(piece: string): unknown[];
  /** Whether an object was begun and not ended. */
  isUnfinished(): boolean;
}

export function jsonObjects(): JsonObjects {
  let text = '';
  let depth = 0;
  let isString = false;
  let isEscaped = false;

  const take = (character: string): unknown[] => {
    if (depth === 0 && character.trim() === '') return [];
    if (depth === 0 && character !== '{') throw new SyntaxError('no JSON object');
    text += character;
    if (isString) {
      if (isEscaped) isEscaped = false;
      else if (character === '\\') isEscaped = true;
      else if (character === '"') isString = false;
      return [];
    }
    if (character === '"') isString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    if (depth > 0) return [];
    const value: unknown = JSON.parse(text);
    text = '';
    return [value];
  };

  return {
    next: piece => [...piece].flatMap(take),
    isUnfinished: () => depth > 0,
  };
}
