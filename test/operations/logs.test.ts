import { array, assert, asyncProperty, boolean, constantFrom } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import { type Clock, systemClock } from '../../src/execute/clock.ts';
import { type LogsOptions, logs } from '../../src/operations/logs.ts';
import { project } from '../support/builders.ts';
import { virtualClock } from '../support/clock.ts';
import { type LogEngine, logEngine } from './log-engine.ts';
import { settle, transcript } from './transcript.ts';

function twoServices(): LogEngine {
  const engine = logEngine();
  for (const name of ['app-web-2', 'app-web-1', 'app-db-1']) {
    engine.add(name, { State: 'running' });
    engine.write(name, `${name} a\n`);
    engine.write(name, `${name} b\n`, 'stderr');
  }
  return engine;
}

async function read(options: LogsOptions, engine = twoServices()): Promise<string[]> {
  const { lines, emit } = transcript();
  const scope = project({ services: { web: {}, db: {} } });
  await logs(scope, options, { engine, emit, signal: new AbortController().signal });
  return lines;
}

describe('logs', () => {
  test('of all containers, by name, each stream marked', async () => {
    expect(await read({})).toEqual([
      'attach db-1 web-1 web-2',
      'db-1| app-db-1 a',
      'db-1! app-db-1 b',
      'web-1| app-web-1 a',
      'web-1! app-web-1 b',
      'web-2| app-web-2 a',
      'web-2! app-web-2 b',
    ]);
  });

  test.each<[name: string, options: LogsOptions, lines: string[]]>([
    ['of a service', { services: ['db'] }, ['attach db-1', 'db-1| app-db-1 a', 'db-1! app-db-1 b']],
    ['of a replica', { services: ['web'], index: 2, tail: '1' }, ['attach web-2', 'web-2! app-web-2 b']],
    ['none of them', { services: ['db'], tail: '0' }, ['attach db-1']],
  ])('%s', async (_, options, lines) => {
    expect(await read(options)).toEqual(lines);
  });

  test('with the time apart from the line', async () => {
    expect(await read({ services: ['db'], tail: '1', timestamps: true })).toEqual([
      'attach db-1',
      expect.stringMatching(/^db-1! 1970-01-01T00:00:01\.\d{9}Zapp-db-1 b$/),
    ]);
  });

  test.each<[options: LogsOptions, message: string]>([
    [{ services: ['nope'] }, 'no such service: nope'],
    [{ services: ['web'], index: 9 }, 'service "web" is not running container #9'],
  ])('%j is refused', async (options, message) => {
    await expect(read(options)).rejects.toThrow(message);
  });

  test('a project without containers has none', async () => {
    expect(await read({}, logEngine())).toEqual([]);
  });

  test('characters and lines survive however chunks are cut', async () => {
    const engine = logEngine();
    engine.add('app-web-1');
    const bytewise = async function* () {
      for (const byte of Buffer.from('grün\r\nzwei\n')) yield { stream: 'stdout' as const, data: Buffer.from([byte]) };
    };
    const lines = await read({}, { ...engine, logs: bytewise });
    expect(lines).toEqual(['attach web-1', 'web-1| grün', 'web-1| zwei']);
  });
});

const scope = { name: 'app' };

/** Follows until it ends, or `over` is called. */
function begin(engine: LogEngine, options: LogsOptions = {}, clock: Clock = systemClock) {
  const { lines, emit } = transcript();
  const stop = new AbortController();
  let hasEnded = false;
  const following = logs(scope, { follow: true, ...options }, { engine, emit, signal: stop.signal, clock });
  const note = () => {
    hasEnded = true;
  };
  following.then(note, note);
  const over = async () => {
    stop.abort();
    await following;
  };
  return { lines, over, following, hasEnded: () => hasEnded };
}

function running(...names: string[]): LogEngine {
  const engine = logEngine();
  for (const name of names) engine.add(name, { State: 'running' });
  return engine;
}

async function restart(engine: LogEngine, name: string): Promise<void> {
  await engine.stopContainer(name);
  engine.start(name);
}

describe('following', () => {
  test('goes on over ends, restarts and new replicas, until it is called off', async () => {
    const engine = running('app-web-1');
    engine.write('app-web-1', 'old\n');
    const { lines, over } = begin(engine);
    await settle();
    engine.write('app-web-1', 'new\n');
    await settle();
    await engine.stopContainer('app-web-1');
    await settle();
    engine.start('app-web-1');
    engine.write('app-web-1', 'again\n');
    engine.add('app-web-2');
    engine.start('app-web-2');
    engine.write('app-web-2', 'second\n');
    await settle();
    await over();
    expect(lines).toEqual([
      'attach web-1',
      'web-1| old',
      'web-1| new',
      'web-1 ended 143',
      'attach web-2',
      'web-1| again',
      'web-2| second',
    ]);
  });

  test('a container that did not run when it began shows what it wrote once', async () => {
    const engine = logEngine();
    engine.add('app-web-1', { State: 'exited' });
    engine.write('app-web-1', 'first run\n');
    const { lines, over } = begin(engine);
    await settle();
    engine.start('app-web-1');
    engine.write('app-web-1', 'second run\n');
    await settle();
    await over();
    expect(lines).toEqual(['attach web-1', 'web-1| first run', 'web-1| second run']);
  });

  test('restarts before anybody could look lose and double nothing', async () => {
    const engine = running('app-web-1');
    const { lines, over } = begin(engine);
    await settle();
    for (let run = 1; run <= 4; run += 1) {
      engine.write('app-web-1', `run ${run}\n`);
      await restart(engine, 'app-web-1');
    }
    engine.write('app-web-1', 'run 5\n');
    await settle();
    await over();
    expect(lines.filter(line => line.includes('|'))).toEqual([1, 2, 3, 4, 5].map(run => `web-1| run ${run}`));
    expect(lines.filter(line => line === 'web-1 ended 143 restarting')).toHaveLength(4);
  });

  test('a container in the place of another is met as it starts', async () => {
    const engine = running('app-web-1');
    const { lines, over } = begin(engine);
    await settle();
    engine.add('app-web-1-new', { Names: ['/app-web-1'] });
    await engine.stopContainer('app-web-1');
    engine.remove('app-web-1');
    engine.start('app-web-1-new');
    engine.write('app-web-1-new', 'hello\n');
    await settle();
    await over();
    expect(lines).toContain('app-web-1-new| hello');
  });

  test.each<[what: 'logs' | 'events' | undefined]>([['logs'], ['events'], [undefined]])(
    'goes on when the engine breaks off (%s)',
    async what => {
      const engine = running('app-web-1', 'app-db-1');
      const { lines, over } = begin(engine, {}, virtualClock());
      await settle();
      engine.write('app-web-1', 'one\n');
      await settle();
      engine.breakOff(what);
      engine.write('app-web-1', 'two\n');
      await restart(engine, 'app-web-1');
      engine.write('app-web-1', 'three\n');
      engine.add('app-web-2');
      engine.start('app-web-2');
      engine.write('app-web-2', 'other\n');
      for (let turn = 0; turn < 20; turn += 1) await settle();
      await over();
      expect(lines.filter(line => line.startsWith('web-1|'))).toEqual(['web-1| one', 'web-1| two', 'web-1| three']);
      expect(lines.filter(line => line.startsWith('web-2|'))).toEqual(['web-2| other']);
      expect(lines.filter(line => line.includes('ended'))).toHaveLength(1);
    },
  );

  test('fails when the engine is gone', async () => {
    const engine = running('app-web-1');
    const next = () => Promise.reject(new EngineError('unreachable', 'no engine'));
    const gone = () => ({ [Symbol.asyncIterator]: () => ({ next }) });
    const { following } = begin({ ...engine, events: gone }, {}, virtualClock());
    await expect(following).rejects.toThrow('no engine');
  });

  test.each<[options: LogsOptions, lines: string[]]>([
    [{ tail: '0' }, ['new']],
    [{ tail: '1' }, ['old 2', 'new']],
    [{}, ['old 1', 'old 2', 'new']],
    [{ since: '1.000000002' }, ['old 2', 'new']],
    [{ tail: '0', merge: true }, ['new']],
    [{ tail: '1', merge: true }, ['old 2', 'new']],
    [{ merge: true }, ['old 1', 'old 2', 'new']],
  ])('begins as told: %j', async (options, expected) => {
    const engine = running('app-web-1');
    engine.write('app-web-1', 'old 1\n');
    engine.write('app-web-1', 'old 2\n');
    const { lines, over } = begin(engine, options, options.merge ? virtualClock() : systemClock);
    await settle();
    engine.write('app-web-1', 'new\n');
    for (let turn = 0; turn < 5; turn += 1) await settle();
    await over();
    expect(lines.slice(1)).toEqual(expected.map(line => `web-1| ${line}`));
  });

  test('-n 0 shows what a container writes that is started later, and not what it wrote before', async () => {
    const engine = logEngine();
    engine.add('app-web-1', { State: 'exited' });
    engine.write('app-web-1', 'old\n');
    const { lines, over } = begin(engine, { tail: '0' });
    await settle();
    engine.start('app-web-1');
    engine.write('app-web-1', 'new\n');
    await settle();
    await over();
    expect(lines).toEqual(['attach web-1', 'web-1| new']);
  });

  test('what a run wrote without a line break is shown before its end', async () => {
    const engine = running('app-web-1', 'app-db-1');
    const { lines, over } = begin(engine);
    await settle();
    engine.write('app-web-1', 'no line break');
    engine.end('app-web-1', 0);
    await settle();
    await over();
    expect(lines).toEqual(['attach db-1 web-1', 'web-1| no line break', 'web-1 ended 0']);
  });

  test('merged, lines wait for earlier ones', async () => {
    const engine = running('app-a-1', 'app-b-1');
    const late: LogEngine = {
      ...engine,
      async *logs(id, options) {
        for await (const chunk of engine.logs(id, options)) {
          if (id === 'app-a-1') for (let turn = 0; turn < 2; turn += 1) await settle();
          yield chunk;
        }
      },
    };
    // Time stands still: nothing has waited long enough.
    const clock: Clock = {
      now: () => 0,
      sleep: (_, signal) =>
        new Promise(resolve => {
          if (signal.aborted) resolve();
          else signal.addEventListener('abort', () => resolve());
        }),
    };
    const { lines, over } = begin(late, { merge: true, tail: '0' }, clock);
    await settle();
    engine.write('app-a-1', 'first\n');
    engine.write('app-b-1', 'second\n');
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(lines.slice(1)).toEqual([]);
    await over();
    expect(lines.slice(1)).toEqual(['a-1| first', 'b-1| second']);
  });

  test('loses and doubles nothing, whatever happens in whatever order', async () => {
    const happenings = constantFrom('write', 'write', 'restart', 'crash', 'end', 'scale', 'break', 'deaf', 'wait');
    await assert(
      asyncProperty(array(happenings, { maxLength: 30 }), boolean(), async (steps, merge) => {
        const engine = running('app-keep-1', 'app-web-1');
        const names = ['app-web-1'];
        const written = new Map<string, string[]>();
        const write = (name: string) => {
          const all = written.get(name) ?? [];
          written.set(name, [...all, `${name} ${all.length}`]);
          engine.write(name, `${name} ${all.length}\n`);
        };
        const { lines, over } = begin(engine, { merge }, virtualClock());
        await settle();
        for (const step of steps) {
          const name = names.at(-1)!;
          const isUp = (await engine.inspectContainer(name)).State.Running;
          if (step === 'write' && isUp) write(name);
          if (step === 'restart' && isUp) await restart(engine, name);
          if (step === 'crash' && isUp) engine.end(name, 1, 'restarting');
          if (step === 'end') engine.end(name, 0);
          if (step === 'restart' && !isUp) engine.start(name);
          if (step === 'scale') {
            names.push(`app-web-${names.length + 1}`);
            engine.add(names.at(-1)!);
            engine.start(names.at(-1)!);
            write(names.at(-1)!);
          }
          if (step === 'break') engine.breakOff('logs');
          if (step === 'deaf') engine.breakOff('events');
          if (step === 'wait') await settle();
        }
        for (let turn = 0; turn < 20; turn += 1) await settle();
        await over();
        for (const [name, expected] of written)
          expect(lines.filter(line => line.startsWith(`${name.slice(4)}| `)).map(line => line.split('| ')[1])).toEqual(
            expected,
          );
      }),
      { numRuns: 60 },
    );
  });
});

describe('following ends', () => {
  test('at once where there is no container', async () => {
    await begin(logEngine()).following;
  });

  test('when the last container has ended by itself', async () => {
    const engine = running('app-web-1', 'app-db-1');
    const { following, hasEnded } = begin(engine);
    await settle();
    engine.end('app-web-1', 1);
    await settle();
    expect(hasEnded()).toBe(false);
    engine.end('app-db-1', 0);
    await following;
  });

  test('a little after it was stopped, unless it is started again or another is', async () => {
    const engine = running('app-web-1');
    const { lines, following, hasEnded } = begin(engine);
    await settle();
    await engine.stopContainer('app-web-1');
    engine.remove('app-web-1');
    await settle();
    expect(hasEnded()).toBe(false);
    engine.add('app-web-2');
    engine.start('app-web-2');
    await settle();
    engine.write('app-web-2', 'hello\n');
    engine.end('app-web-2', 0);
    await following;
    expect(lines).toContain('web-2| hello');
  });

  test('when nobody starts one that was stopped', async () => {
    const engine = running('app-web-1');
    const { lines, following } = begin(engine, {}, virtualClock());
    await settle();
    await engine.stopContainer('app-web-1');
    await following;
    expect(lines).toEqual(['attach web-1', 'web-1 ended 143']);
  });

  test('not while a restart policy is about to start it', async () => {
    const engine = running('app-web-1');
    const { hasEnded, over } = begin(engine, {}, virtualClock());
    await settle();
    engine.end('app-web-1', 1, 'restarting');
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(hasEnded()).toBe(false);
    await over();
  });

  test('not for what had ended before: it may be started', async () => {
    const engine = logEngine();
    engine.add('app-web-1', { State: 'exited' });
    const { hasEnded, over } = begin(engine, {}, virtualClock());
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(hasEnded()).toBe(false);
    await over();
  });

  test('at --until', async () => {
    const engine = running('app-web-1');
    engine.write('app-web-1', 'old\n');
    const { lines, following } = begin(engine, { until: '5' }, virtualClock());
    await following;
    expect(lines).toEqual(['attach web-1', 'web-1| old']);
  });
});
