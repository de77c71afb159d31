import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadForm, sentFor, valueAt } from '../support/attribute-case.ts';

/** A row of fixtures/attributes: an attribute in all its forms, and what becomes of it. */
interface Row {
  /** Each form means the same: lines of a service `a`, or of the top level. */
  readonly forms: readonly string[];
  /** Where the model shows its effect. Default: the path of the attribute itself. */
  readonly at?: string;
  /** What the model has there; absent when the model has nothing. */
  readonly model?: unknown;
  /** What the request for the container, network or volume has because of it. Default: nothing. */
  readonly sent?: Readonly<Record<string, unknown>>;
}

const root = resolve(import.meta.dirname, '../..');
const rows = readdirSync(resolve(root, 'fixtures/attributes'))
  .sort()
  .flatMap(file => Object.entries(parse(readFileSync(resolve(root, 'fixtures/attributes', file), 'utf8')) as Rows));
type Rows = Record<string, Row>;

describe('every attribute, in each of its forms', () => {
  test.each(rows)('%s', async (path, { forms, at = path, model, sent = {} }) => {
    for (const form of forms) {
      const project = await loadForm(path, form);
      expect(withPlainMaps(valueAt(at, project)), form).toEqual(model);
      expect(await sentFor(path, project), form).toEqual(sent);
    }
  });

  test('x-* is kept wherever it stands', async () => {
    const project = await loadForm('services.*.x-own', 'x-own: {deep: [1]}');
    expect(withPlainMaps(valueAt('services.*.x-own', project))).toEqual({ deep: [1] });
    expect(withPlainMaps(await loadForm('x-*', 'x-own: text'))).toMatchObject({ 'x-own': 'text' });
  });

  test('that schemas/ allow has a row', async () => {
    const script = pathToFileURL(resolve(root, 'scripts/attribute-paths.mjs')).href;
    const { attributePaths } = (await import(script)) as { attributePaths: () => string[] };
    expect(rows.map(([path]) => path).sort()).toEqual(attributePaths());
  });
});

function withPlainMaps(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
