import { eastAsianWidth } from 'get-east-asian-width';

/** How many columns Docker's tables and cuts give a text: two for a wide character, one for any other. */
export function displayWidth(text: string): number {
  if (isAscii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** A text that is no wider; of one that is cut, the last character becomes an ellipsis. */
export function ellipsis(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function widthOf(character: string): number {
  return eastAsianWidth(character.codePointAt(0)!);
}

const isAscii = /^[ -~]*$/;
