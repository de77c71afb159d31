import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeLeftovers, StackError, startStack } from '../../src/vitest.ts';
import { type Consumer, installPacked } from '../support/packed.ts';
import { engine, resourcesOf, run, withProject } from './support.ts';

let consumer: Consumer;

beforeAll(() => {
  consumer = installPacked(resolve(import.meta.dirname, '../..'), ['vitest', 'vite']);
});

afterAll(() => consumer.remove());

const compose = `
services:
  web:
    image: busybox
    init: true
    container_name: gantry-e2e-stack-web
    command: sh -c 'mkdir /www && hostname > /www/index.html && echo up && httpd -f -h /www'
    healthcheck: { test: [CMD, wget, -qO-, localhost] }
    ports: ["18099:80"]
    volumes: [data:/data]
volumes: { data: {} }
`;
const nothing = { containers: [], networks: [], volumes: [] };

test('stacks of the same files must run side by side, be reached, and leave nothing', () =>
  withProject({ 'compose.yaml': compose }, async ({ name, folder }) => {
    const start = () => startStack({ cwd: folder, name, services: ['web'] });
    const stacks = await Promise.all([start(), start()]);
    try {
      const seen = await Promise.all(
        stacks.map(async stack => {
          const web = stack.service('web');
          const { stdout } = await web.exec(['hostname']);
          expect(await (await fetch(web.url(80))).text()).toBe(stdout);
          expect(await web.logs()).toBe('up\n');
          return [stack.name, stdout, web.port(80).port];
        }),
      );
      for (const facts of seen[0]!) expect(seen[1]).not.toContain(facts);
    } finally {
      await Promise.all(stacks.map(stack => stack.stop()));
    }
    for (const stack of stacks) expect(await resourcesOf(stack.name)).toEqual(nothing);
  }));

test('a stack that does not come up must say why in its message, and be gone', () =>
  withProject(
    { 'compose.yaml': 'services: { db: { image: busybox, command: sh -c "echo no disk >&2; exit 3" } }\n' },
    async ({ name, folder }) => {
      const names: string[] = [];
      const onEvent = (event: { type: string; name?: string }) => names.push(event.name ?? '');
      const starting = startStack({ cwd: folder, name, onEvent });
      await expect(starting).rejects.toBeInstanceOf(StackError);
      await expect(starting).rejects.toThrow(/db-1 \| no disk/);
      await expect(starting).rejects.toThrow(/compose\.yaml:1/);
      const network = names.find(text => text.endsWith('_default'))!;
      expect(await resourcesOf(network.replace('_default', ''))).toEqual(nothing);
    },
  ));

test('what a killed run has left must be removed at the next start, and a stack that is used must not', () =>
  withProject({ 'compose.yaml': compose }, async ({ name, folder }) => {
    const script = join(consumer.folder, `${name}.mjs`);
    const options = JSON.stringify({ cwd: folder, name });
    writeFileSync(
      script,
      `import { startStack } from 'gantry/vitest';
      const stack = await startStack(${options});
      console.log(stack.name);
      setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const left = await new Promise<string>(named => child.stdout.once('data', data => named(String(data).trim())));
    await using used = await startStack({ cwd: folder, name });
    expect((await resourcesOf(left)).containers).toHaveLength(1);
    const ended = new Promise(done => child.once('close', done));
    child.kill('SIGKILL');
    await ended;
    expect(await removeLeftovers()).toContain(left);
    expect(await resourcesOf(left)).toEqual(nothing);
    expect((await resourcesOf(used.name)).containers).toHaveLength(1);
  }));

test('a suite of Vitest must have a stack for each file by a fixture, and one for all by its set-up', () =>
  withProject({ 'compose.yaml': compose }, async ({ name, folder }) => {
    const suite = join(consumer.folder, name);
    mkdirSync(suite);
    const write = (file: string, text: string) => writeFileSync(join(suite, file), text);
    const options = JSON.stringify({ cwd: folder, name, services: ['web'] });
    write('vitest.config.mjs', `export default { test: { globalSetup: './setup.mjs', testTimeout: 60000 } };`);
    write(
      'setup.mjs',
      `import { stackSetup } from 'gantry/vitest';
      export default stackSetup(${options}, stack => ({ shared: stack.service('web').url(80) }));`,
    );
    for (const file of ['one', 'two']) {
      write(
        `${file}.test.mjs`,
        `import { stackFixture } from 'gantry/vitest';
        import { expect, inject, test as base } from 'vitest';
        const test = base.extend({ stack: [stackFixture(${options}), { scope: 'file' }] });
        const names = new Set();
        test('first', async ({ stack }) => {
          names.add(stack.name);
          const own = await (await fetch(stack.service('web').url(80))).text();
          expect(own).not.toBe(await (await fetch(inject('shared'))).text());
        });
        test('second', ({ stack }) => expect(names).toContain(stack.name));`,
      );
    }
    const vitest = resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
    const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('VITEST')));
    const outcome = await run([process.execPath, vitest, 'run', '--root', suite, '--reporter=json'], suite, env);
    expect(outcome.stdout).toContain('"numPassedTests":4');
    expect(outcome.exitCode).toBe(0);
    const labelled = encodeURIComponent(JSON.stringify({ label: ['dev.gantry.stack'] }));
    const left = await engine<{ Names: string[] }[]>('GET', `/containers/json?all=1&filters=${labelled}`);
    expect(left.filter(({ Names }) => Names[0]!.startsWith(`/${name}-`))).toEqual([]);
  }));
