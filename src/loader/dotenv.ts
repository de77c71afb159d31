import { substitute, type Variables } from './template.ts';

/** The values of an env file, in order of definition; a later definition of a name has replaced an earlier one. */
export type DotenvValues = ReadonlyMap<string, string>;

export type DotenvResult = { readonly values: DotenvValues } | { readonly mistake: DotenvMistake };

export interface DotenvMistake {
  /** From 1; absent where Docker Compose names no line. */
  readonly line?: number;
  readonly message: string;
}

/**
 * Reads `.env`, env_file and label_file. `lookup` answers for variables that the file uses or inherits; names defined
 * earlier in the file answer where it doesn't.
 */
export function parseDotenv(text: string, lookup: Variables['get'], unset?: (name: string) => void): DotenvResult {
  const reader = new DotenvReader(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), lookup, unset);
  return reader.read();
}

// Blanks that don't end a statement, as Docker Compose has them.
const blank = /[\t\v\f\r \x85\xA0]/;
const keyCharacter = /[\p{L}\p{N}_.\-[\]]/u;

class DotenvReader {
  private readonly text: string;
  private readonly lookup: Variables['get'];
  private readonly unset: ((name: string) => void) | undefined;
  private readonly values = new Map<string, string>();
  private at = 0;

  constructor(text: string, lookup: Variables['get'], unset: ((name: string) => void) | undefined) {
    this.text = text;
    this.lookup = lookup;
    this.unset = unset;
  }

  read(): DotenvResult {
    while (this.toStatement()) {
      const mistake = this.statement();
      if (mistake !== undefined) return { mistake };
    }
    return { values: this.values };
  }

  /** Skips blank lines and comments; false at the end of the text. */
  private toStatement(): boolean {
    const skipped = /(?:\s|#[^\n]*)*/y;
    skipped.lastIndex = this.at;
    skipped.exec(this.text);
    this.at = skipped.lastIndex;
    return this.at < this.text.length;
  }

  private statement(): DotenvMistake | undefined {
    this.skip(/export\s+/y);
    const key = this.key();
    if ('message' in key) return key;
    if (key.inherited) {
      const value = this.lookup(key.name);
      if (value !== undefined) this.values.set(key.name, value);
      return undefined;
    }
    return this.value(key.name);
  }

  private key(): { name: string; inherited: boolean } | DotenvMistake {
    const line = this.line();
    for (let end = this.at; end < this.text.length; end += 1) {
      const character = this.text[end]!;
      if (character === '=' || character === ':') return this.foundKey(end, false);
      if (character === '\n') return this.foundKey(end, true);
      if (blank.test(character)) continue;
      const whole = String.fromCodePoint(this.text.codePointAt(end)!);
      if (!keyCharacter.test(whole)) return this.badCharacter(whole, line);
      end += whole.length - 1;
    }
    // A last line without "=" and without a line break is taken as the value of the empty name.
    return { name: '', inherited: false };
  }

  private foundKey(end: number, inherited: boolean): { name: string; inherited: boolean } | DotenvMistake {
    const line = this.line();
    const name = this.text.slice(this.at, end).trimEnd();
    this.at = end + 1;
    if (/\s/.test(name)) return { line, message: 'key cannot contain a space' };
    this.skip(/[\t\v\f\r \x85\xA0]+/y);
    return { name, inherited };
  }

  private badCharacter(character: string, line: number): DotenvMistake {
    const [bad, rest] = [character, this.text.slice(this.at).split('\n', 1)[0]!].map(text => JSON.stringify(text));
    return { line, message: `unexpected character ${bad} in variable name ${rest}` };
  }

  private value(name: string): DotenvMistake | undefined {
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") return this.quoted(name, quote);
    const end = this.text.indexOf('\n', this.at);
    const line = this.text.slice(this.at, end < 0 ? this.text.length : end);
    this.at += line.length;
    return this.define(name, line.split(' #', 1)[0]!.trimEnd());
  }

  private quoted(name: string, quote: string): DotenvMistake | undefined {
    const body = quote === '"' ? /"((?:[^"\\]|\\[\s\S])*)"/y : /'((?:[^'\\]|\\[\s\S])*)'/y;
    body.lastIndex = this.at;
    const match = body.exec(this.text);
    if (match === null) {
      const [firstLine] = this.text.slice(this.at).split('\n', 1);
      this.at = this.text.length;
      return { line: this.line(), message: `unterminated quoted value ${firstLine}` };
    }
    this.at = body.lastIndex;
    if (quote === '"') return this.define(name, unescaped(match[1]!));
    this.values.set(name, match[1]!.replaceAll("\\'", "'"));
    return undefined;
  }

  private define(name: string, template: string): DotenvMistake | undefined {
    const get = (variable: string) => this.lookup(variable) ?? this.values.get(variable);
    const result = substitute(template, { get, ...(this.unset && { unset: this.unset }) });
    if ('text' in result) {
      this.values.set(name, result.text);
      return undefined;
    }
    const { mistake } = result;
    if (mistake.type === 'invalid-template') return { message: `Invalid template: "${mistake.template}"` };
    const reason = mistake.reason === '' ? '' : `: ${mistake.reason}`;
    return { message: `required variable ${mistake.name} is missing a value${reason}` };
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    if (pattern.test(this.text)) this.at = pattern.lastIndex;
  }

  private line(): number {
    return this.text.slice(0, this.at).split('\n').length;
  }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  // The template reads "$$" as a literal "$".
  $: '$$',
};

function unescaped(text: string): string {
  return text.replace(/\\(0[0-7]{1,3}|[\s\S])/g, (whole, escaped: string) => {
    if (/^0[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8));
    return escapes[escaped] ?? whole;
  });
}
