import type { DotenvResult } from './dotenv.ts';
import type { Variables } from './template.ts';

/** Reads an env_file of `format: raw`, the grammar of `docker run --env-file`: no quotes, no variables, no comments after values. */
export function parseRawEnvFile(text: string, lookup: Variables['get']): DotenvResult {
  const values = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const statement = line.trimStart();
    if (statement === '' || statement.startsWith('#')) continue;
    const equals = statement.indexOf('=');
    const name = equals < 0 ? statement : statement.slice(0, equals);
    if (name === '') return { mistake: { message: `no variable name on line '${statement}'` } };
    if (/\s/.test(name)) return { mistake: { message: `variable '${name}' contains whitespaces` } };
    const value = equals < 0 ? lookup(name) : statement.slice(equals + 1);
    if (value !== undefined) values.set(name, value);
  }
  return { values };
}
