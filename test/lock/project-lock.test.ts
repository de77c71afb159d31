import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import type { Clock } from '../../src/execute/clock.ts';
import { lockName, lockVolume, takeoverName } from '../../src/lock/holder.ts';
import type { ThisProcess } from '../../src/lock/this-process.ts';
import { down } from '../../src/operations/down.ts';
import { withProjectLock } from '../../src/operations/project-lock.ts';
import { up } from '../../src/operations/up.ts';
import { once, project } from '../support/builders.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { type RecordedContext, recordedContext } from '../support/run.ts';

/** Time that goes on when all that could happen has happened, however long that takes. */
function eventTime(): Clock {
  const sleepers = new Map<() => void, number>();
  let now = 0;
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (sleepers.size > 0) {
      for (let turn = 0; turn < 60; turn += 1) await new Promise(resolve => setImmediate(resolve));
      if (sleepers.size > 0) now = Math.max(now, Math.min(...sleepers.values()));
      for (const [wake, at] of sleepers) if (at <= now) wake();
    }
    isRunning = false;
  };
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise(resolve => {
        const wake = () => {
          sleepers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        sleepers.set(wake, now + milliseconds);
        signal.addEventListener('abort', wake);
        if (signal.aborted) wake();
        if (!isRunning) void run();
      }),
  };
}

const clock = eventTime();

/** Processes of some machines: each knows of those on its own whether they live. */
function processes() {
  const living = new Set<number>();
  let tokens = 0;
  const start = (pid: number, machine = 'here'): ThisProcess => {
    living.add(pid);
    return {
      host: `${machine}.example`,
      machine,
      pid,
      began: '1',
      newToken: () => `token-${pid}-${++tokens}`,
      isAlive: holder => (holder.machine === machine ? living.has(holder.pid) : undefined),
    };
  };
  return { start, kill: (pid: number) => living.delete(pid) };
}

function contextOf(engine: FakeEngine, self: ThisProcess, more: Partial<RecordedContext> = {}): RecordedContext {
  return recordedContext(engine, { self, clock, ...more });
}

/** Holds the lock until it is told otherwise. */
async function hold(context: RecordedContext, command = 'up') {
  let letGo = (): void => {};
  const done = new Promise<void>(resolve => {
    letGo = resolve;
  });
  let running: Promise<void> = Promise.resolve();
  await new Promise<void>(held => {
    running = withProjectLock('app', command, context, async locked => {
      held();
      await Promise.race([done, new Promise(resolve => locked.signal.addEventListener('abort', resolve))]);
      locked.signal.throwIfAborted();
    });
  });
  return { running, letGo };
}

/** What a process leaves that was killed while it held a lock. */
async function leave(engine: FakeEngine, name: string, dead: ThisProcess) {
  const { host, machine, pid, began } = dead;
  const holder = { token: dead.newToken(), command: 'up', host, machine, pid, began, since: clock.now() };
  await engine.createVolume(lockVolume(name, 'app', holder));
  return holder;
}

const sleep = (milliseconds: number) => clock.sleep(milliseconds, new AbortController().signal);

describe('the lock of a project', () => {
  test('makes the second wait for the first, and tell for whom', async () => {
    const engine = fakeEngine();
    const { start } = processes();
    const { running, letGo } = await hold(contextOf(engine, start(1)));
    const second = contextOf(engine, start(2));
    const order: string[] = [];
    const waiting = withProjectLock('app', 'down', second, async () => order.push('second'));
    await sleep(3_000);
    order.push('first');
    letGo();
    await Promise.all([running, waiting]);
    expect(order).toEqual(['first', 'second']);
    expect(second.lines).toEqual(['info: waiting for another gantry: up, pid 1 on here.example, since 0 s']);
    expect(engine.volumeNames()).toEqual([]);
  });

  test('of one project is none of another', async () => {
    const engine = fakeEngine();
    const { start } = processes();
    const { running, letGo } = await hold(contextOf(engine, start(1)));
    expect(await withProjectLock('app2', 'up', contextOf(engine, start(2)), async () => 'done')).toBe('done');
    letGo();
    await running;
  });

  test('is let go of when the run fails', async () => {
    const engine = fakeEngine();
    const fail = async () => Promise.reject(new EngineError('refused', 'out of luck', { status: 500 }));
    await expect(withProjectLock('app', 'up', contextOf(engine, processes().start(1)), fail)).rejects.toThrow(
      'Error response from daemon: out of luck',
    );
    expect(engine.volumeNames()).toEqual([]);
  });

  test('need not be waited for any longer than the user wants', async () => {
    const engine = fakeEngine();
    const { start } = processes();
    const { running, letGo } = await hold(contextOf(engine, start(1)));
    const stop = new AbortController();
    const waiting = withProjectLock(
      'app',
      'down',
      contextOf(engine, start(2), { signal: stop.signal }),
      async () => {},
    );
    void sleep(500).then(() => stop.abort());
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
    letGo();
    await running;
    expect(engine.volumeNames()).toEqual([]);
  });

  test('is done without where the engine refuses it', async () => {
    const refusing = fakeEngine({
      onCall: method => {
        if (method === 'createVolume') throw new EngineError('refused', 'forbidden', { status: 403 });
      },
    });
    expect(await withProjectLock('app', 'up', contextOf(refusing, processes().start(1)), async () => 'done')).toBe(
      'done',
    );
  });

  test('is done without where a volume of its name is something else', async () => {
    const engine = fakeEngine();
    await engine.createVolume({ Name: lockName('app') });
    expect(await withProjectLock('app', 'up', contextOf(engine, processes().start(1)), async () => 'done')).toBe(
      'done',
    );
    expect(engine.volumeNames()).toEqual([lockName('app')]);
  });

  test('is had again when somebody has removed it', async () => {
    const engine = fakeEngine();
    const { running, letGo } = await hold(contextOf(engine, processes().start(1)));
    await sleep(2_000);
    await engine.removeVolume(lockName('app'));
    await sleep(500);
    expect(engine.volumeNames()).toEqual([lockName('app')]);
    letGo();
    await running;
    expect(engine.volumeNames()).toEqual([]);
  });
});

describe('a dead holder', () => {
  test('of the same machine has its lock taken at once, without a word', async () => {
    const engine = fakeEngine();
    const { start, kill } = processes();
    await leave(engine, lockName('app'), start(1));
    kill(1);
    const context = contextOf(engine, start(2));
    const from = clock.now();
    await withProjectLock('app', 'up', context, async () => {});
    expect(clock.now()).toBe(from);
    expect(context.lines).toEqual([]);
    expect(engine.volumeNames()).toEqual([]);
  });

  test('that dies while it is waited for, too', async () => {
    const engine = fakeEngine();
    const { start, kill } = processes();
    await leave(engine, lockName('app'), start(1));
    const context = contextOf(engine, start(2));
    const waiting = withProjectLock('app', 'up', context, async () => 'done');
    await sleep(1_000);
    kill(1);
    expect(await waiting).toBe('done');
    expect(context.lines).toEqual(['info: waiting for another gantry: up, pid 1 on here.example, since 0 s']);
  });

  test('of another machine has its lock taken when it has not answered twice', async () => {
    const engine = fakeEngine();
    const { start } = processes();
    await leave(engine, lockName('app'), start(1, 'there'));
    const context = contextOf(engine, start(2));
    const from = clock.now();
    await withProjectLock('app', 'up', context, async () => {});
    expect(clock.now() - from).toBeGreaterThanOrEqual(5_000);
    expect(context.lines).toEqual(['info: waiting for another gantry: up, pid 1 on there.example, since 0 s']);
    expect(engine.volumeNames()).toEqual([]);
  });

  test('that died while it took a lock away is no obstacle', async () => {
    const engine = fakeEngine();
    const { start, kill } = processes();
    const first = await leave(engine, lockName('app'), start(1));
    const second = await leave(engine, takeoverName(first), start(2));
    await leave(engine, takeoverName(second), start(3));
    for (const pid of [1, 2, 3]) kill(pid);
    expect(await withProjectLock('app', 'up', contextOf(engine, start(4)), async () => 'done')).toBe('done');
    expect(engine.volumeNames()).toEqual([]);
  });

  test('leaves nothing of what it asked and took away', async () => {
    const engine = fakeEngine();
    const { start, kill } = processes();
    const first = await leave(engine, lockName('app'), start(1));
    await engine.removeVolume(lockName('app'));
    await leave(engine, takeoverName(first), start(2));
    await leave(engine, lockName('app'), start(3));
    for (const pid of [1, 2, 3]) kill(pid);
    await withProjectLock('app', 'up', contextOf(engine, start(4)), async () => {});
    expect(engine.volumeNames()).toEqual([]);
  });

  test.each(['here', 'there'])('of %s has many heirs, one after the other', async machine => {
    const engine = fakeEngine();
    const { start, kill } = processes();
    await leave(engine, lockName('app'), start(1, machine));
    kill(1);
    let inside = 0;
    let most = 0;
    const heirs = Array.from({ length: 12 }, (_, index) =>
      withProjectLock('app', 'up', contextOf(engine, start(10 + index, `machine-${index % 3}`)), async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(300);
        inside -= 1;
      }),
    );
    await Promise.all(heirs);
    expect(most).toBe(1);
    expect(engine.volumeNames()).toEqual([]);
  });
});

describe('a holder of another machine', () => {
  test('that lives answers, and is waited for', async () => {
    const engine = fakeEngine();
    const { start } = processes();
    const { running, letGo } = await hold(contextOf(engine, start(1, 'there')));
    const order: string[] = [];
    const waiting = withProjectLock('app', 'down', contextOf(engine, start(2)), async () => order.push('second'));
    await sleep(20_000);
    order.push('first');
    letGo();
    await Promise.all([running, waiting]);
    expect(order).toEqual(['first', 'second']);
    expect(engine.volumeNames()).toEqual([]);
  });

  test('that was stopped for too long ends when it goes on, and leaves the lock to the other', async () => {
    const { start } = processes();
    const engine = fakeEngine();
    let isStopped = false;
    const stopped: FakeEngine = {
      ...engine,
      async *events(options) {
        for await (const event of engine.events(options)) {
          while (isStopped) await sleep(100);
          yield event;
        }
      },
    };
    const first = await hold(contextOf(stopped, start(1, 'there')));
    await sleep(2_000);
    isStopped = true;
    const second = await hold(contextOf(engine, start(2)), 'down');
    isStopped = false;
    await expect(first.running).rejects.toMatchObject({ code: 'lock-lost' });
    expect(engine.volumeNames()).toEqual([lockName('app')]);
    second.letGo();
    await second.running;
    expect(engine.volumeNames()).toEqual([]);
  });
});

describe('operations', () => {
  const lockCalls = () => {
    const calls: string[] = [];
    return {
      calls,
      onCall: (method: string, subject: string) => {
        if (subject.startsWith('gantry-lock')) calls.push(method);
      },
    };
  };

  test('that change something take the lock once, and those that change nothing never', async () => {
    const { calls, onCall } = lockCalls();
    const engine = fakeEngine({ onCall });
    const wanted = project({ services: { web: { depends_on: { db: once('started') } }, db: {} } });
    await up(wanted, {}, recordedContext(engine));
    expect(calls).toEqual(['createVolume', 'removeVolume']);
    await up(wanted, { wait: true }, recordedContext(engine));
    expect(calls).toHaveLength(2);
    await down(wanted, {}, recordedContext(engine));
    expect(calls).toHaveLength(4);
    await down(wanted, {}, recordedContext(engine));
    expect(calls).toHaveLength(4);
  });

  test('that change nothing remove the lock of one that was killed, and none of one that lives', async () => {
    const { start, kill } = processes();
    const engine = fakeEngine();
    const wanted = project({ services: { web: {} } });
    await up(wanted, {}, contextOf(engine, start(1)));
    await leave(engine, lockName('app'), start(2));
    await up(wanted, {}, contextOf(engine, start(3)));
    expect(engine.volumeNames()).toEqual([lockName('app')]);
    kill(2);
    await up(wanted, {}, contextOf(engine, start(4)));
    expect(engine.volumeNames()).toEqual([]);
    await down(wanted, {}, contextOf(engine, start(5)));
    await leave(engine, lockName('app'), start(6));
    kill(6);
    await down(wanted, {}, contextOf(engine, start(7)));
    expect(engine.volumeNames()).toEqual([]);
  });

  test('that wait for the lock plan anew when they have it', async () => {
    const { start } = processes();
    const engine = fakeEngine();
    const wanted = project({ services: { web: {}, db: {} } });
    const contexts = [1, 2, 3].map(pid => contextOf(engine, start(pid)));
    await Promise.all(contexts.map(context => up(wanted, {}, context)));
    expect(engine.calls.filter(call => call.startsWith('createContainer')).sort()).toEqual([
      'createContainer app-db-1',
      'createContainer app-web-1',
    ]);
    expect(engine.volumeNames()).toEqual([]);
  });

  test('that only wait for a dependency let others have their turn', async () => {
    const { start } = processes();
    const engine = fakeEngine({ behaviours: { db: { health: 'starting', exec: { true: 1 } } } });
    const db = { healthcheck: { test: ['CMD', 'true'] } };
    const wanted = project({ services: { web: { depends_on: { db: once('healthy') } }, db } });
    const waiting = up(wanted, {}, contextOf(engine, start(1))).catch(error => error);
    const other = contextOf(engine, start(2));
    while (!engine.calls.includes('startContainer app-db-1')) await sleep(100);
    await down(wanted, {}, other);
    expect([...engine.containers.keys()]).toEqual([]);
    expect(await waiting).toBeInstanceOf(Error);
    expect(engine.volumeNames()).toEqual([]);
  });
});
