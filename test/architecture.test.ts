import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

// Imports point one way: argv → cli → operations → … → engine. A folder may import itself and what stands here.
// `types:` allows `import type` only. ARCHITECTURE.md shows the same table to people.
const mayImport: Record<string, readonly string[]> = {
  diagnostics: [],
  graph: [],
  ignore: [],
  events: ['types:diagnostics'],
  model: ['diagnostics'],
  loader: ['diagnostics', 'graph', 'model'],
  engine: ['diagnostics'],
  observe: ['diagnostics', 'engine', 'model'],
  convert: ['diagnostics', 'model', 'types:engine', 'types:observe'],
  generate: ['model', 'types:engine'],
  plan: ['diagnostics', 'graph', 'model', 'types:engine', 'types:observe'],
  execute: ['convert', 'diagnostics', 'engine', 'events', 'graph', 'ignore', 'model', 'types:observe', 'types:plan'],
  watch: ['diagnostics', 'ignore', 'model'],
  lock: ['diagnostics', 'engine', 'model', 'types:events', 'types:execute'],
  report: ['diagnostics', 'model', 'types:engine', 'types:plan'],
  render: ['diagnostics', 'types:events', 'types:model', 'types:engine', 'types:plan', 'types:observe'],
  operations: [
    'convert',
    'diagnostics',
    'engine',
    'events',
    'execute',
    'generate',
    'graph',
    'loader',
    'lock',
    'model',
    'observe',
    'plan',
    'report',
    'watch',
  ],
  api: ['diagnostics', 'engine', 'events', 'execute', 'loader', 'model', 'operations', 'render', 'types:plan'],
  stack: ['api', 'diagnostics', 'engine', 'lock', 'model', 'operations', 'render', 'types:events'],
  cli: ['diagnostics', 'engine', 'events', 'loader', 'model', 'operations', 'render', 'types:plan', 'types:observe'],
};

// Third parties stay behind our interfaces: the package, and the only places that may name it.
const keptTo: Record<string, readonly string[]> = {
  dockerode: ['src/engine/'],
  'js-yaml': ['src/loader/'],
  yaml: ['src/loader/'],
  ajv: ['src/loader/'],
  chalk: ['src/render/'],
  listr2: ['src/render/'],
  chokidar: ['src/watch/'],
  '@balena/dockerignore': ['src/ignore/'],
};

const root = resolve(import.meta.dirname, '..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => join(root, 'src', file));

describe('imports point one way', () => {
  test.each(Object.keys(mayImport))('%s', folder => {
    const allowed = mayImport[folder]!;
    const wrong = files
      .filter(file => folderOf(file) === folder)
      .flatMap(file => importsOf(file))
      .filter(({ target }) => target.startsWith('.'))
      .map(found => ({ ...found, to: folderOf(resolve(dirname(found.file), found.target)) }))
      .filter(
        ({ to, typeOnly }) => to !== folder && !allowed.includes(to) && !(typeOnly && allowed.includes(`types:${to}`)),
      )
      .map(({ file, target }) => `${relative(root, file)} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  test('every folder of src has its row', () => {
    const folders = new Set(files.map(folderOf).filter(folder => folder !== ''));
    expect([...folders].filter(folder => !(folder in mayImport))).toEqual([]);
  });

  test('third parties stay behind their folder', () => {
    const wrong = files.flatMap(importsOf).filter(({ file, target }) => {
      const places = keptTo[packageOf(target)];
      return places !== undefined && !places.some(place => relative(root, file).startsWith(place));
    });
    expect(wrong.map(({ file, target }) => `${relative(root, file)} imports ${target}`)).toEqual([]);
  });

  test('only the edge touches the console and the process', () => {
    const edges = ['src/bin.ts', 'src/cli/', 'src/api/here.ts'];
    const wrong = files
      .map(file => relative(root, file))
      .filter(file => !edges.some(edge => file.startsWith(edge)))
      .filter(file =>
        /\bconsole\.|process\.(exit|exitCode|stdout|stderr|stdin|env|argv)\b/.test(code(join(root, file))),
      );
    expect(wrong).toEqual([]);
  });
});

function folderOf(file: string): string {
  const [, folder, ...rest] = relative(root, file).split('/');
  return rest.length > 0 ? folder! : '';
}

interface FoundImport {
  file: string;
  target: string;
  typeOnly: boolean;
}

function importsOf(file: string): FoundImport[] {
  const found: FoundImport[] = [];
  for (const match of code(file).matchAll(
    /\b(import|export)\s+(type\s)?[^'"();]*?\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
  )) {
    found.push({ file, target: (match[3] ?? match[4] ?? match[5])!, typeOnly: match[2] !== undefined });
  }
  return found;
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}
