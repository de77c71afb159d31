import { ValueError } from './value-error.ts';

/**
 * Splits a command line into words. An unquoted `;`, `&`, `|`, `<` or `>` ends it and what follows is lost, as
 * with Docker Compose: no shell is there to run the rest. Backticks and `$(…)` keep their text, blanks included.
 */
export function splitShellWords(line: string): string[] {
  const reader: Reader = { words: [], word: undefined, escaped: false, open: new Set() };
  for (const char of line) {
    if (read(char, reader) === 'end') break;
  }
  if (reader.open.size > 0 || reader.escaped) throw invalid();
  endWord(reader);
  return reader.words;
}

type Quote = "'" | '"' | '`' | '$(';

interface Reader {
  readonly words: string[];
  /** Undefined between words; an empty pair of quotes makes an empty word. */
  word: string | undefined;
  escaped: boolean;
  readonly open: Set<Quote>;
}

function read(char: string, reader: Reader): 'end' | undefined {
  const { open } = reader;
  if (reader.escaped) return appendEscaped(char, reader);
  if (char === '\\' && !open.has("'")) {
    reader.escaped = true;
    return;
  }
  if (char === "'" && !open.has('"') && !open.has('$(')) return toggle(char, reader, '');
  if (char === '"' && !open.has("'") && !open.has('$(')) return toggle(char, reader, '');
  if (char === '`' && !open.has("'") && !open.has('"') && !open.has('$(')) return toggle(char, reader, char);
  if ((char === '(' || char === ')') && !isInside(open, "'", '"', '`')) return parenthesis(char, reader);
  if (open.size > 0) return append(char, reader);
  if (/[ \t\r\n]/.test(char)) return endWord(reader);
  return /[;&|<>]/.test(char) ? endLine(char, reader) : append(char, reader);
}

function isInside(open: ReadonlySet<Quote>, ...quotes: readonly Quote[]): boolean {
  return quotes.some(quote => open.has(quote));
}

function appendEscaped(char: string, reader: Reader): undefined {
  reader.escaped = false;
  append(char, reader);
}

function toggle(quote: Quote, reader: Reader, kept: string): undefined {
  if (!reader.open.delete(quote)) reader.open.add(quote);
  append(kept, reader);
}

function parenthesis(char: '(' | ')', reader: Reader): undefined {
  const opens = char === '(' && !reader.open.has('$(') && reader.word?.endsWith('$');
  const closes = char === ')' && reader.open.has('$(');
  if (!opens && !closes) throw invalid();
  toggle('$(', reader, char);
}

/** `2>` names a file descriptor, so the digits before it are no word. */
function endLine(char: string, reader: Reader): 'end' {
  if (char === '>' && /^\d/.test(reader.word ?? '')) reader.word = undefined;
  return 'end';
}

function append(text: string, reader: Reader): undefined {
  reader.word = (reader.word ?? '') + text;
}

function endWord(reader: Reader): undefined {
  if (reader.word !== undefined) reader.words.push(reader.word);
  reader.word = undefined;
}

function invalid(): ValueError {
  return new ValueError('invalid command line string', 'close quotes and parentheses, or write the words as a list');
}
