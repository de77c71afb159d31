import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectDocument } from '../../src/model/config-document.ts';
import { goJson } from '../../src/model/go-json.ts';
import type { Project } from '../../src/model/project.ts';
import { renderConfigYaml } from '../../src/render/config-yaml.ts';
import { beside, loadForm } from '../support/attribute-case.ts';
import { load } from './memory-io.ts';

function print(project: Project, format: 'yaml' | 'json'): string {
  const document = projectDocument(project, { format, flavour: '5', escapeDollars: true });
  return format === 'yaml' ? renderConfigYaml(document) : goJson(document, '  ');
}

async function reload(text: string): Promise<Project> {
  const options = { beside, env: { V: 'v' }, profiles: ['*'], allResources: true, resolveEnvironment: false };
  return (await load(text, options)).project;
}

async function expectRoundTrip(project: Project): Promise<void> {
  const [yaml, json] = [print(project, 'yaml'), print(project, 'json')];
  const again = await reload(yaml);
  expect(print(again, 'yaml')).toBe(yaml);
  expect(print(again, 'json')).toBe(json);
  // Docker Compose's JSON has no models, and keys of its own for these devices: it is no Compose file then.
  if (Object.keys(project.models).length > 0 || json.includes('"Path"')) return;
  expect(print(await reload(json), 'json')).toBe(json);
}

const folder = resolve(import.meta.dirname, '../../fixtures/attributes');
const forms = readdirSync(folder)
  .flatMap(file => Object.entries(parse(readFileSync(resolve(folder, file), 'utf8')) as Record<string, Row>))
  .flatMap(([path, row]) => row.forms.map(form => [path, form] as const));
interface Row {
  readonly forms: readonly string[];
}

describe('what `config` prints loads to the same model', () => {
  test.each(forms)('%s: %s', async (path, form) => {
    await expectRoundTrip(await loadForm(path, form));
  });

  test.each([
    '',
    ' a',
    'a ',
    '\n',
    '\na',
    'a\n',
    'a\n\n',
    ' a\n b',
    '\n a',
    'a\tb',
    '\ta',
    '"',
    "'",
    '$',
    '$$',
    '${A}',
    '$A',
  ])('text %j', async text => {
    await expectRoundTrip(await reload(fileOf({ command: [text], labels: { l: text }, 'x-own': { deep: [text] } })));
  });

  test.each([
    'null',
    '~',
    'yes',
    'No',
    '1',
    '1.0',
    '1e3',
    '0x1f',
    '017',
    '2001-01-01',
    '1:30',
    '.inf',
    '-',
    '?',
    ': ',
    '# a',
    '<<',
    '=',
    '!a',
    '&a',
    '*a',
    '@a',
    '`a',
    '%a',
    '---',
    '...',
  ])('text %j, which unquoted would be something else', async text => {
    await expectRoundTrip(await reload(fileOf({ command: [text, `${text} b`], labels: { [text]: text } })));
  });

  test.each(['$', '$$', '${A}', 'a$b'])('key %j', async key => {
    const project = await reload(fileOf({ labels: {}, 'x-own': {} }));
    const web = { ...project.services.a!, labels: { [key]: key }, 'x-own': { [key]: { [key]: [key] } } };
    const again = await reload(print({ ...project, services: { a: web } }, 'yaml'));
    expect(again.services.a).toEqual(web);
  });

  test.each(['dockerfile', 'dockerfile_inline'])('a build whose %s is empty', async attribute => {
    const project = await reload(fileOf({ build: { context: '.', [attribute]: '' } }));
    const again = await reload(print(project, 'yaml'));
    expect(again.services.a!.build).toEqual(project.services.a!.build);
  });

  test('any text, anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(service, async attributes => {
        await expectRoundTrip(await reload(fileOf(attributes)));
      }),
      { numRuns: 300 },
    );
  });
});

const pieces = fc.constantFrom(
  ...' \n\t"\'\\#:-?{}[],&*!|>%@`$~=aZ09\u0000\u0007\u0085\u00a0\u2028\ufeffé😀',
  'null',
  '${A}',
  '---',
  ': ',
  ' #',
);
const text = fc.oneof(
  fc.array(pieces, { maxLength: 8 }).map(parts => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
// In JSON, a dollar in a key is doubled as Docker Compose does it, although no key is interpolated.
const key = text.filter(name => name !== '' && !/[$=\n\u2028]/.test(name));
const service = fc.record(
  {
    command: fc.array(text, { minLength: 1, maxLength: 4 }),
    environment: fc.dictionary(key, fc.option(text), { maxKeys: 4 }),
    labels: fc.dictionary(key, text, { maxKeys: 4 }),
    healthcheck: fc.record({ test: fc.array(text, { minLength: 1, maxLength: 3 }).map(words => ['CMD', ...words]) }),
    'x-own': fc.jsonValue({ maxDepth: 3, stringUnit: fc.constantFrom(...'ab .-é"\n') }),
    logging: fc.record({ driver: fc.constant('d'), options: fc.dictionary(key, text, { maxKeys: 3 }) }),
  },
  { requiredKeys: [] },
);

/** JSON is YAML; each dollar stands for itself. */
function fileOf(attributes: object): string {
  return JSON.stringify({ services: { a: { image: 'a', ...attributes } } }).replaceAll('$', '$$$$');
}
