import { readsAsText } from './yaml-text.ts';

export interface Place {
  /** What the lines of a block begin with. */
  readonly indent: string;
  /** As in the table of flavours. Default: false. */
  readonly blocksOfLineBreaks?: boolean;
  /** A key stands on one line. Default: false. */
  readonly isKey?: boolean;
}

/** One value as YAML: plain where it may be, else quoted, or a block of lines. */
export function yamlScalar(value: string | number | bigint | boolean | null, place: Place): string {
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' ? stringText(value, place) : String(value);
}

/** A number that is no integer of Go's is a float there, which it prints with an exponent below 1e-4 and from 1e6 on. */
function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf';
  const [, digits, sign, power] = /^(.+)e([+-])(\d+)$/.exec(value.toExponential())!;
  const isShort = sign === '-' ? Number(power) <= 4 : Number(power) < 6;
  return isShort ? String(value) : `${digits}e${sign}${power!.padStart(2, '0')}`;
}

/** Most texts: no character in them means anything to YAML. */
const harmless = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

function stringText(text: string, place: Place): string {
  if (harmless.test(text) && readsAsText(text)) return text;
  const allowed = allowedStyles(text, place);
  if (text.includes('\n')) return allowed.block && !place.isKey ? block(text, place) : doubleQuoted(text);
  if (!readsAsText(text)) return doubleQuoted(text);
  if (allowed.plain) return text;
  return allowed.singleQuoted ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

interface Styles {
  readonly plain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

function allowedStyles(text: string, { blocksOfLineBreaks = false }: Place): Styles {
  const quotable = !special.test(text) && !text.includes('\t') && !spaceAtBreak.test(text);
  return {
    plain: quotable && !indicators.test(text) && !/^ | $|[\n\u2028\u2029]/.test(text),
    singleQuoted: quotable,
    block: !special.test(text) && !/ $| \n/.test(text) && (blocksOfLineBreaks || /[^\n]/.test(text)),
  };
}

const spaceAtBreak = / \n|\n /;
/** What would end or begin something else if it stood unquoted: `- a`, `a: b`, `a #b`, `*a`, `---`. */
const indicators = /^[#,[\]{}&*!|>'"%@`]|^[-?:](?:[ \t]|$)|^---|^\.\.\.|:(?:[ \t]|$)|[ \t\n\r]#/;
/** What must be escaped: anything unprintable, and, as Go has it, line breaks but `\n` and characters beyond U+FFFF. */
const special = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/**
 * Lines after `|`, with how the last line ends and, where the first with text begins with a blank, how far they are
 * indented. Compose 5.5.0 forgets the latter after an empty line, and so loses blanks when its output is read again.
 */
function block(text: string, { indent, blocksOfLineBreaks = false }: Place): string {
  const hint = /^\n* /.test(text) || (blocksOfLineBreaks && text.startsWith('\n')) ? '2' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const chomping = !text.endsWith('\n') ? '-' : body === '' || body.endsWith('\n') ? '+' : '';
  const lines = body.split('\n').map(line => (line === '' ? '' : `${indent}${line}`));
  return `|${hint}${chomping}\n${lines.join('\n')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string): string {
  const characters = [...text].map(character => (mustEscape(character) ? escaped(character) : character));
  return `"${characters.join('')}"`;
}

function mustEscape(character: string): boolean {
  return /["\\\t\n\u2028\u2029]/.test(character) || special.test(character);
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = (digits: number) => code.toString(16).toUpperCase().padStart(digits, '0');
  return escapes[character] ?? (code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`);
}
