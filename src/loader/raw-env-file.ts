import type { DotenvMistake, DotenvResult } from './dotenv.ts';
import { SourceText } from './source-text.ts';
import type { Variables } from './template.ts';

/** Reads an env_file of `format: raw`, the grammar of `docker run --env-file`: no quotes, no variables, no comments after values. */
export function parseRawEnvFile(content: string, lookup: Variables['get']): DotenvResult {
  const text = content.replace(/^\uFEFF/, '');
  const values = new Map<string, string>();
  let next = 0;
  for (const line of text.split('\n')) {
    const statement = line.replace(/\r$/, '').trimStart();
    const start = next + line.length - line.trimStart().length;
    next += line.length + 1;
    if (statement === '' || statement.startsWith('#')) continue;
    const equals = statement.indexOf('=');
    const name = equals < 0 ? statement : statement.slice(0, equals);
    const wrong = (message: string) => ({ mistake: mistake(message, text, { start, end: start + statement.length }) });
    if (name === '') return wrong(`no variable name on line '${statement}'`);
    if (/\s/.test(name)) return wrong(`variable '${name}' contains whitespaces`);
    const value = equals < 0 ? lookup(name) : statement.slice(equals + 1);
    if (value !== undefined) values.set(name, value);
  }
  return { values };
}

function mistake(message: string, text: string, { start, end }: { start: number; end: number }): DotenvMistake {
  const hint = 'write NAME=value, a variable a line; a name has no blanks in it';
  return { message, hint, location: new SourceText(text).location(start, end) };
}
