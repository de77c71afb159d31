/**
 * What others say may have several lines, colours, marks that turn the direction of writing, and such as join emoji or
 * change their look, of whose width terminals think differently.
 */
export function oneLine(text: string): string {
  return withoutSequences(text)
    .replace(marks, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

const marks = /\u200d|[\ufe00-\ufe0f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * A line for above the list as programs wrote it, in its colours. All else that would move the cursor or clear the screen
 * is left out, and of a line that its program wrote over itself the last state counts.
 */
export function scrolledLine(line: string): string {
  const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  let isColored = false;
  const text = last.split(/(\x1b\[[\d;:]*m)/).map((piece, index) => {
    if (index % 2 === 0) return withoutSequences(piece).replace(/(?!\t)\p{Cc}/gu, '');
    isColored = true;
    return piece;
  });
  return `${text.join('')}${isColored ? '\x1b[0m' : ''}`;
}

/** Node's own `stripVTControlCharacters` takes words that end in a bell for a part of the sequence before them. */
function withoutSequences(text: string): string {
  return text.replace(sequences, '');
}

/** Titles and links with their text, sequences with parameters, and those of two characters. */
const sequences = /\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g;
