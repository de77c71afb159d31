import type { SourceLocation } from '../diagnostics/diagnostic.ts';

/** A line of the user's file as it is shown, and which part of it is underlined. */
export interface SourceFrame {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

const widest = 100;
const ellipsis = '…';

/** The line that a location is in, fit to be printed: every character visible and one column wide, long lines cut. */
export function sourceFrame({ lineText, range }: SourceLocation): SourceFrame {
  const endColumn = range.end.line === range.start.line ? range.end.column : lineText.trimEnd().length + 1;
  const before = visible(lineText.slice(0, range.start.column - 1));
  const marked = visible(lineText.slice(range.start.column - 1, endColumn - 1));
  const after = visible(lineText.slice(endColumn - 1));
  // Where nothing is marked, as at a missing value, the caret stands where it would begin.
  const frame = { text: [...before, ...marked, ...after], offset: before.length, length: Math.max(1, marked.length) };
  const { text, offset, length } = frame.text.length > widest ? cut(frame) : frame;
  return { text: text.join(''), offset, length };
}

interface Columns {
  readonly text: readonly string[];
  readonly offset: number;
  readonly length: number;
}

/** Keeps some of what stands before the mark, and as much after it as there is room for. */
function cut({ text, offset, length }: Columns): Columns {
  const lead = Math.min(30, widest - Math.min(length, widest - 2));
  const from = Math.max(0, Math.min(offset - lead, text.length - widest));
  const to = from + widest;
  const kept = text.slice(from, to);
  if (from > 0) kept[0] = ellipsis;
  if (to < text.length) kept[kept.length - 1] = ellipsis;
  return { text: kept, offset: offset - from, length: Math.min(length, to - offset) };
}

/** What would move the caret, hide text or talk to the terminal is shown as a sign instead. */
function visible(text: string): string[] {
  return [...text].map(character => {
    if (character === '\t') return '→';
    if (character < ' ') return String.fromCodePoint(0x2400 + character.codePointAt(0)!);
    return hidden.test(character) ? '�' : character;
  });
}

/** Delete, C1 controls, zero-width characters and marks that turn the direction of writing. */
const hidden = /[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
