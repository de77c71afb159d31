import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ComposeError } from '../../src/diagnostics/errors.ts';
import { loadProject } from '../../src/loader/load.ts';
import { nodeIO } from '../../src/loader/node-io.ts';
import { renderDiagnostic } from '../../src/render/diagnostic.ts';
import { type Given, load } from './memory-io.ts';

const service = 'services: {a: {image: a}}\n';
const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('');
const services = (count: number, attributes: (index: number) => string) =>
  `services:\n${many(count, index => `  s${index}: {${attributes(index)}}\n`)}`;

describe('is refused, with a place', () => {
  test.each<[string, string, string]>([
    [
      'mappings of aliases of mappings of aliases',
      `x-0: &x0 {a: 1}\n${many(30, i => `x-${i + 1}: &x${i + 1} {a: *x${i}, b: *x${i}, c: *x${i}}\n`)}`,
      'excessive-aliasing',
    ],
    [
      'lists of aliases of lists of aliases',
      `x-0: &x0 [a]\n${many(30, i => `x-${i + 1}: &x${i + 1} [*x${i}, *x${i}, *x${i}]\n`)}`,
      'excessive-aliasing',
    ],
    [
      'merges of merges',
      `x-0: &x0 {a: 1}\n${many(30, i => `x-${i + 1}: &x${i + 1} {<<: [*x${i}, *x${i}, *x${i}]}\n`)}`,
      'excessive-aliasing',
    ],
    ['brackets in brackets', `x-a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, 'nesting'],
    ['braces in braces', `x-a: ${'{a: '.repeat(10_000)}${'}'.repeat(10_000)}\n`, 'nesting'],
    ['items in items', `x-a:\n  ${'- '.repeat(10_000)}a\n`, 'nesting'],
    ['keys below keys', `x-a:\n${many(1000, index => `${' '.repeat(index + 1)}a:\n`)}`, 'nesting'],
    ['brackets in brackets, behind a directive', `%YAML 1.2\n---\nx-a: ${'['.repeat(10_000)}\n`, 'nesting'],
    ['defaults in defaults', `x-a: "${'${A:-'.repeat(10_000)}b${'}'.repeat(10_000)}"\n`, 'invalid-template'],
    ['a NUL', 'x-a: "a\0b"\n', 'yaml-syntax'],
    ['an escape to the terminal', 'x-a: "\x1b[2J"\n', 'yaml-syntax'],
    [
      'services that wait for each other',
      services(5000, i => `image: a, depends_on: [s${(i + 1) % 5000}]`),
      'dependency-cycle',
    ],
    ['services that extend on and on', services(2000, i => (i < 1999 ? `extends: s${i + 1}` : 'image: a')), 'nesting'],
  ])('%s', async (_, text, code) => {
    const [first] = await mistakesOf(text.includes('services:') ? text : `${text}${service}`);
    expect(first?.code).toBe(code);
    expect(first?.location?.file).toBe('/p/compose.yaml');
    expect(first?.hint).toBeDefined();
  });

  test('files that include each other twice over', async () => {
    const file = (index: number) => `include: [i${index + 1}.yaml, ./i${index + 1}.yaml]\n`;
    const beside = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`/p/i${index}.yaml`, file(index)]));
    const mistakes = await mistakesOf(`include: [i0.yaml]\n${service}`, {
      beside: { ...beside, '/p/i30.yaml': service },
    });
    expect(mistakes[0]?.code).toBe('nesting');
  });

  test('a thousand mistakes, of which a hundred are shown', async () => {
    const mistakes = await mistakesOf(services(1000, () => 'image: a, foo: 1'));
    expect(mistakes).toHaveLength(101);
    expect(mistakes.at(-1)?.message).toBe('900 more mistakes are not shown');
  });

  test.each([
    ['a line of a megabyte', `services: {a: {image: a, x-a: ${'y'.repeat(1e6)}, foo: 1}}\n`],
    ['a key of a megabyte', `services: {a: {image: a, foo${'y'.repeat(1e6)}: 1}}\n`],
    ['a port of a megabyte', `services: {a: {image: a, ports: ["${'8'.repeat(1e6)}"]}}\n`],
  ])('%s, of which little is shown', async (_, text) => {
    for (const mistake of await mistakesOf(text)) {
      expect(renderDiagnostic(mistake, { color: false, cwd: '/p' }).length).toBeLessThan(4000);
    }
  });
});

describe('an env file of a megabyte that cannot be read, of which little is shown', () => {
  test.each([
    ['a name', `A@${'y'.repeat(1e6)}\n`],
    ['a value whose quote stays open', `A="${'y'.repeat(1e6)}\n`],
    ['a template', `A=\${${'y'.repeat(1e6)}\n`],
    ['a required variable', `A=\${${'Y'.repeat(1e6)}?}\n`],
  ])('%s', async (_, text) => {
    const envFile = 'services: {a: {image: a, env_file: [a.env]}}\n';
    const found = [
      await mistakesOf(service, { beside: { '/p/.env': text } }),
      await mistakesOf(envFile, { beside: { '/p/a.env': text } }),
    ];
    for (const mistakes of found) {
      expect(mistakes.map(({ code }) => code)).toEqual(['env-file']);
      expect(renderDiagnostic(mistakes[0]!, { color: false, cwd: '/p' }).length).toBeLessThan(4000);
    }
  });
});

describe('is loaded', () => {
  test.each<[string, string, number]>([
    ['ten thousand services', services(10_000, i => `image: "a:${i}", labels: {a: b}, ports: ["80"]`), 10_000],
    [
      'a long chain of dependencies',
      `${services(5000, i => `image: a, depends_on: [s${i + 1}]`)}  s5000: {image: a}\n`,
      5001,
    ],
    ['a value of ten megabytes', `services: {a: {image: a, labels: {x: "${'y'.repeat(1e7)}"}}}\n`, 1],
    ['twenty thousand variables', `services: {a: {image: a, environment: {${many(20_000, i => `K${i}: v, `)}}}}\n`, 1],
    ['a byte order mark, and line breaks of Windows', '\ufeffservices:\r\n  a:\r\n    image: a\r\n', 1],
  ])('%s', async (_, text, count) => {
    const { project } = await load(text);
    expect(Object.keys(project.services)).toHaveLength(count);
  });

  test('a thousand included files', async () => {
    const files = Array.from({ length: 1000 }, (_, index) => `i${index}.yaml`);
    const beside = Object.fromEntries(
      files.map((file, index) => [`/p/${file}`, `services: {s${index}: {image: a}}\n`]),
    );
    const { project } = await load(`include: [${files.join(', ')}]\n${service}`, { beside });
    expect(Object.keys(project.services)).toHaveLength(1001);
  });

  test('an env file of a million blank lines and comments', async () => {
    const { project } = await load(service, { beside: { '/p/.env': `${' \n#\n'.repeat(500_000)}A=1\n` } });
    expect(project.environment.A).toBe('1');
  });
});

describe('names that objects have already', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

  test.each(names)('%s is a name like others', async name => {
    const { project } = await load(`
services:
  ${name}:
    image: a
    environment: {${name}: v}
    labels: {${name}: v}
    networks: [${name}]
    volumes: ["${name}:/data"]
  b: {image: b, depends_on: [${name}]}
networks: {${name}: {}}
volumes: {${name}: {}}
`);
    const own = project.services[name]!;
    expect(Object.keys(project.services).sort()).toEqual([name, 'b'].sort());
    expect(Object.entries(own.environment ?? {})).toEqual([[name, 'v']]);
    expect(Object.entries(own.labels ?? {})).toEqual([[name, 'v']]);
    expect(Object.keys(own.networks ?? {})).toEqual([name]);
    expect(Object.keys(project.services.b?.depends_on ?? {})).toEqual([name]);
    expect(Object.keys(project.volumes)).toEqual([name]);
  });

  test.each(names)('%s is not declared by itself', async name => {
    const text = `services: {a: {image: a, depends_on: [${name}], networks: [${name}], volumes: ["${name}:/x"]}}\n`;
    const mistakes = await mistakesOf(text);
    expect(mistakes.map(({ code }) => code).sort()).toEqual([
      'undefined-dependency',
      'undefined-network',
      'undefined-volume',
    ]);
  });

  test.each(names)('%s is an unknown key at every level', async name => {
    const text = `${name}: 1\nservices: {a: {image: a, ${name}: 1, volumes: [{type: bind, ${name}: 1}, {type: bind, ${name}: 2}]}}\n`;
    const mistakes = await mistakesOf(text);
    expect(mistakes.map(({ code }) => code)).toEqual(Array(4).fill('unknown-key'));
  });
});

describe('files that are none', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'self.yaml'), 'include: [link.yaml]\nservices: {a: {image: a}}\n');
    symlinkSync('self.yaml', join(folder, 'link.yaml'));
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    writeFileSync(
      join(folder, 'bytes.yaml'),
      Buffer.from([...Buffer.from('x-a: "'), 0xff, 0xfe, ...Buffer.from('"\n')]),
    );
    execFileSync('mkfifo', [join(folder, 'pipe')]);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, string, RegExp]>([
    ['a folder', 'folder', /is a directory$/],
    ['a link to itself', 'loop.yaml', /symbolic links|no such file/],
    ['a file that includes itself by a link', 'self.yaml', /^include cycle detected|too many files/],
    ['a pipe that nobody writes to', 'pipe', /^empty compose file$/],
  ])('%s', async (_, name, message) => {
    expect((await failureOf({ files: [name] })).message).toMatch(message);
  });

  test('an env file that is a pipe is read to its end', async () => {
    const failure = await failureOf({ files: ['no.yaml'], envFiles: ['pipe'] });
    expect(failure.message).toMatch(/no such file/);
  });

  async function failureOf(options: { files: string[]; envFiles?: string[] }): Promise<ComposeError> {
    const io = nodeIO({ cwd: folder, env: {}, homeDir: '/home/me' }, noInput());
    const failure = await loadProject(options, io).catch((error: unknown) => error);
    if (failure instanceof ComposeError) return failure;
    throw failure;
  }
});

async function mistakesOf(text: string, given: Given = {}) {
  const failure = await load(text, given).catch((error: unknown) => error);
  if (failure instanceof ComposeError) return failure.diagnostics;
  throw failure instanceof Error ? failure : new Error('it loads');
}

async function* noInput(): AsyncIterable<Uint8Array> {}
