import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import * as gantry from '../../src/index.ts';
import { once, project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-api-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function load(compose: string, options: gantry.LoadOptions = {}) {
  writeFileSync(join(folder, 'compose.yaml'), compose);
  return await gantry.loadProject({ cwd: folder, env: {}, ...options });
}

const twoServices = `
name: app
services:
  web: { image: busybox, depends_on: [db] }
  db: { image: busybox }
  tools: { image: busybox, profiles: [debug] }
`;

async function texts(task: gantry.Task<unknown>): Promise<string[]> {
  const told: string[] = [];
  for await (const event of task) if (event.type === 'progress') told.push(`${event.name} ${event.text}`);
  return told;
}

describe('a project', () => {
  test('must be loaded with what its files leave in doubt', async () => {
    const { project, warnings } = await load('name: app\nservices: { web: { image: "busybox:$TAG" } }\n');
    expect(project).toMatchObject({ name: 'app', workingDir: folder, services: { web: { image: 'busybox:' } } });
    expect(warnings).toMatchObject([{ severity: 'warning', code: 'unset-variable' }]);
  });

  test('that is wrong must reject with every mistake and its place', async () => {
    const loading = load('name: app\nservices:\n  web:\n    imgae: busybox\n    ports: 80\n');
    const error = await loading.then(
      () => undefined,
      error => error,
    );
    expect(error).toBeInstanceOf(gantry.ComposeError);
    expect(error.diagnostics).toMatchObject([
      { location: { file: join(folder, 'compose.yaml'), range: { start: { line: 4, column: 5 } } } },
      { location: { range: { start: { line: 5 } } } },
    ]);
  });

  test('must take its variables from where it is told to alone', async () => {
    const compose = 'name: app\nservices: { web: { image: "busybox:${PATH:-none}" } }\n';
    expect((await load(compose)).project.services.web?.image).toBe('busybox:none');
  });

  test('named - must be read from the input that is given, and from no other', async () => {
    const stdin = (async function* () {
      yield Buffer.from('name: piped\nservices: { web: { image: busybox } }\n');
    })();
    expect((await load('', { files: ['-'], stdin })).project.name).toBe('piped');
    await expect(load('', { files: ['-'] })).rejects.toMatchObject({ code: 'no-standard-input' });
  });

  test('must be printed as config prints it', async () => {
    const { project } = await load('name: app\nservices: { web: { image: busybox } }\n');
    expect(await gantry.config(project)).toContain('name: app\nservices:\n  web:\n    image: busybox\n');
    expect(JSON.parse(await gantry.config(project, { format: 'json' }))).toMatchObject({ name: 'app' });
  });
});

describe('files', () => {
  const compose = 'name: app\nservices:\n  web: { image: "busybox:${TAG:-latest}" }\n';

  test('must say where a value comes from, and which variables they use', async () => {
    await load(compose);
    expect(await gantry.configTrace('services.web.image', { cwd: folder, env: {} })).toMatchObject({
      value: 'busybox:latest',
      steps: [{ effect: 'sets' }],
    });
    const variables = await gantry.configVariables({ cwd: folder, env: {} });
    expect(variables).toEqual([{ name: 'TAG', required: false, defaultValue: 'latest', presenceValue: '' }]);
  });
});

describe('calls', () => {
  test('must do to the engine what their commands do', async () => {
    const engine = fakeEngine();
    const { project } = await load(twoServices);
    const up = gantry.up(project, { engine });
    expect(await texts(up)).toContain('app-web-1 Started');
    expect(await up).toEqual({
      created: ['app-db-1', 'app-web-1'],
      started: ['app-db-1', 'app-web-1'],
      unchanged: [],
    });
    expect(await gantry.ps(project, { engine })).toMatchObject([
      { name: 'app-db-1', service: 'db', replica: 1, state: 'running' },
      { name: 'app-web-1', service: 'web', replica: 1, state: 'running' },
    ]);
    expect(await gantry.kill(project, { engine, services: ['web'] })).toEqual({ killed: 1 });
    await gantry.stop(project, { engine });
    expect(await gantry.rm(project, { engine, services: ['web'] })).toEqual(['app-web-1']);
    await gantry.down({ name: 'app' }, { engine });
    expect(engine.containers.size).toBe(0);
  });

  test('that name services must take what these depend on, and turn their profiles on', async () => {
    const engine = fakeEngine();
    const { project } = await load(twoServices);
    expect((await gantry.up(project, { engine, services: ['web'], noDeps: true })).created).toEqual(['app-web-1']);
    expect((await gantry.up(project, { engine, services: ['web'] })).created).toEqual(['app-db-1']);
    expect((await gantry.up(project, { engine, services: ['t*ls', 'tools'] })).created).toEqual(['app-tools-1']);
    await expect(gantry.up(project, { engine, services: ['wbe'] })).rejects.toMatchObject({ code: 'no-such-service' });
  });

  test('must see in files what was in them when the project was loaded', async () => {
    const engine = fakeEngine();
    const { project } = await load(twoServices);
    writeFileSync(join(folder, 'compose.yaml'), 'name: other\nservices: {}\n');
    expect((await gantry.up(project, { engine, services: ['db'] })).created).toEqual(['app-db-1']);
  });

  test('must take a changed copy of a project as it is', async () => {
    const engine = fakeEngine();
    const { project: loaded } = await load(twoServices);
    const copy = { ...loaded, services: { ...loaded.services, db: { ...loaded.services.db!, command: ['new'] } } };
    await gantry.up(copy, { engine, services: ['db'] });
    expect(engine.containers.values().next().value?.body.Cmd).toEqual(['new']);
  });

  test('must reject with a ComposeError of code interrupted when the signal aborts, before and midway', async () => {
    const reason = new Error('enough');
    const aborted = { code: 'interrupted', cause: reason };
    const engine = fakeEngine();
    const signal = AbortSignal.abort(reason);
    const wanted = project({ services: { web: {} } });
    await expect(gantry.up(wanted, { engine, signal })).rejects.toMatchObject(aborted);
    await expect(gantry.ps(wanted, { engine, signal })).rejects.toMatchObject(aborted);
    await expect(gantry.exec(wanted, 'web', ['true'], { engine, signal })).rejects.toMatchObject(aborted);
    for await (const _ of gantry.logs(wanted, { engine, signal })) expect.unreachable();
    for await (const _ of gantry.events(wanted, { engine, signal })) expect.unreachable();
    expect(engine.calls).toEqual([]);

    const midway = new AbortController();
    const calling = fakeEngine({ onCall: method => (method === 'startContainer' ? midway.abort(reason) : undefined) });
    const chain = project({ services: { a: {}, b: { depends_on: { a: once('started') } } } });
    await expect(gantry.up(chain, { engine: calling, signal: midway.signal })).rejects.toMatchObject(aborted);
    expect(calling.calls).not.toContain('startContainer app-b-1');
  });

  test('must tell of what the engine refuses as a ComposeError with a report', async () => {
    const wanted = project({ services: { web: { healthcheck: { test: ['CMD', 'false'] } } } });
    const engine = fakeEngine({ behaviours: { web: { exitCode: 3 } } });
    const up = gantry.up(wanted, { engine, wait: true });
    await expect(up).rejects.toBeInstanceOf(gantry.ExplainedError);
    await expect(up).rejects.toMatchObject({ reports: [{ service: 'web', exitCode: 3 }] });
  });

  test('must not have volumes made anew unless somebody agrees', async () => {
    const engine = fakeEngine();
    const of = (driver?: string) =>
      project({
        services: { db: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } },
        volumes: { data: driver ? { driver } : {} },
      });
    await gantry.up(of(), { engine });
    await gantry.up(of('other'), { engine });
    expect(engine.calls).not.toContain('removeVolume app_data');
    const questions: string[] = [];
    await gantry.up(of('other'), { engine, confirm: question => questions.push(question) > 0 });
    expect(questions).toHaveLength(1);
    expect(engine.calls).toContain('removeVolume app_data');
  });

  test('that are rehearsed must tell what they would do, and change nothing', async () => {
    const engine = fakeEngine();
    const wanted = project({ services: { web: {} } });
    const dry = { engine, dryRun: true };
    const up = gantry.up(wanted, dry);
    expect(await texts(up)).toContain('app-web-1 Started');
    expect(await up).toMatchObject({ created: ['app-web-1'], started: ['app-web-1'] });
    expect(engine.calls).toEqual([]);
    await gantry.up(wanted, { engine });
    const calls = [...engine.calls];
    expect(await gantry.kill(wanted, dry)).toEqual({ killed: 1 });
    expect(await gantry.rm(wanted, { ...dry, stop: true })).toEqual(['app-web-1']);
    for (const call of [gantry.stop, gantry.restart, gantry.pause, gantry.unpause, gantry.start])
      await call(wanted, dry);
    expect(await texts(gantry.down(wanted, dry))).toContain('app-web-1 Removed');
    expect(engine.calls).toEqual(calls);
  });

  test('plan and apply must carry out what was planned, and nothing else', async () => {
    const engine = fakeEngine();
    const wanted = project({ services: { web: {} } });
    const { outline, record } = await gantry.plan(wanted, { engine });
    expect(outline.changes).toBeGreaterThan(0);
    expect(engine.calls).toEqual([]);
    const carried = JSON.parse(JSON.stringify(record)) as gantry.PlanRecord;
    expect((await gantry.apply(carried, wanted, { engine })).created).toEqual(['app-web-1']);
    await expect(gantry.apply(carried, wanted, { engine })).rejects.toMatchObject({ code: 'plan-drift' });
  });
});

describe('a command in a container', () => {
  const wanted = project({ services: { web: {} } });

  test('must give its exit code and what it wrote', async () => {
    const engine = fakeEngine({ behaviours: { web: { exec: { 'cat file': 3 } } } });
    await gantry.up(wanted, { engine });
    const result = await gantry.exec(wanted, 'web', ['cat', 'file'], { engine });
    expect(result).toEqual({ exitCode: 3, stdout: 'cat file\n', stderr: '' });
  });

  test('must write to a stream that is given, and not end it', async () => {
    const engine = fakeEngine();
    await gantry.up(wanted, { engine });
    const written: string[] = [];
    const stdout = new Writable({
      write(piece, _, done) {
        written.push(String(piece));
        done();
      },
    });
    const result = await gantry.exec(wanted, 'web', ['ls'], { engine, stdout });
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect([written, stdout.writableEnded]).toEqual([['ls\n'], false]);
  });
});

describe('an engine', () => {
  test.each([
    ['unix:///run/docker.sock', '127.0.0.1', true],
    ['tcp://build.example:2375', 'build.example', false],
    ['ssh://deploy@build.example', 'build.example', false],
  ])('%s must be found by the environment, and have its ports at %s', async (DOCKER_HOST, host, isLocal) => {
    const engine = gantry.connectEngine({ env: { DOCKER_HOST }, homeDir: folder });
    expect([await engine.host(), await engine.isLocal()]).toEqual([host, isLocal]);
  });

  test('that does not answer must be told as such', async () => {
    const engine = gantry.connectEngine({ host: `unix://${join(folder, 'none.sock')}`, env: {}, homeDir: folder });
    await expect(gantry.listProjects({ engine })).rejects.toBeInstanceOf(gantry.ComposeError);
    await expect(gantry.up(project({ services: { web: {} } }), { engine })).rejects.toMatchObject({
      code: 'engine-unreachable',
    });
  });
});
