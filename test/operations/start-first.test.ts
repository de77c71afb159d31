import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import { type UpOptions, up } from '../../src/operations/up.ts';
import { tellOrder } from '../../src/operations/watch/tell-order.ts';
import { project } from '../support/builders.ts';
import { virtualClock } from '../support/clock.ts';
import { type Behaviour, type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext as contextOf } from '../support/run.ts';

const version = (command: string, web: object = {}) =>
  project({
    services: { web: { command: [command], healthcheck: { test: ['CMD', 'true'] }, ...web }, other: {} },
  });

/** Waits take no time. */
const recordedContext: typeof contextOf = (engine, more) => contextOf(engine, { clock: virtualClock(), ...more });

const startFirst: UpOptions = { startFirst: true };

function identity(engine: FakeEngine): string[] {
  return [...engine.containers.values()].map(({ name, state, id }) => `${name} ${state} ${id}`).sort();
}

/** Calls to the engine, without those of the lock. */
function callsOf(engine: FakeEngine): string[] {
  return engine.calls
    .filter(call => !call.includes('gantry-lock'))
    .map(call => call.replace(/0{4,}\d+/, '<id>').replace(/\d{12}_/, '<id>_'));
}

interface Replacing {
  /** Done at a call, once it is the second version's turn. */
  readonly onCall?: (call: string) => void;
  readonly behaviours?: Readonly<Record<string, Behaviour>>;
  readonly signal?: AbortSignal;
  readonly giveUp?: AbortSignal;
}

/** The first version, brought up, and then replaced. */
async function replace({ onCall, behaviours = {}, signal, giveUp }: Replacing = {}) {
  let isSecond = false;
  const engine = fakeEngine({
    behaviours,
    onCall: (method, subject) => {
      if (isSecond) onCall?.(`${method} ${subject}`);
    },
  });
  await up(version('first'), {}, recordedContext(engine));
  const before = identity(engine);
  engine.calls.length = 0;
  isSecond = true;
  const context = recordedContext(engine, signal ? { signal } : {});
  const error = await up(version('second'), { ...startFirst, ...(giveUp ? { giveUp } : {}) }, context).then(
    () => undefined,
    error => error,
  );
  return { engine, before, error, lines: context.lines };
}

test('the old container must be stopped when the new one is good, and not before', async () => {
  const { engine, error, lines } = await replace();
  expect(error).toBeUndefined();
  expect(callsOf(engine)).toEqual([
    'createContainer <id>_app-web-1',
    'startContainer <id>_app-web-1',
    'stopContainer app-web-1',
    'removeContainer app-web-1',
    'renameContainer app-web-1',
  ]);
  expect(lines.filter(line => line.includes('web'))).toEqual([
    'Container app-web-1 Recreate',
    'Container app-web-1 Starting',
    'Container app-web-1 Started',
    'Container app-web-1 Waiting',
    'Container app-web-1 Healthy',
    'Container app-web-1 Recreated',
  ]);
  engine.calls.length = 0;
  await up(version('second'), {}, recordedContext(engine));
  expect(callsOf(engine)).toEqual([]);
});

describe('the old container must run on, and the new one go, where it', () => {
  test.each<[string, Replacing, RegExp]>([
    ['can’t be created', { onCall: refusing('createContainer') }, /no/],
    ['can’t be started', { onCall: refusing('startContainer') }, /no/],
    ['ends at once', { behaviours: { 'web second': { exitCode: 7 } } }, /container app-web-1 exited \(7\)/],
    ['isn’t healthy', { behaviours: { 'web second': { health: 'unhealthy' } } }, /container app-web-1 is unhealthy/],
  ])('%s', async (_, replacing, message) => {
    const { engine, before, error } = await replace(replacing);
    expect(String(error)).toMatch(message);
    expect(identity(engine)).toEqual(before);
    expect(callsOf(engine).filter(call => call.startsWith('stop'))).toEqual([]);
  });

  test('is given up for a newer one before it is healthy', async () => {
    const newer = new AbortController();
    const { before, engine, error } = await replace({
      behaviours: { 'web second': { health: 'starting' } },
      giveUp: newer.signal,
      onCall: call => {
        if (call.startsWith('startContainer')) newer.abort();
      },
    });
    expect(error).toBe(newer.signal.reason);
    expect(identity(engine)).toEqual(before);
  });

  test('is not healthy when the run is called off', async () => {
    const { before, error, engine } = await replaceUntil('startContainer', { 'web second': { health: 'starting' } });
    expect(String(error)).toContain('interrupted');
    expect(identity(engine)).toEqual(before);
  });
});

test('a new container must stay where the old one is being stopped when the run is called off', async () => {
  const { engine } = await replaceUntil('stopContainer');
  expect(identity(engine).filter(line => line.includes('web'))).toHaveLength(2);
  await up(version('second'), {}, recordedContext(engine));
  expect(identity(engine).filter(line => line.includes('web'))).toEqual([expect.stringMatching(/^app-web-1 running /)]);
});

test('that a service can’t be reached for a while must be told of once, with the reason', async () => {
  const engine = fakeEngine();
  const context = recordedContext(engine);
  const approve = tellOrder(context.emit);
  for (const command of ['first', 'second', 'third'])
    await up(version(command, { ports: [{ target: 80, published: '8080' }] }), { ...startFirst, approve }, context);
  await up(version('fourth'), { ...startFirst, approve }, context);
  expect(context.lines.filter(line => line.startsWith('info'))).toEqual([
    'info: web stops before its new container starts, because port 8080 is fixed',
  ]);
});

/** Called off when the engine is asked for this. */
function replaceUntil(method: string, behaviours: Replacing['behaviours'] = {}) {
  const stop = new AbortController();
  const onCall = (call: string) => {
    if (call.startsWith(method)) stop.abort();
  };
  return replace({ behaviours, signal: stop.signal, onCall });
}

function refusing(method: string): (call: string) => void {
  return call => {
    if (call.startsWith(method)) throw new EngineError('refused', 'no', { status: 500 });
  };
}
