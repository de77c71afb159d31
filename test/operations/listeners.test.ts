import { getEventListeners, getMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { attach } from '../../src/operations/attach.ts';
import { logs } from '../../src/operations/logs.ts';
import { up } from '../../src/operations/up.ts';
import { wait } from '../../src/operations/wait.ts';
import { project } from '../support/builders.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';
import { type LogEngine, logEngine } from './log-engine.ts';
import { settle } from './transcript.ts';

// Node warns of a leak at the eleventh listener to a signal; a caller that is a library's user would be told.

const names = Array.from({ length: 30 }, (_, index) => `web${index + 1}`);
const wanted = project({
  services: Object.fromEntries(names.map(name => [name, { healthcheck: { test: ['CMD', 'true'] } }])),
});

interface Listened {
  readonly signal: AbortSignal;
  /** Counts those that listen to the signal now. */
  readonly look: () => void;
  readonly abort: () => void;
}

type Run = (listened: Listened) => Promise<unknown>;

/** The warnings of leaks while `run` goes on, and how many listened to its signal at the most when it looked. */
async function listening(run: Run) {
  const warnings: string[] = [];
  const onWarning = ({ name, message }: Error) => name === 'MaxListenersExceededWarning' && warnings.push(message);
  process.on('warning', onWarning);
  const caller = new AbortController();
  const { signal } = caller;
  const usual = getMaxListeners(signal);
  const counts: number[] = [];
  try {
    const look = () => counts.push(getEventListeners(signal, 'abort').length);
    await run({ signal, look, abort: () => caller.abort() });
    await new Promise(resolve => setImmediate(resolve));
  } finally {
    process.off('warning', onWarning);
  }
  expect(getMaxListeners(signal)).toBe(usual);
  expect(counts).not.toEqual([]);
  return { warnings, most: Math.max(...counts) };
}

function engineOfMany(look: () => void): FakeEngine {
  return fakeEngine({ images: ['busybox'], onCall: look });
}

function logsOfMany(): LogEngine {
  const engine = logEngine();
  for (const name of names) engine.add(`app-${name}-1`, { State: 'running' });
  return engine;
}

describe('of more than ten containers a caller’s signal is not listened to by every call', () => {
  test.each<[string, Run]>([
    ['up --wait', ({ signal, look }) => up(wanted, { wait: true }, recordedContext(engineOfMany(look), { signal }))],
    [
      'wait',
      async ({ signal, look }) => {
        const engine = engineOfMany(() => {});
        await up(wanted, {}, recordedContext(engine));
        engine.waitContainer = async (_id, options) => {
          await new Promise(resolve => setImmediate(resolve));
          options!.signal!.addEventListener('abort', () => {});
          look();
          return { StatusCode: 0 };
        };
        await wait(wanted, { services: names }, recordedContext(engine, { signal }));
      },
    ],
    [
      'logs --follow',
      async ({ signal, look, abort }) => {
        const engine = logsOfMany();
        const reading = logs(wanted, { follow: true }, { engine, emit: () => {}, signal });
        await settle();
        look();
        for (const name of names) engine.end(`app-${name}-1`, 0);
        abort();
        await reading;
      },
    ],
    [
      'attached up',
      async ({ signal, look }) => {
        const engine = logsOfMany();
        const exit = attach(
          { name: 'app' },
          {
            services: names,
            interrupts: { stop: signal, kill: new AbortController().signal },
            up: async ({ beforeStart }) => {
              await beforeStart();
              return { started: [] };
            },
          },
          { engine, emit: () => {} },
        );
        await settle();
        look();
        for (const name of names) engine.end(`app-${name}-1`, 0);
        await exit;
      },
    ],
  ])('%s', async (_, run) => {
    const { warnings, most } = await listening(run);
    expect(warnings).toEqual([]);
    expect(most).toBeLessThan(5);
  });

  test('attached up, again and again', async () => {
    const { warnings, most } = await listening(async ({ signal, look }) => {
      for (let count = 0; count < 15; count++) {
        const engine = logEngine();
        engine.add('app-web-1', { State: 'running' });
        const exit = attach(
          { name: 'app' },
          {
            services: ['web'],
            interrupts: { stop: signal, kill: signal },
            detach: signal,
            up: async ({ beforeStart }) => {
              await beforeStart();
              return { started: [] };
            },
          },
          { engine, emit: () => {} },
        );
        await settle();
        engine.end('app-web-1', 0);
        await exit;
      }
      look();
    });
    expect(warnings).toEqual([]);
    expect(most).toBe(0);
  });
});
