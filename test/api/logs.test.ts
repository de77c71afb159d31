import { describe, expect, test } from 'vitest';
import type { LogOptions, OutputChunk } from '../../src/engine/engine.ts';
import { ComposeError, connectEngine, logs, up } from '../../src/index.ts';
import { project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const wanted = project({ services: { web: {}, quiet: { attach: false } } });

/** An engine whose containers write without end, ten lines at a time, and what became of their logs. */
async function talkative() {
  const given = { lines: 0, open: 0, closed: 0 };
  const engine = {
    ...fakeEngine(),
    async *logs(_id: string, { signal }: LogOptions): AsyncIterable<OutputChunk> {
      given.open += 1;
      signal?.addEventListener(
        'abort',
        () => {
          given.closed += 1;
        },
        { once: true },
      );
      while (!signal?.aborted) {
        given.lines += 10;
        yield { stream: 'stdout', data: Buffer.from('line\n'.repeat(10)) };
      }
    },
  };
  await up(wanted, { engine });
  return { engine, given };
}

describe('logs', () => {
  test('must be read no faster than lines are taken', async () => {
    const { engine, given } = await talkative();
    let taken = 0;
    for await (const { line, service } of logs(wanted, { engine })) {
      expect([service, line]).toEqual(['web', 'line']);
      await new Promise(next => setImmediate(next));
      taken += 1;
      if (taken === 1000) break;
    }
    expect(given.lines).toBeGreaterThanOrEqual(1000);
    expect(given.lines).toBeLessThan(1000 + 2 * 256 + 20);
  });

  test('must be asked for anew by each iteration, and of hidden services when they are named', async () => {
    const { engine, given } = await talkative();
    const lines = logs(wanted, { engine, services: ['quiet'] });
    for (const _ of [1, 2]) {
      for await (const { service } of lines) {
        expect(service).toBe('quiet');
        break;
      }
    }
    expect(given.open).toBe(2);
    expect(given.closed).toBe(2);
  });

  test('must end without a failure when the signal aborts', async () => {
    const { engine } = await talkative();
    const calling = new AbortController();
    let taken = 0;
    for await (const _ of logs(wanted, { engine, signal: calling.signal })) {
      taken += 1;
      if (taken === 300) calling.abort();
      expect(taken).toBeLessThan(2000);
    }
    expect(taken).toBeGreaterThanOrEqual(300);
  });

  test('must reject with a ComposeError where there is no engine, or no such service', async () => {
    const gone = connectEngine({ host: 'unix:///nowhere/docker.sock', env: {}, homeDir: '/nowhere' });
    const read = async (options: Parameters<typeof logs>[1]) => {
      for await (const _ of logs(wanted, options)) expect.unreachable();
    };
    await expect(read({ engine: gone })).rejects.toBeInstanceOf(ComposeError);
    await expect(read({ engine: fakeEngine(), services: ['wbe'] })).rejects.toMatchObject({ code: 'no-such-service' });
  });
});
