import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import type { Project } from '../../src/model/project.ts';
import { planUp, type UpOptions, up } from '../../src/operations/up.ts';
import { once, project } from '../support/builders.ts';
import { virtualClock } from '../support/clock.ts';
import { type Behaviour, type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext as contextOf } from '../support/run.ts';

const volumes = [{ type: 'volume', target: '/anonymous' }];
const healthcheck = { test: ['CMD', 'true'] };

/** `web` depends on `db`, which depends on `cache`, which is always the same. */
function version(command: string, web: object = {}) {
  return project({
    services: {
      web: { volumes, command: [command], depends_on: { db: once('healthy') }, ...web },
      db: { volumes, command: [command], depends_on: { cache: once('started') }, healthcheck },
      cache: { command: ['same'] },
    },
  });
}

/** Waits take no time. */
const recordedContext: typeof contextOf = (engine, more) => contextOf(engine, { clock: virtualClock(), ...more });

const withRollback: UpOptions = { rollbackOnFailure: true };

/** Names, states, commands and volumes: all that is back after an update was taken back. */
function state(engine: FakeEngine): string[] {
  return [...engine.containers.values()]
    .map(({ name, state, body, mounts }) => `${name} ${state} ${body.Cmd} ${mounts.map(mount => mount.Name)}`)
    .sort();
}

/** The same, and that the containers are the same. */
function identity(engine: FakeEngine): string[] {
  return [...engine.containers.values()].map(({ id, name, state }) => `${name} ${state} ${id}`).sort();
}

/** Calls to the engine, without those of the lock. */
function callsOf(engine: FakeEngine): string[] {
  return engine.calls.filter(call => !call.includes('gantry-lock'));
}

/** What another `up` would do. */
async function changesLeft(engine: FakeEngine, wanted: Project): Promise<string[]> {
  const plans = await planUp(wanted, {}, recordedContext(engine));
  return plans.flatMap(({ nodes }) => nodes.map(({ operation }) => operation.type)).filter(type => type !== 'wait-for');
}

interface Failing {
  /** The call that the engine refuses, once. */
  readonly refuses?: RegExp;
  /** Of the new containers, by service and command. */
  readonly behaviours?: Readonly<Record<string, Behaviour>>;
  readonly options?: UpOptions;
}

/** The first version, brought up, and then updated to another one that fails. */
async function failedUpdate(to = version('second'), { refuses, behaviours = {}, options = {} }: Failing = {}) {
  let refusing = false;
  const engine = fakeEngine({
    behaviours,
    onCall: (method, subject) => {
      if (!refusing || !refuses?.test(`${method} ${subject}`)) return;
      refusing = false;
      throw new EngineError('refused', 'no', { status: 500 });
    },
  });
  await up(version('first'), {}, recordedContext(engine));
  const before = { state: state(engine), identity: identity(engine) };
  engine.calls.length = 0;
  refusing = true;
  const context = recordedContext(engine, { concurrency: 1 });
  const error = await up(to, { ...withRollback, ...options }, context).then(
    () => undefined,
    error => error,
  );
  return { engine, before, error, lines: context.lines };
}

describe('an update that succeeds', () => {
  test('sets the previous containers aside, and removes them when all new ones are good', async () => {
    const { engine, error, lines } = await failedUpdate();
    expect(error).toBeUndefined();
    const ids = Object.fromEntries([...engine.containers.values()].map(({ name, id }) => [name, id.slice(0, 12)]));
    expect(Object.keys(ids).sort()).toEqual(['app-cache-1', 'app-db-1', 'app-web-1']);
    const calls = callsOf(engine).map(call => call.replace(/0{4,}\d+/, '<id>'));
    expect(calls).toEqual([
      'createContainer <id>_app-db-1',
      'createContainer <id>_app-web-1',
      'stopContainer app-web-1',
      'renameContainer <id>_previous_app-web-1',
      'renameContainer app-web-1',
      'stopContainer app-db-1',
      'renameContainer <id>_previous_app-db-1',
      'renameContainer app-db-1',
      'startContainer app-db-1',
      'startContainer app-web-1',
      'removeContainer <id>_previous_app-db-1',
      'removeContainer <id>_previous_app-web-1',
    ]);
    expect(lines).toContain('Container app-web-1 Recreated');
    expect(await changesLeft(engine, version('second'))).toEqual([]);
  });

  test('does no more than without the flag where nothing is replaced', async () => {
    const { engine, error } = await failedUpdate(version('first'));
    expect(error).toBeUndefined();
    expect(callsOf(engine)).toEqual([]);
  });
});

describe('an update that fails', () => {
  test.each<[string, Failing, RegExp]>([
    ['in a creation', { refuses: /createContainer \d+_app-web-1/ }, /no/],
    ['in a stop', { refuses: /stopContainer app-web-1/ }, /no/],
    ['in a rename', { refuses: /renameContainer .*previous_app-web-1/ }, /no/],
    ['in a start', { refuses: /startContainer app-web-1/ }, /no/],
    ['because a new container ends', { behaviours: { 'web second': { exitCode: 3 } } }, /app-web-1 exited \(3\)/],
    [
      'because one ends that others wait for',
      { behaviours: { 'db second': { exitCode: 4 } } },
      /app-db-1 exited \(4\)/,
    ],
    ['because one is not healthy', { behaviours: { 'db second': { health: 'unhealthy' } } }, /app-db-1 is unhealthy/],
    [
      'because one is not healthy in time',
      { behaviours: { 'web second': { health: 'starting' } }, options: { waitTimeoutSeconds: 0 } },
      /not healthy after 0s/,
    ],
  ])('%s leaves the previous containers as they were', async (_name, failing, message) => {
    const { engine, before, error, lines } = await failedUpdate(version('second'), failing);
    expect(String(error)).toMatch(message);
    expect(identity(engine)).toEqual(before.identity);
    expect(state(engine)).toEqual(before.state);
    expect(lines.at(-1)).toBe(
      'warning: the update failed and was rolled back: the previous containers run (app-cache-1, app-db-1, app-web-1)',
    );
  });
});

describe('a failed update', () => {
  test('at a creation has stopped nothing', async () => {
    const { engine } = await failedUpdate(version('second'), { refuses: /createContainer \d+_app-web-1/ });
    expect(callsOf(engine).filter(call => !/^(create|remove)Container \d+_app/.test(call))).toEqual([]);
  });

  test('starts again what wants a restart with what is replaced, and in the order of dependencies', async () => {
    const restart = { db: once('healthy', { restart: true }) };
    const first = version('first', { depends_on: restart, command: ['same'] });
    const second = version('second', { depends_on: restart, command: ['same'] });
    const engine = fakeEngine({ behaviours: { 'db second': { exitCode: 1 } } });
    await up(first, {}, recordedContext(engine));
    const before = identity(engine);
    engine.calls.length = 0;
    await expect(up(second, withRollback, recordedContext(engine, { concurrency: 1 }))).rejects.toThrow(
      'app-db-1 exited',
    );
    expect(identity(engine)).toEqual(before);
    expect(
      callsOf(engine)
        .filter(call => call.startsWith('start'))
        .slice(-2),
    ).toEqual([expect.stringMatching(/^startContainer \d+_previous_app-db-1$/), 'startContainer app-web-1']);
  });

  test('leaves what did not run as it was', async () => {
    const engine = fakeEngine({ behaviours: { 'web second': { exitCode: 1 } } });
    await up(version('first'), {}, recordedContext(engine));
    const web = [...engine.containers.values()].find(({ name }) => name === 'app-web-1')!;
    await engine.stopContainer(web.id);
    const before = identity(engine);
    await expect(up(version('second'), withRollback, recordedContext(engine))).rejects.toThrow('app-web-1 exited');
    expect(identity(engine)).toEqual(before);
    expect(before).toContainEqual(expect.stringContaining('app-web-1 exited'));
  });

  test.each([
    ['more', { scale: 3 }, { scale: 4 }],
    ['fewer', { scale: 3 }, { scale: 1 }],
    ['no', { scale: 2 }, { scale: 0 }],
  ])('with %s replicas brings all of them back', async (_name, from, to) => {
    const engine = fakeEngine({ behaviours: { 'db second': { exitCode: 1 } } });
    await up(version('first', from), {}, recordedContext(engine));
    const before = identity(engine);
    await expect(up(version('second', to), withRollback, recordedContext(engine))).rejects.toThrow('app-db-1 exited');
    expect(identity(engine)).toEqual(before);
    await up(version('third', to), withRollback, recordedContext(engine));
    expect(state(engine).filter(line => line.includes('web'))).toHaveLength(to.scale);
  });

  test('keeps an orphan, also one whose name was taken', async () => {
    const engine = fakeEngine({ behaviours: { 'www second': { exitCode: 1 } } });
    await up(project({ services: { web: { container_name: 'site' } } }), {}, recordedContext(engine));
    const before = identity(engine);
    const wanted = project({ services: { www: { container_name: 'site', command: ['second'] } } });
    const options = { ...withRollback, removeOrphans: true };
    await expect(up(wanted, options, recordedContext(engine))).rejects.toThrow('site exited (1)');
    expect(identity(engine)).toEqual(before);
  });

  test('because it was called off brings the previous containers back', async () => {
    const stop = new AbortController();
    const engine = fakeEngine({ behaviours: { 'web second': { health: 'starting' } } });
    await up(version('first'), {}, recordedContext(engine));
    const before = identity(engine);
    const context = recordedContext(engine, { signal: stop.signal });
    const emit: typeof context.emit = event => {
      context.emit(event);
      if (event.type === 'progress' && event.name === 'app-web-1' && event.text === 'Started') stop.abort();
    };
    await expect(up(version('second'), withRollback, { ...context, emit })).rejects.toMatchObject({ exitCode: 130 });
    expect(identity(engine)).toEqual(before);
  });

  test('while it removes the previous containers keeps the new ones', async () => {
    const { engine, error, lines } = await failedUpdate(version('second'), {
      refuses: /removeContainer .*_previous_app-web/,
    });
    expect(String(error)).toContain('no');
    expect(lines.join('\n')).not.toContain('rolled back');
    expect(state(engine).filter(line => line.includes(' second '))).toHaveLength(2);
    await up(version('second'), {}, recordedContext(engine));
    expect(engine.containers.size).toBe(3);
  });

  test('and cannot be taken back says so, and the next one makes it good', async () => {
    const { engine, before, lines } = await failedUpdate(version('second'), {
      behaviours: { 'web second': { exitCode: 3 } },
      refuses: /removeContainer app-web-1/,
    });
    expect(lines.at(-1)).toMatch(/^warning: the update failed, and so did taking it back: .*no/);
    await up(version('first'), {}, recordedContext(engine));
    expect(state(engine)).toEqual(before.state);
  });

  test.each([
    ['a network', { networks: { default: { labels: { a: 'b' } } } }, 'network app_default'],
    ['a volume', { volumes: { data: { labels: { a: 'b' } } } }, 'volume app_data'],
  ])('is refused when %s would be made anew', async (_name, changed, what) => {
    const services = { web: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } };
    const engine = fakeEngine();
    await up(project({ services, volumes: { data: {} } }), {}, recordedContext(engine));
    engine.calls.length = 0;
    const wanted = project({ services, volumes: { data: {} }, ...changed });
    const context = recordedContext(engine, { confirm: async () => true });
    await expect(up(wanted, withRollback, context)).rejects.toMatchObject({
      code: 'irreversible',
      message: `--rollback-on-failure cannot take back that ${what} would be made anew`,
    });
    expect(callsOf(engine)).toEqual([]);
  });
});

describe('an update that was killed', () => {
  const replaced = ['app-db-1', 'app-web-1'];

  /** The engine after the first version was brought up, and an update to the second was killed after so many calls. */
  async function killedAfter(calls: number, behaviours: Readonly<Record<string, Behaviour>>) {
    let left = Number.POSITIVE_INFINITY;
    const engine = fakeEngine({
      behaviours,
      onCall: () => {
        left -= 1;
        if (left < 0) throw new EngineError('unreachable', 'gone');
      },
    });
    await up(version('first'), {}, recordedContext(engine));
    const before = { identity: identity(engine), state: state(engine), volumes: volumesOf(engine) };
    left = calls;
    await up(version('second'), withRollback, recordedContext(engine, { concurrency: 1 })).catch(() => {});
    const isOver = left >= 0;
    left = Number.POSITIVE_INFINITY;
    return { engine, before, isOver };
  }

  function volumesOf(engine: FakeEngine): Record<string, string | undefined> {
    return Object.fromEntries([...engine.containers.values()].map(({ name, mounts }) => [name, mounts[0]?.Name]));
  }

  async function forEachCall(
    behaviours: Readonly<Record<string, Behaviour>>,
    check: (killed: Awaited<ReturnType<typeof killedAfter>>, calls: number) => Promise<void>,
  ): Promise<void> {
    for (let calls = 0; ; calls += 1) {
      const killed = await killedAfter(calls, behaviours);
      if (killed.isOver) {
        expect(calls).toBeGreaterThan(12);
        return;
      }
      await check(killed, calls);
    }
  }

  test.each([
    ['the same', withRollback],
    ['one without the flag', {}],
  ])(
    'is finished by %s',
    (_name, options) =>
      forEachCall({}, async ({ engine, before }, calls) => {
        await up(version('second'), options, recordedContext(engine));
        expect(
          state(engine).map(line => line.split(' ').slice(0, 3).join(' ')),
          `after ${calls} calls`,
        ).toEqual(['app-cache-1 running same', ...replaced.map(name => `${name} running second`)]);
        expect(volumesOf(engine), `after ${calls} calls`).toEqual(before.volumes);
        expect(await changesLeft(engine, version('second')), `after ${calls} calls`).toEqual([]);
      }),
    60_000,
  );

  test(
    'is taken back by one of the version before',
    () =>
      forEachCall({}, async ({ engine, before }, calls) => {
        await up(version('first'), withRollback, recordedContext(engine));
        expect(state(engine), `after ${calls} calls`).toEqual(before.state);
      }),
    60_000,
  );

  test(
    'and fails when it is tried again leaves the containers that ran before both',
    () =>
      forEachCall({ 'web second': { exitCode: 1 } }, async ({ engine, before }, calls) => {
        await expect(up(version('second'), withRollback, recordedContext(engine))).rejects.toThrow('app-web-1 exited');
        expect(identity(engine), `after ${calls} calls`).toEqual(before.identity);
        expect(state(engine), `after ${calls} calls`).toEqual(before.state);
      }),
    60_000,
  );
});
