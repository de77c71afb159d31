import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as gantry from '../../src/index.ts';
import { type Consumer, installPacked } from '../support/packed.ts';
import { engine, type Outcome, resourcesOf, run, statesOf, type TestProject, withProject } from './support.ts';

const root = resolve(import.meta.dirname, '../..');
let consumer: Consumer;

beforeAll(() => {
  consumer = installPacked(root);
});

afterAll(() => consumer.remove());

const compose = `
services:
  web:
    image: busybox
    init: true
    command: sh -c 'echo one; echo two >&2; echo three; sleep 1000'
    depends_on: { db: { condition: service_healthy } }
  db:
    image: busybox
    init: true
    command: sleep 1000
    healthcheck: { test: [CMD, "true"] }
    volumes: [data:/data]
volumes: { data: {} }
`;

/** Runs a program of somebody who has the library installed; a program that doesn't end by itself is a failure. */
function program({ name, folder }: TestProject, text: string): Promise<Outcome> {
  const scripts = join(consumer.folder, name);
  mkdirSync(scripts);
  writeFileSync(join(scripts, 'program.mjs'), text);
  const script = join(scripts, 'program.mjs');
  return run(['timeout', '60', process.execPath, script], folder, { ...process.env, COMPOSE_PROJECT_NAME: name });
}

test('the program that the manual begins with must run, end by itself and leave nothing', () =>
  withProject({ 'compose.yaml': compose }, async project => {
    const [, shown] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'docs/api.md'), 'utf8')) ?? [];
    const outcome = await program(project, shown!);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(outcome.stdout).toMatch(
      new RegExp(`^${project.name}-db-1, ${project.name}-web-1 of ${project.name} started\n0 [0-9a-f]{12}\n\n$`),
    );
    expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
  }));

test('a program must see events, logs and commands, write nothing by itself, and find its process as it was', () =>
  withProject({ 'compose.yaml': compose }, async project => {
    const outcome = await program(
      project,
      `import { down, events, exec, loadProject, logs, ps, run, up } from 'gantry';
      const processState = () => [process.cwd(), process.eventNames().join(), JSON.stringify(process.env)].join();
      const before = processState();
      const { project } = await loadProject();
      const seen = [];
      const happened = events(project);
      const starts = (async () => {
        for await (const { action, service } of happened) if (action === 'start') if (seen.push(service) === 2) break;
      })();
      const task = up(project);
      const told = [];
      for await (const event of task) if (event.type === 'progress') told.push(event.text);
      await starts;
      const lines = [];
      for await (const { stream, line } of logs(project, { services: ['web'], follow: true }))
        if (lines.push(stream + ' ' + line) === 3) break;
      const { exitCode, stdout, stderr } = await exec(project, 'web', ['sh', '-c', 'cat; echo no >&2; exit 7'], { input: 'typed' });
      const once = await run(project, 'db', ['sh', '-c', 'cat > /data/x; cat /data/x'], { input: 'kept', autoRemove: true });
      const states = (await ps(project, { all: true })).map(({ service, state }) => service + ' ' + state);
      await down(project, { volumes: true });
      const result = { seen, healthy: told.includes('Healthy'), lines: lines.sort(), exitCode, stdout, stderr, once: once.stdout, states };
      console.log(JSON.stringify({ ...result, same: processState() === before, started: (await task).started.length }));`,
    );
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toEqual({
      seen: ['db', 'web'],
      healthy: true,
      lines: ['stderr two', 'stdout one', 'stdout three'],
      exitCode: 7,
      stdout: 'typed',
      stderr: 'no\n',
      once: 'kept',
      states: ['db running', 'web running'],
      same: true,
      started: 2,
    });
  }));

test('an up that is called off midway must leave nothing half made or locked, and the next one must finish it', () =>
  withProject({ 'compose.yaml': compose }, async ({ name, folder }) => {
    const { project } = await gantry.loadProject({ cwd: folder, projectName: name });
    const calling = new AbortController();
    const reason = new Error('enough');
    const task = gantry.up(project, {
      signal: calling.signal,
      onEvent: event => {
        if (event.type === 'progress' && event.text === 'Started') calling.abort(reason);
      },
    });
    await expect(task).rejects.toMatchObject({ code: 'interrupted', cause: reason });
    expect(await statesOf(name)).toContain('db-1 running');
    expect(await statesOf(name)).not.toContain('web-1 running');
    await expect(engine('GET', `/volumes/gantry-lock-${name}`)).rejects.toThrow('404');

    expect((await gantry.up(project, { wait: true })).started).toEqual([`${name}-web-1`]);
    expect(await statesOf(name)).toEqual(['db-1 running', 'web-1 running']);
    await gantry.down({ name }, { volumes: true });
    expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [] });
  }));

test('a run that is called off must leave no container that runs', () =>
  withProject({ 'compose.yaml': compose }, async ({ name, folder }) => {
    const { project } = await gantry.loadProject({ cwd: folder, projectName: name });
    const calling = new AbortController();
    const { Writable } = await import('node:stream');
    const stdout = new Writable({
      write(_piece, _encoding, done) {
        calling.abort();
        done();
      },
    });
    const options = { stdout, signal: calling.signal, noDeps: true, autoRemove: true };
    const running = gantry.run(project, 'web', ['sh', '-c', 'echo on; sleep 1000'], options);
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    const up = (await resourcesOf(name)).containers.filter(({ state }) => state === 'running');
    expect(up).toEqual([]);
  }));

const job = `
services:
  job: { image: busybox, init: true, command: sh -c 'echo done; exit 3', depends_on: [db] }
  db: { image: busybox, init: true, command: sleep 1000 }
`;

test('an attached up must tell of logs, end with its job and stop the rest', () =>
  withProject({ 'compose.yaml': job }, async ({ name, folder }) => {
    const { project } = await gantry.loadProject({ cwd: folder, projectName: name });
    const task = gantry.upAttached(project, { exitCodeFrom: 'job' });
    const lines: string[] = [];
    for await (const event of task)
      if (event.type === 'log') lines.push(...gantry.logLines(event).map(({ service, line }) => `${service} ${line}`));
    expect(await task).toEqual({ exitCode: 3 });
    expect(lines).toEqual(['job done']);
    expect(await statesOf(name)).toEqual(['db-1 exited', 'job-1 exited']);
  }));

test('an attached up that is called off must have stopped its containers', () =>
  withProject({ 'compose.yaml': compose }, async ({ name, folder }) => {
    const { project } = await gantry.loadProject({ cwd: folder, projectName: name });
    const calling = new AbortController();
    const onEvent = (event: gantry.ComposeEvent) => {
      if (event.type === 'log' && gantry.logLines(event).some(({ line }) => line === 'three')) calling.abort();
    };
    const attached = gantry.upAttached(project, { signal: calling.signal, onEvent });
    await expect(attached).rejects.toMatchObject({ code: 'interrupted' });
    expect(await statesOf(name)).toEqual(['db-1 exited', 'web-1 exited']);
  }));
