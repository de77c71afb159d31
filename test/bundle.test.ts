import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

interface Output {
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

interface Bundle {
  readonly files: readonly { readonly name: string; readonly code: string }[];
  readonly metafile: { readonly outputs: Readonly<Record<string, Output>> };
}

const script = pathToFileURL(resolve(import.meta.dirname, '../scripts/bundle.mjs')).href;
let built: Bundle;
let again: Bundle;

beforeAll(async () => {
  const { bundle } = (await import(script)) as { bundle: () => Promise<Bundle> };
  built = await bundle();
  again = await bundle();
}, 60_000);

// What a command loads before it decides to load more. Milliseconds are lost here one import at a time.
describe('what is loaded at once', () => {
  test('by the program: nothing of others', () => {
    expect(packagesOf('src/bin.ts')).toEqual([]);
  });

  test('by the library: no client, no terminal, no validator', () => {
    const heavy = ['dockerode', 'docker-modem', 'listr2', 'chalk', 'ajv', 'yaml'];
    expect(packagesOf('src/index.ts').filter(name => heavy.includes(name))).toEqual([]);
  });

  test('by no file, dockerode: it is a chunk of its own', () => {
    const withDockerode = entries().filter(entry => packagesOf(entry).includes('dockerode'));
    expect(withDockerode).toEqual(['src/engine/docker-client.ts']);
  });

  test('by no command, what draws tasks, reads odd YAML or explains schema errors', () => {
    const heavy = ['listr2', 'yaml', 'js-yaml', 'ajv'];
    const commands = entries().filter(entry => /^src\/(cli|operations)\//.test(entry));
    const loaded = commands.map(entry => [entry, packagesOf(entry).filter(name => heavy.includes(name))] as const);
    expect(loaded.filter(([, packages]) => packages.length > 0)).toEqual([]);
  });
});

test('the same sources give the same files', () => {
  expect(again.files).toEqual(built.files);
});

test('a module is made once, whether packed modules ask for it or others', async () => {
  const { pack, startOf } = await import(script);
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bundle-'));
  const files = [
    { name: 'program.js', code: 'console.log(require("./shared.js") === require("./apart.js"))' },
    { name: 'shared.js', code: 'module.exports = {}' },
    { name: 'apart.js', code: 'module.exports = require("./shared.js")' },
  ];
  const packed = pack('program', ['./program.js', './shared.js'], files);
  try {
    for (const { name, code } of [...files, packed, startOf([packed])]) writeFileSync(join(folder, name), code);
    expect(execFileSync(process.execPath, [join(folder, 'cli.js')], { encoding: 'utf8' })).toBe('true\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what dockerode brings and gantry never uses is left out', () => {
  const packages = Object.keys(built.metafile.outputs).flatMap(file => packagesIn([file]));
  expect(packages).toContain('dockerode');
  expect(packages).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(ssh2|@grpc\/.*|protobufjs|tar-fs)$/)]));
});

/** The program, the library, and whatever is imported lazily. */
function entries(): string[] {
  return Object.values(built.metafile.outputs).flatMap(({ entryPoint }) => (entryPoint ? [entryPoint] : []));
}

function packagesOf(entry: string): string[] {
  const found = Object.entries(built.metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry);
  if (found === undefined) throw new Error(`${entry} is no entry of the bundle`);
  return packagesIn(loadedWith(found[0]));
}

/** A file and all that its static imports pull in. */
function loadedWith(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  for (const { path, kind, external } of built.metafile.outputs[file]!.imports) {
    if (kind === 'import-statement' && !external) loadedWith(path, seen);
  }
  return [...seen];
}

function packagesIn(files: readonly string[]): string[] {
  const inputs = files.flatMap(file => Object.keys(built.metafile.outputs[file]!.inputs));
  const names = inputs.flatMap(input => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  return [...new Set(names)].sort();
}
