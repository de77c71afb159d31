/** The order of Go's strings, by bytes of UTF-8: JavaScript's own puts characters beyond U+FFFF before U+E000. */
export function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = rankAt(a, i) - rankAt(b, i);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rankAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
  return isSurrogate ? unit + 0x10000 : unit;
}

/**
 * The order of keys in the YAML that Compose prints: numbers inside names count as numbers (`web2` before `web10`),
 * and letters come after everything else, except right after a number.
 */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [charactersOf(a), charactersOf(b)];
  let afterDigit = false;
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [one, other] = [left[i]!, right[i]!];
    if (one === other) afterDigit = isDigit(one);
    else return compareAt(i, { left, right, afterDigit });
  }
  return left.length - right.length;
}

/** A text whose characters are all one unit long is as good as a list of them, and costs nothing. */
type Characters = ArrayLike<string>;

function charactersOf(text: string): Characters {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text;
}

interface Difference {
  readonly left: Characters;
  readonly right: Characters;
  /** The last character that both have in common is a digit. */
  readonly afterDigit: boolean;
}

function compareAt(index: number, { left, right, afterDigit }: Difference): number {
  const [one, other] = [left[index]!, right[index]!];
  const [oneIsLetter, otherIsLetter] = [isLetter(one), isLetter(other)];
  if (oneIsLetter !== otherIsLetter) return oneIsLetter === afterDigit ? -1 : 1;
  const byCode = one.codePointAt(0)! - other.codePointAt(0)!;
  if (oneIsLetter) return byCode;
  // 07 after 1 continues a number, so it is more than the 7 it would be alone.
  const continues = (one === '0' || other === '0') && followsNonZero(left, index);
  const [number, otherNumber] = [numberAt(left, index, continues), numberAt(right, index, continues)];
  return number.value - otherNumber.value || number.length - otherNumber.length || byCode;
}

function followsNonZero(text: Characters, index: number): boolean {
  for (let i = index - 1; i >= 0 && isDigit(text[i]!); i--) if (text[i] !== '0') return true;
  return false;
}

function numberAt(text: Characters, index: number, continues: boolean): { value: number; length: number } {
  let value = continues ? 1 : 0;
  let end = index;
  for (; end < text.length && isDigit(text[end]!); end++) value = value * 10 + Number(text[end]);
  return { value, length: end - index };
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}
