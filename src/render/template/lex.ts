export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'field'
  | 'dot'
  | 'variable'
  | 'word'
  | 'string'
  | 'raw'
  | 'character'
  | 'number'
  | 'sign'
  | 'end'
  | 'error';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of an error, what is wrong. */
  readonly text: string;
  readonly at: number;
  /** Stands behind a blank. */
  readonly spaced: boolean;
}

/** The tokens of a Go template. The last one is `end`, or the `error` that keeps the rest from being read. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const text = open < 0 ? source.slice(at) : source.slice(at, open);
    const trims = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2));
    const shown = trims ? text.trimEnd() : text;
    if (shown !== '') tokens.push({ kind: 'text', text: shown, at, spaced: false });
    if (open < 0) break;
    const inside = open + (trims ? 4 : 2);
    const after = source.startsWith('/*', inside)
      ? lexComment(source, inside, tokens)
      : lexAction(source, { open, inside }, tokens);
    if (after === undefined) return tokens;
    at = after;
  }
  return [...tokens, { kind: 'end', text: '', at: source.length, spaced: false }];
}

/** Gives the place behind the comment; undefined when it has no end. */
function lexComment(source: string, from: number, tokens: Token[]): number | undefined {
  const end = source.indexOf('*/', from);
  if (end < 0) return fail(tokens, from, 'unclosed comment');
  const close = closeAt(source, end + 2);
  if (close === undefined) return fail(tokens, from, 'comment ends before closing delimiter');
  return close.after;
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /"(?:\\.|[^"\\\n])*"/y],
  ['raw', /`[^`]*`/y],
  ['character', /'(?:\\.|[^'\\\n])+'/y],
  ['number', /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)/y],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['sign', /:=|[=|(),]/y],
];

const unterminated: Readonly<Record<string, string>> = {
  '"': 'unterminated quoted string',
  '`': 'unterminated raw quoted string',
  "'": 'unterminated character constant',
};

function lexAction(
  source: string,
  { open, inside }: { open: number; inside: number },
  tokens: Token[],
): number | undefined {
  tokens.push({ kind: 'open', text: '{{', at: open, spaced: false });
  let depth = 0;
  for (let at = inside; ; ) {
    const close = closeAt(source, at);
    if (close !== undefined) {
      if (depth > 0) return fail(tokens, at, 'unclosed left paren');
      tokens.push({ kind: 'close', text: '}}', at: close.at, spaced: false });
      return close.after;
    }
    const blank = /[ \t\r\n]*/y;
    blank.lastIndex = at;
    const spaced = blank.exec(source)![0] !== '';
    at = blank.lastIndex;
    if (spaced && closeAt(source, at) !== undefined) continue;
    if (at >= source.length) return fail(tokens, at, 'unclosed action');
    const token = nextToken(source, at, spaced);
    if (token.text === '(') depth += 1;
    if (token.text === ')' && token.kind === 'sign') depth -= 1;
    if (depth < 0) return fail(tokens, at, 'unexpected right paren');
    tokens.push(token);
    if (token.kind === 'error') return undefined;
    at += token.text.length;
  }
}

function nextToken(source: string, at: number, spaced: boolean): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) continue;
    const next = source.slice(at + text.length);
    if ((kind === 'field' || kind === 'variable' || kind === 'word') && !/^([ \t\r\n.,|:)(]|}}|$)/.test(next))
      return { kind: 'error', text: `bad character ${nameOf(next)}`, at, spaced };
    return { kind, text, at, spaced };
  }
  const character = source[at]!;
  const open = unterminated[character];
  if (open !== undefined) return { kind: 'error', text: open, at, spaced };
  if (/[!-~]/.test(character)) return { kind: 'sign', text: character, at, spaced };
  return { kind: 'error', text: `unrecognized character in action: ${nameOf(source.slice(at))}`, at, spaced };
}

/** Where an action ends that may end here, and where the text behind it begins. */
function closeAt(source: string, at: number): { at: number; after: number } | undefined {
  if (source.startsWith('}}', at)) return { at, after: at + 2 };
  const trimming = /[ \t\r\n]+-}}[ \t\r\n]*/y;
  trimming.lastIndex = at;
  return trimming.test(source) ? { at: source.indexOf('}}', at), after: trimming.lastIndex } : undefined;
}

function fail(tokens: Token[], at: number, text: string): undefined {
  tokens.push({ kind: 'error', text, at, spaced: false });
}

/** As Go writes a character: `U+007D '}'`. */
function nameOf(text: string): string {
  const character = String.fromCodePoint(text.codePointAt(0)!);
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${character}'`;
}
