import { describe, expect, test } from 'vitest';
import { kill, planOfKill } from '../../src/operations/kill.ts';
import { pause, planOfPause, planOfUnpause, unpause } from '../../src/operations/pause.ts';
import { rehearse } from '../../src/operations/rehearse.ts';
import { planOfRestart, restart } from '../../src/operations/restart.ts';
import { planOfStart, start } from '../../src/operations/start.ts';
import { planOfStop, stop } from '../../src/operations/stop.ts';
import { up } from '../../src/operations/up.ts';
import { once, project } from '../support/builders.ts';
import { type FakeEngine, type FakeEngineOptions, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

const wanted = project({
  services: { web: { depends_on: { db: once('started', { restart: true }) } }, db: {} },
  disabledServices: { debug: { profiles: ['debug'] } },
});
/** All that there is to go by without a file. */
const named = { name: 'app' };

async function upped(options: FakeEngineOptions = {}, from = wanted): Promise<FakeEngine> {
  const engine = fakeEngine(options);
  await up(from, {}, recordedContext(engine));
  engine.calls.length = 0;
  return engine;
}

function states(engine: FakeEngine): string[] {
  return [...engine.containers.values()].map(({ name, state }) => `${name} ${state}`).sort();
}

describe.each([
  ['a file', wanted],
  ['labels alone', named],
])('by %s', (_by, target) => {
  test('stop and start keep the order of dependencies', async () => {
    const engine = await upped();
    const context = recordedContext(engine);
    await stop(target, {}, context);
    expect(states(engine)).toEqual(['app-db-1 exited', 'app-web-1 exited']);
    await start(target, {}, context);
    expect(states(engine)).toEqual(['app-db-1 running', 'app-web-1 running']);
    expect(context.lines).toEqual([
      'Container app-web-1 Stopping',
      'Container app-web-1 Stopped',
      'Container app-db-1 Stopping',
      'Container app-db-1 Stopped',
      'Container app-db-1 Starting',
      'Container app-db-1 Started',
      'Container app-web-1 Starting',
      'Container app-web-1 Started',
    ]);
  });

  test('stop tells of what has ended as of what it stops', async () => {
    const engine = await upped();
    await stop(target, {}, recordedContext(engine));
    engine.calls.length = 0;
    const context = recordedContext(engine);
    await stop(target, { services: ['web'] }, context);
    expect(context.lines).toEqual(['Container app-web-1 Stopping', 'Container app-web-1 Stopped']);
    expect(engine.calls.filter(call => call.startsWith('stop'))).toEqual([]);
  });

  test('restart takes dependents that want it, by one call each', async () => {
    const engine = await upped();
    const context = recordedContext(engine);
    await restart(target, { services: ['db'] }, context);
    expect(context.lines).toEqual([
      'Container app-db-1 Restarting',
      'Container app-db-1 Started',
      'Container app-web-1 Restarting',
      'Container app-web-1 Started',
    ]);
    expect(engine.calls.filter(call => call.includes('app-'))).toEqual([
      'restartContainer app-db-1',
      'restartContainer app-web-1',
    ]);
  });

  test('pause, unpause and kill are one call a container', async () => {
    const engine = await upped();
    const context = recordedContext(engine);
    await pause(target, {}, context);
    expect(states(engine)).toEqual(['app-db-1 paused', 'app-web-1 paused']);
    await unpause(target, {}, context);
    await kill(target, { services: ['db'] }, context);
    expect(states(engine)).toEqual(['app-db-1 exited', 'app-web-1 running']);
    expect(context.lines.sort()).toEqual([
      'Container app-db-1 Killed',
      'Container app-db-1 Killing',
      'Container app-db-1 Paused',
      'Container app-db-1 Unpaused',
      'Container app-web-1 Paused',
      'Container app-web-1 Unpaused',
    ]);
  });

  test.each([
    ['start', planOfStart],
    ['stop', planOfStop],
    ['restart', planOfRestart],
    ['pause', planOfPause],
    ['unpause', planOfUnpause],
    ['kill', planOfKill],
  ])('%s can be rehearsed without a change', async (_name, plan) => {
    const engine = await upped();
    const context = recordedContext(engine);
    rehearse([await plan(target, {}, context)], context.emit);
    expect(engine.calls).toEqual([]);
  });
});

describe('a rehearsal', () => {
  test('has the lines of the command itself, without a mark', async () => {
    const context = recordedContext(await upped());
    rehearse([await planOfPause(wanted, { services: ['db'] }, context)], context.emit);
    rehearse([await planOfRestart(wanted, { services: ['db'] }, context)], context.emit);
    expect(context.lines).toEqual([
      'Container app-db-1 Paused',
      'Container app-db-1 Restarting',
      'Container app-db-1 Started',
      'Container app-web-1 Restarting',
      'Container app-web-1 Started',
    ]);
  });
});

test('a rehearsal says nothing of hooks', async () => {
  const hooked = project({ services: { web: { pre_stop: [{ command: ['bye'] }] } } });
  const context = recordedContext(await upped({}, hooked));
  rehearse([await planOfStop(hooked, {}, context)], context.emit);
  expect(context.lines).toEqual(['Container app-web-1 Stopping', 'Container app-web-1 Stopped']);
});

describe('a service that nobody knows', () => {
  test.each([
    ['start', start],
    ['stop', stop],
    ['restart', restart],
    ['pause', pause],
    ['unpause', unpause],
    ['kill', kill],
  ])('is refused by %s of a project with a file', async (_name, act) => {
    const engine = await upped();
    const acting = act(wanted, { services: ['nope'] }, recordedContext(engine));
    await expect(acting).rejects.toMatchObject({ code: 'no-such-service', message: 'no such service: nope' });
    expect(engine.calls).toEqual([]);
  });

  test('is, without a file, nothing to stop, to pause or to kill', async () => {
    const engine = await upped();
    for (const act of [stop, pause, unpause, kill]) await act(named, { services: ['nope'] }, recordedContext(engine));
    expect(engine.calls).toEqual([]);
  });

  test('is refused without a file where it is to run', async () => {
    const context = recordedContext(await upped());
    await expect(start(named, { services: ['nope'] }, context)).rejects.toThrow('no such service: "nope": not found');
    await expect(restart(named, { services: ['nope'] }, context)).rejects.toThrow('no such service: nope');
    await context.engine.removeContainer('app-db-1', { force: true });
    await expect(start(named, { services: ['web'] }, context)).rejects.toThrow('no such service: db');
  });
});

test('a project without containers and file is nothing to start', async () => {
  const starting = start(named, {}, recordedContext(fakeEngine()));
  await expect(starting).rejects.toMatchObject({
    code: 'no-container',
    message: 'no container found for project "app": not found',
  });
});

describe('pre_stop', () => {
  const hooked = project({ services: { web: { pre_stop: [{ command: ['bye'] }] } } });

  test('in a container that ends meanwhile is passed over', async () => {
    const engine = await upped({}, hooked);
    const createExec = engine.createExec.bind(engine);
    engine.createExec = async (id, body) => {
      await engine.killContainer(id);
      return createExec(id, body);
    };
    await stop(hooked, {}, recordedContext(engine));
    expect(states(engine)).toEqual(['app-web-1 exited']);
  });

  test('is run before a restart, which a failure of it prevents', async () => {
    const engine = await upped({}, hooked);
    await restart(hooked, {}, recordedContext(engine));
    expect(engine.calls.filter(call => call.includes('app-web'))).toEqual([
      'exec app-web-1 bye',
      'restartContainer app-web-1',
    ]);
    const failing = await upped({ behaviours: { web: { exec: { bye: 3 } } } }, hooked);
    await expect(restart(hooked, {}, recordedContext(failing))).rejects.toThrow('web hook exited with status 3');
    expect(failing.calls).not.toContain('restartContainer app-web-1');
  });
});

test('all containers get their grace time at once, however many there are', async () => {
  const services = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`s${index}`, {}]));
  const many = project({ services });
  const waiting = new Set<() => void>();
  const engine = await upped(
    {
      onCall: async method => {
        if (method !== 'stopContainer') return;
        await new Promise<void>(resolve => {
          waiting.add(resolve);
          if (waiting.size === 40) for (const end of waiting) end();
        });
      },
    },
    many,
  );
  await stop(many, {}, recordedContext(engine));
  expect(waiting.size).toBe(40);
});
