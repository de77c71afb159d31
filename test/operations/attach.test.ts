import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/execute/clock.ts';
import { label } from '../../src/model/labels.ts';
import { type AttachOptions, attach } from '../../src/operations/attach.ts';
import { virtualClock } from '../support/clock.ts';
import { type LogEngine, logEngine } from './log-engine.ts';
import { settle, transcript } from './transcript.ts';

const scope = { name: 'app' };

/** A session over `app-web-1` and `app-job-1`, which exist and don't run; `up` starts both unless told otherwise. */
async function session(options: Partial<AttachOptions> = {}, engine: LogEngine = bothIdle(), clock?: Clock) {
  const { lines, emit } = transcript();
  const stop = new AbortController();
  const kill = new AbortController();
  const exit = attach(
    scope,
    {
      services: ['job', 'web'],
      interrupts: { stop: stop.signal, kill: kill.signal },
      up: async ({ beforeStart }) => {
        await beforeStart();
        for (const name of ['app-job-1', 'app-web-1']) engine.start(name);
        return { started: ['app-job-1', 'app-web-1'] };
      },
      ...options,
    },
    { engine, emit, ...(clock ? { clock } : {}) },
  );
  exit.catch(() => {});
  await settle();
  return { engine, lines, exit, stop, kill };
}

function bothIdle(options: Parameters<typeof logEngine>[0] = {}): LogEngine {
  const engine = logEngine(options);
  engine.add('app-web-1');
  engine.add('app-job-1');
  return engine;
}

/** As the executor tells of a wait that failed. */
const waitedInVain = [{ operation: { type: 'wait-for' }, containers: [{ id: 'app-job-1' }] }];

/** Its events arrive a little later than what they are about can be seen. */
function slowToTell(engine: LogEngine): LogEngine {
  return {
    ...engine,
    async *events(options) {
      for await (const event of engine.events(options)) {
        await settle();
        if (options.signal.aborted) return;
        yield event;
      }
    },
  };
}

describe('a session', () => {
  test('goes on while its containers are stopped for others to take their place', async () => {
    let done: () => void = () => {};
    let work: Promise<void> | undefined = new Promise(resolve => {
      done = resolve;
    });
    const engine = slowToTell(bothIdle());
    const { exit } = await session({ replacing: () => work }, engine);
    let ended = false;
    exit.then(() => {
      ended = true;
    });
    engine.end('app-job-1', 143);
    engine.end('app-web-1', 143);
    await settle();
    await settle();
    expect(ended).toBe(false);
    engine.start('app-web-1');
    work = undefined;
    done();
    await settle();
    expect(ended).toBe(false);
    engine.end('app-web-1', 3);
    expect(await exit).toBe(0);
  });

  test('ends where nothing takes their place', async () => {
    let work: Promise<void> | undefined = Promise.resolve();
    const { engine, exit } = await session({ replacing: () => work });
    engine.end('app-job-1', 0);
    work = undefined;
    engine.end('app-web-1', 0);
    expect(await exit).toBe(0);
  });

  test('shows what containers write and how they end, and ends with 0 when all have', async () => {
    const { engine, lines, exit } = await session();
    engine.write('app-web-1', 'one\ntw');
    engine.write('app-web-1', 'o\n');
    await settle();
    engine.write('app-job-1', 'oops\n', 'stderr');
    await settle();
    engine.end('app-job-1', 3);
    await settle();
    engine.write('app-web-1', 'no line break');
    engine.end('app-web-1', 0);
    expect(await exit).toBe(0);
    expect(lines).toEqual([
      'attach job-1 web-1',
      'web-1| one',
      'web-1| two',
      'job-1! oops',
      'job-1 ended 3',
      'web-1| no line break',
      'web-1 ended 0',
    ]);
  });

  test('does not show what earlier runs wrote', async () => {
    const engine = bothIdle();
    engine.write('app-web-1', 'before\n');
    const { lines, exit } = await session({}, engine);
    engine.write('app-web-1', 'now\n');
    await settle();
    for (const name of ['app-web-1', 'app-job-1']) engine.end(name, 0);
    await exit;
    expect(lines.filter(line => line.startsWith('web-1|'))).toEqual(['web-1| now']);
  });

  test('ends with the containers that it watches, whatever else was started for them', async () => {
    const { engine, exit } = await session({ services: ['web'] });
    await settle();
    engine.end('app-web-1', 0);
    expect(await exit).toBe(0);
  });

  test('goes on over a restart', async () => {
    const { engine, lines, exit } = await session();
    engine.write('app-web-1', 'first\n');
    await settle();
    engine.end('app-web-1', 1, 'restarting');
    await settle();
    engine.start('app-web-1');
    engine.write('app-web-1', 'second\n');
    await settle();
    for (const name of ['app-web-1', 'app-job-1']) engine.end(name, 0);
    expect(await exit).toBe(0);
    expect(lines.filter(line => line.startsWith('web-1'))).toEqual([
      'web-1| first',
      'web-1 ended 1 restarting',
      'web-1| second',
      'web-1 ended 0',
    ]);
  });

  test('shows what is started before it gets the name of what it replaces by that name', async () => {
    const { engine, lines, exit } = await session();
    const name = '0123456789ab_app-web-1';
    engine.add(name, { Labels: { [label.project]: 'app', [label.service]: 'web', [label.containerNumber]: '1' } });
    engine.start(name);
    engine.write(name, 'new\n');
    await settle();
    for (const each of ['app-web-1', 'app-job-1', name]) engine.end(each, 0);
    await exit;
    expect(lines.filter(line => line.includes('web'))).toEqual([
      'attach job-1 web-1',
      'attach web-1',
      'web-1| new',
      'web-1 ended 0',
      'web-1 ended 0',
    ]);
  });

  test('ends with the containers whose logs it shows, and leaves the others', async () => {
    const { engine, lines, exit } = await session({ shown: ['job'] });
    engine.write('app-web-1', 'hidden\n');
    engine.end('app-job-1', 0);
    expect(await exit).toBe(0);
    expect(lines).toEqual(['attach job-1', 'job-1 ended 0']);
    expect(engine.calls.filter(call => call.startsWith('stopContainer'))).toEqual([]);
  });

  test('waits for containers whose logs it does not show, where their end counts', async () => {
    const { engine, exit } = await session({ shown: ['job'], abortOn: 'failure' });
    engine.end('app-job-1', 0);
    await settle();
    engine.end('app-web-1', 3);
    expect(await exit).toBe(3);
  });

  test('does not end before the engine has told of the starts', async () => {
    const engine = bothIdle();
    const { exit } = await session(
      {
        up: async ({ beforeStart }) => {
          await beforeStart();
          return { started: ['app-web-1'] };
        },
      },
      engine,
    );
    let over = false;
    exit.then(() => {
      over = true;
    });
    await settle();
    expect(over).toBe(false);
    engine.start('app-web-1');
    engine.end('app-web-1', 0);
    expect(await exit).toBe(0);
  });

  test('fails when the containers cannot be made', async () => {
    const { exit } = await session({ up: () => Promise.reject(new Error('no image')) });
    await expect(exit).rejects.toThrow('no image');
  });

  test('fails when they cannot be started', async () => {
    const { exit } = await session({
      up: async ({ beforeStart }) => {
        await beforeStart();
        throw new Error('port is taken');
      },
    });
    await expect(exit).rejects.toThrow('port is taken');
  });

  test('that fails shows first what those wrote that have ended', async () => {
    const engine = slowToTell(bothIdle());
    const { lines, exit } = await session(
      {
        up: async ({ beforeStart }) => {
          await beforeStart();
          engine.start('app-web-1');
          engine.start('app-job-1');
          engine.write('app-job-1', 'oops\n');
          engine.end('app-job-1', 5);
          throw Object.assign(new Error('job failed'), { failures: waitedInVain });
        },
      },
      engine,
    );
    await expect(exit).rejects.toThrow('job failed');
    expect(lines).toEqual(['attach job-1 web-1', 'job-1| oops', 'job-1 ended 5']);
  });

  test('that fails does not wait for ever for what ended before it', async () => {
    const up: AttachOptions['up'] = async ({ beforeStart }) => {
      await beforeStart();
      throw Object.assign(new Error('job failed'), { failures: waitedInVain });
    };
    const { exit } = await session({ up }, bothIdle(), virtualClock());
    await expect(exit).rejects.toThrow('job failed');
  });
});

describe('the end of one container', () => {
  test.each<[name: string, options: Partial<AttachOptions>, code: number]>([
    ['gives its exit code', { abortOn: 'exit' }, 4],
    ['gives that of the service chosen', { abortOn: 'exit', exitCodeFrom: 'web' }, 143],
    ['stops the others when it is a failure', { abortOn: 'failure' }, 4],
  ])('stops the others and %s', async (_, options, code) => {
    const { engine, lines, exit } = await session(options);
    engine.end('app-job-1', 4);
    expect(await exit).toBe(code);
    expect(engine.calls).toContain('stop app-web-1');
    expect(lines).toContain('Compose Stopping');
    expect(lines.at(-1)).toBe('web-1 ended 143');
  });

  test('is none of the others when it is no failure', async () => {
    const { engine, exit } = await session({ abortOn: 'failure' });
    engine.end('app-job-1', 0);
    await settle();
    expect(engine.calls).toEqual([]);
    engine.end('app-web-1', 0);
    expect(await exit).toBe(0);
  });
});

describe('detaching', () => {
  test('leaves the containers as they are', async () => {
    const detach = new AbortController();
    const { engine, lines, exit } = await session({ detach: detach.signal });
    detach.abort();
    expect(await exit).toBe(0);
    expect(engine.calls).toEqual([]);
    engine.end('app-web-1', 3);
    await settle();
    expect(lines).not.toContain('web-1 ended 3');
  });

  test('waits for what is to be started yet, and fails with it', async () => {
    const detach = new AbortController();
    let fail = (_: Error): void => {};
    const up: AttachOptions['up'] = async ({ beforeStart }) => {
      await beforeStart();
      return await new Promise((_, reject) => {
        fail = reject;
      });
    };
    const { exit } = await session({ detach: detach.signal, up });
    detach.abort();
    await settle();
    fail(new Error('no port is left'));
    await expect(exit).rejects.toThrow('no port is left');
  });
});

describe('Ctrl-C', () => {
  test('stops the containers and ends with 130', async () => {
    const { engine, lines, exit, stop } = await session();
    stop.abort();
    expect(await exit).toBe(130);
    expect(engine.calls.sort()).toEqual(['stop app-job-1', 'stop app-web-1']);
    expect(lines.slice(0, 5)).toEqual([
      'attach job-1 web-1',
      'Compose Stopping',
      'resources',
      'Container app-job-1 Stopping',
      'Container app-web-1 Stopping',
    ]);
    expect(lines).toContain('web-1 ended 143');
  });

  test('leaves services alone that the session is not about', async () => {
    const { engine, exit, stop } = await session({ services: ['web'] });
    stop.abort();
    expect(await exit).toBe(130);
    expect(engine.calls).toEqual(['stop app-web-1']);
  });

  test('twice kills what will not stop, at once', async () => {
    const { engine, lines, exit, stop, kill } = await session({}, bothIdle({ stubborn: ['app-web-1'] }));
    stop.abort();
    await settle();
    expect(engine.calls).not.toContain('kill app-web-1');
    kill.abort();
    expect(await exit).toBe(130);
    expect(engine.calls).toContain('kill app-web-1');
    expect(engine.calls).not.toContain('kill app-job-1');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Container app-web-1 Killing',
        'Container app-web-1 Killed',
        'Container app-web-1 Stopped',
      ]),
    );
  });

  test('kills when the containers are being stopped already', async () => {
    const engine = bothIdle({ stubborn: ['app-web-1'] });
    const { exit, stop } = await session({ abortOn: 'exit' }, engine);
    engine.end('app-job-1', 4);
    await settle();
    stop.abort();
    expect(await exit).toBe(4);
    expect(engine.calls).toContain('kill app-web-1');
  });
});
