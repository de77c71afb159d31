import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as source from '../src/index.ts';
import * as stacks from '../src/vitest.ts';
import { type Consumer, installPacked } from './support/packed.ts';

// What is published, made of the sources as they are and installed as a package: dist/ may be older than they.
const root = resolve(import.meta.dirname, '..');
const staging = mkdtempSync(join(tmpdir(), 'gantry-packed-'));
let consumer: Consumer;

beforeAll(async () => {
  const { bundle } = await import(pathToFileURL(join(root, 'scripts/bundle.mjs')).href);
  const { files } = (await bundle()) as { files: readonly { name: string; code: string }[] };
  for (const kept of ['package.json', 'bin', 'schemas'])
    cpSync(join(root, kept), join(staging, kept), { recursive: true });
  mkdirSync(join(staging, 'dist'));
  for (const { name, code } of files) writeFileSync(join(staging, 'dist', name), code);
  writeFileSync(join(staging, 'dist/package.json'), '{ "type": "commonjs" }\n');
  tsc('-p', join(root, 'scripts/tsconfig.types.json'), '--outDir', join(staging, 'dist/types'));
  consumer = installPacked(staging, ['@types/node', 'undici-types', 'vitest']);
}, 120_000);

afterAll(() => {
  consumer?.remove();
  rmSync(staging, { recursive: true });
});

describe('the package', () => {
  const names = Object.keys(source).sort();

  test('must be imported by name from ES modules', () => {
    const script = `import * as all from 'gantry'; import { up, loadProject, ComposeError } from 'gantry';
      if (![up, loadProject, ComposeError].every(value => typeof value === 'function')) throw new Error();
      console.log(Object.keys(all).filter(name => name !== 'default' && name !== 'module.exports').sort().join(' '))`;
    expect(node('names.mjs', script)).toBe(names.join(' '));
  });

  test('must be required from CommonJS', () => {
    expect(node('names.cjs', `console.log(Object.keys(require('gantry')).sort().join(' '))`)).toBe(names.join(' '));
  });

  test('must have its helper for tests, which loads nothing of Vitest', () => {
    const script = `import { startStack } from 'gantry/vitest';
      import * as all from 'gantry/vitest';
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter(path => path.includes('node_modules/vitest'));
      console.log(typeof startStack, Object.keys(all).filter(name => !/^(default|module\\.exports)$/.test(name)).sort().join(' '), loaded.length)`;
    const named = Object.keys(stacks).sort().join(' ');
    expect(node('stacks.mjs', `import { createRequire } from 'node:module';\n${script}`)).toBe(`function ${named} 0`);
  });

  test('must load a project, and leave the process as it was and free to end', () => {
    write('compose.yaml', 'name: app\nservices: { web: { image: busybox, ports: ["80"] } }\n');
    const script = `import { config, loadProject } from 'gantry';
      const before = [process.cwd(), process.eventNames().join(), JSON.stringify(process.env)].join();
      const { project } = await loadProject();
      await config(project);
      const after = [process.cwd(), process.eventNames().join(), JSON.stringify(process.env)].join();
      console.log(project.name, before === after)`;
    expect(node('load.mjs', script)).toBe('app true');
  });

  test('must give a mistake as an error that an instanceof knows', () => {
    write('wrong/compose.yaml', 'services: { web: { imgae: busybox } }\n');
    const script = `import { ComposeError, loadProject } from 'gantry';
      await loadProject({ cwd: 'wrong', env: {} }).catch(error =>
        console.log(error instanceof ComposeError, error.diagnostics[0].location.range.start.line))`;
    expect(node('wrong.mjs', script)).toBe('true 1');
  });

  test.each([
    ['nodenext', ['program.mts', 'program.cts']],
    ['bundler', ['program.ts']],
  ])('must have whole types for moduleResolution %s', (resolution, files) => {
    for (const file of files) write(file, program);
    checkTypes(resolution, files, { whole: true });
  });

  test('must have the types that its manual and the README show', () => {
    const all = `import { ${names.join(', ')}, type Project } from 'gantry';\ndeclare const project: Project;\n`;
    const blocks = ['README.md', 'docs/api.md', 'docs/testing.md'].flatMap(page => codeBlocks(page));
    expect(blocks.length).toBeGreaterThan(5);
    const files = blocks.map((block, index) => {
      const file = `manual-${index}.mts`;
      write(file, /from 'gantry/.test(block) ? block : `${all}${block}`);
      return file;
    });
    checkTypes('nodenext', files, { whole: false });
  });
});

const program = `
  import { type ComposeEvent, type Engine, loadProject, logLines, type Project, type Task, up, type UpResult } from 'gantry';
  import { type Stack, startStack } from 'gantry/vitest';
  export const stack = (): Promise<Stack<'web'>> => startStack({ services: ['web'] });
  export async function start(engine: Engine): Promise<string[]> {
    const { project }: { project: Project } = await loadProject({ files: ['compose.yaml'] });
    const task: Task<UpResult> = up(project, { engine, wait: true });
    for await (const event of task) show(event);
    return [...(await task).started];
  }
  function show(event: ComposeEvent): string {
    return event.type === 'log' ? logLines(event).map(({ line }) => line).join() : event.type;
  }
  // @ts-expect-error There is no such option.
  void (async () => up((await loadProject()).project, { detatch: true }));
`;

function codeBlocks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
}

/** `whole`: with all declarations that are reached, those of others too. */
function checkTypes(moduleResolution: string, files: readonly string[], { whole }: { whole: boolean }): void {
  const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--lib',
    'es2022,esnext.disposable,dom',
    '--types',
    'node',
    '--skipLibCheck',
    String(!whole),
  ];
  const paths = files.map(file => join(consumer.folder, file));
  tsc(...options, '--module', module, '--moduleResolution', moduleResolution, ...paths);
}

function write(file: string, text: string): void {
  const path = join(consumer.folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

function node(file: string, script: string): string {
  write(file, script);
  const options = { cwd: consumer.folder, encoding: 'utf8', timeout: 30_000 } as const;
  return execFileSync(process.execPath, [file], options).trimEnd();
}

/** Fails with all that it finds wrong. */
function tsc(...args: string[]): void {
  try {
    execFileSync(join(root, 'node_modules/.bin/tsc'), args, { cwd: consumer?.folder ?? root, encoding: 'utf8' });
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout);
  }
}
