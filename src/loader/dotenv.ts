import { SourceText, type TextLocation } from './source-text.ts';
import { substitute, type Variables } from './template.ts';

/** The values of an env file, in order of definition; a later definition of a name has replaced an earlier one. */
export type DotenvValues = ReadonlyMap<string, string>;

export type DotenvResult = { readonly values: DotenvValues } | { readonly mistake: DotenvMistake };

export interface DotenvMistake {
  /** From 1; absent where Docker Compose names no line. */
  readonly line?: number;
  readonly message: string;
  readonly hint: string;
  readonly location: TextLocation;
}

interface MistakeDetails {
  readonly hint: string;
  /** The offset whose line the message names. */
  readonly counted?: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `.env`, env_file and label_file. `lookup` answers for variables that the file uses or inherits; names defined
 * earlier in the file answer where it doesn't.
 */
export function parseDotenv(text: string, lookup: Variables['get'], unset?: (name: string) => void): DotenvResult {
  return new DotenvReader(readable(text), lookup, unset).read();
}

/** Where a file that can be read defines a name, or inherits it, in the order of the file. */
export function definitionsOf(name: string, text: string): TextLocation[] {
  const source = readable(text);
  const reader = new DotenvReader(source, () => 'set', undefined);
  reader.read();
  const lines = new SourceText(source);
  return reader.definitions
    .filter(definition => definition.name === name)
    .map(({ start, end }) => lines.location(start, end));
}

function readable(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

// Blanks that don't end a statement, as Docker Compose has them.
const blank = /[\t\v\f\r \x85\xA0]/;
const keyCharacter = /[\p{L}\p{N}_.\-[\]]/u;

class DotenvReader {
  private readonly text: string;
  private readonly lookup: Variables['get'];
  private readonly unset: ((name: string) => void) | undefined;
  readonly definitions: { readonly name: string; readonly start: number; readonly end: number }[] = [];
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
    for (;;) {
      this.skip(/\s+/y);
      if (this.text[this.at] !== '#') break;
      this.at += this.lineFrom(this.at).length;
    }
    return this.at < this.text.length;
  }

  private statement(): DotenvMistake | undefined {
    this.skip(/export\s+/y);
    const start = this.at;
    const key = this.key();
    if ('message' in key) return key;
    const mistake = key.inherited ? this.inherit(key.name) : this.value(key.name);
    this.definitions.push({ name: key.name, start, end: this.at });
    return mistake;
  }

  private inherit(name: string): undefined {
    const value = this.lookup(name);
    if (value !== undefined) this.values.set(name, value);
  }

  private key(): { name: string; inherited: boolean } | DotenvMistake {
    for (let end = this.at; end < this.text.length; end += 1) {
      const character = this.text[end]!;
      if (character === '=' || character === ':') return this.foundKey(end, false);
      if (character === '\n') return this.foundKey(end, true);
      if (blank.test(character)) continue;
      const whole = String.fromCodePoint(this.text.codePointAt(end)!);
      if (!keyCharacter.test(whole)) return this.badCharacter(whole, end);
      end += whole.length - 1;
    }
    // A last line without "=" and without a line break is taken as the value of the empty name.
    return { name: '', inherited: false };
  }

  private foundKey(end: number, inherited: boolean): { name: string; inherited: boolean } | DotenvMistake {
    const start = this.at;
    const name = this.text.slice(start, end).trimEnd();
    this.at = end + 1;
    if (/\s/.test(name)) {
      const hint = 'write NAME=value, a variable a line; a name has no blanks in it';
      return this.mistake('key cannot contain a space', { counted: start, start, end, hint });
    }
    this.skip(/[\t\v\f\r \x85\xA0]+/y);
    return { name, inherited };
  }

  private badCharacter(character: string, start: number): DotenvMistake {
    const [bad, rest] = [character, this.text.slice(this.at).split('\n', 1)[0]!].map(text => JSON.stringify(text));
    const message = `unexpected character ${bad} in variable name ${rest}`;
    const hint = 'names have letters, digits, "_", "." and "-"; put a value of several lines in quotes';
    return this.mistake(message, { counted: this.at, start, end: start + character.length, hint });
  }

  private value(name: string): DotenvMistake | undefined {
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") return this.quoted(name, quote);
    const [start, line] = [this.at, this.lineFrom(this.at)];
    this.at += line.length;
    return this.define(name, line.split(' #', 1)[0]!.trimEnd(), start);
  }

  private quoted(name: string, quote: string): DotenvMistake | undefined {
    const body = quote === '"' ? /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y : /'([^'\\]*(?:\\[\s\S][^'\\]*)*)'/y;
    body.lastIndex = this.at;
    const match = body.exec(this.text);
    if (match === null) {
      const [start, firstLine] = [this.at, this.lineFrom(this.at)];
      this.at = this.text.length;
      return this.mistake(`unterminated quoted value ${firstLine}`, {
        counted: this.at,
        start,
        end: start + firstLine.length,
        hint: `close the quote with another ${quote}`,
      });
    }
    const start = this.at;
    this.at = body.lastIndex;
    if (quote === '"') return this.define(name, unescaped(match[1]!), start);
    this.values.set(name, match[1]!.replaceAll("\\'", "'"));
    return undefined;
  }

  private define(name: string, template: string, start: number): DotenvMistake | undefined {
    const get = (variable: string) => this.lookup(variable) ?? this.values.get(variable);
    const result = substitute(template, { get, ...(this.unset && { unset: this.unset }) });
    if ('text' in result) {
      this.values.set(name, result.text);
      return undefined;
    }
    const { mistake } = result;
    const place = { start, end: this.at };
    if (mistake.type === 'invalid-template') {
      const hint = 'write $$ for a dollar sign, or put the value in single quotes';
      return this.mistake(`Invalid template: "${mistake.template}"`, { ...place, hint });
    }
    const reason = mistake.reason === '' ? '' : `: ${mistake.reason}`;
    const hint = `set ${mistake.name} in the environment, or in a line above`;
    return this.mistake(`required variable ${mistake.name} is missing a value${reason}`, { ...place, hint });
  }

  private mistake(message: string, { hint, counted, start, end }: MistakeDetails): DotenvMistake {
    const text = new SourceText(this.text);
    const line = counted === undefined ? {} : { line: text.position(counted).line };
    return { ...line, message, hint, location: text.location(start, end) };
  }

  private lineFrom(start: number): string {
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end < 0 ? this.text.length : end);
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    if (pattern.test(this.text)) this.at = pattern.lastIndex;
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
