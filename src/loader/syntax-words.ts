import type { YAMLError } from 'yaml';
import { SourceText } from './source-text.ts';
import type { SyntaxMistake } from './syntax.ts';

/** What the parser found wrong, in the words of Docker Compose where it has some, at the place where people look. */
export function syntaxMistakes(errors: readonly YAMLError[], text: string): SyntaxMistake[] {
  const lines = new SourceText(text);
  const own = errors.filter((error, index) => !errors.slice(index, index + 3).some(other => explains(other, error)));
  return onePerLine(
    own.slice(0, most).map(error => describe(error, text, lines)),
    lines,
  );
}

/** One slip can make every line after it wrong. */
const most = 1000;

// A key that runs over two lines is found twice: the other complaint is about its first line.
function explains(other: YAMLError, { code, pos }: YAMLError): boolean {
  return code === 'BLOCK_AS_IMPLICIT_KEY' && other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === pos[0];
}

function describe(error: YAMLError, text: string, lines: SourceText): SyntaxMistake {
  const { range, lineText } = lines.location(...error.pos);
  if (error.code === 'TAB_AS_INDENT' || /^\s*\t/.test(lineText)) {
    const message = `yaml: while scanning for the next token at line ${range.start.line}: found character that cannot start any token`;
    const hint = 'the line is indented with a tab; YAML takes spaces only';
    return { code: 'yaml-syntax', message, start: error.pos[0], end: error.pos[1], hint };
  }
  const { reason, hint, place } = explanations.find(({ matches }) => matches.test(error.message)) ?? unexplained(error);
  const [start, end] = place?.(text, error.pos) ?? error.pos;
  const { line, column } = lines.position(start);
  return { code: 'yaml-syntax', message: `yaml: line ${line}, column ${column}: ${reason}`, start, end, hint };
}

interface Explanation {
  readonly matches: RegExp;
  readonly reason: string;
  readonly hint: string;
  /** Where the mistake was made, when the parser noticed it elsewhere. */
  place?(text: string, noticed: Span): Span;
}

type Span = readonly [start: number, end: number];

const explanations: readonly Explanation[] = [
  {
    matches: /Implicit keys need to be on a single line/,
    reason: 'mapping values are not allowed in this context',
    hint: 'this line continues the one above: align the two, or end the one above with ":"',
    place: (text, [, end]) => lineAround(text, end - 1),
  },
  {
    matches: /Nested mappings are not allowed/,
    reason: 'mapping values are not allowed in this context',
    hint: 'put a value that contains ": " in quotes, or check the indentation',
    place: firstColon,
  },
  {
    matches: /All mapping items must start at the same column/,
    reason: 'did not find expected key',
    hint: 'keys of one mapping start in the same column, and so do the items of a list: check the indentation',
    place: (text, [start]) => lineAround(text, start),
  },
  {
    matches: /All sequence items must start at the same column/,
    reason: "did not find expected '-' indicator",
    hint: 'the items of one list start in the same column: check the indentation',
    place: (text, [start]) => lineAround(text, start),
  },
  {
    matches: /Flow map .*must/,
    reason: "did not find expected ',' or '}'",
    hint: 'close this brace with }',
    place: (text, [start]) => openBracket(text, start, '{}'),
  },
  {
    matches: /Flow sequence .*must/,
    reason: "did not find expected ',' or ']'",
    hint: 'close this bracket with ]',
    place: (text, [start]) => openBracket(text, start, '[]'),
  },
  {
    matches: /Missing closing "quote/,
    reason: 'found unexpected end of stream while scanning a quoted scalar',
    hint: 'close the quote',
    place: (text, [start]) => fromLast(text, '"', start),
  },
  {
    matches: /Missing closing 'quote/,
    reason: 'found unexpected end of stream while scanning a quoted scalar',
    hint: 'close the quote',
    place: (text, [start]) => fromLast(text, "'", start),
  },
  {
    matches: /Invalid escape sequence/,
    reason: 'found unknown escape character',
    hint: 'put the text in single quotes, or write \\\\ for a backslash',
    place: (_, [start]) => [start, start + 2],
  },
  {
    matches: /Plain value cannot start with|cannot start with reserved/,
    reason: 'found character that cannot start any token',
    hint: 'put the value in quotes',
  },
];

function unexplained({ message }: YAMLError): Omit<Explanation, 'matches'> {
  return {
    reason: message.replace(/ at line \d+, column \d+:?[\s\S]*$/, ''),
    hint: 'look at quotes, brackets and the indentation around the marked place',
  };
}

/** The text of the line that `offset` is in, without its indentation. */
function lineAround(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [line] = text.slice(start).split('\n', 1);
  const indentation = line!.length - line!.trimStart().length;
  return [start + indentation, start + line!.trimEnd().length];
}

function firstColon(text: string, [start, end]: Span): Span {
  const [line] = text.slice(start).split('\n', 1);
  const colon = line!.search(/:(\s|$)/);
  return colon < 0 ? [start, end] : [start + colon, start + colon + 1];
}

/** The bracket before `offset` that nothing closes; brackets in quotes may mislead it, by a line or two. */
function openBracket(text: string, offset: number, [open, close]: string): Span {
  let closed = 0;
  for (let at = Math.min(offset, text.length) - 1; at >= 0; at -= 1) {
    if (text[at] === close) closed += 1;
    if (text[at] === open && closed-- === 0) return [at, at + 1];
  }
  return [offset, offset];
}

function fromLast(text: string, quote: string, offset: number): Span {
  const start = text.lastIndexOf(quote, offset - 1);
  if (start < 0) return [offset, offset];
  const [line] = text.slice(start).split('\n', 1);
  return [start, start + line!.trimEnd().length];
}

function onePerLine(mistakes: readonly SyntaxMistake[], lines: SourceText): SyntaxMistake[] {
  const seen = new Set<number>();
  return mistakes.filter(({ start }) => {
    const { line } = lines.position(start);
    return !seen.has(line) && seen.add(line);
  });
}
