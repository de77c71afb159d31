import { describe, expect, test } from 'vitest';
import type { ContainerInspect, ExecCreate, HealthConfig } from '../../src/engine/api.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { type ProbeAttempt, probeOf } from '../../src/execute/probe.ts';
import { createReadiness } from '../../src/execute/readiness.ts';
import { virtualClock } from '../support/clock.ts';
import { fakeEngine } from '../support/fake-engine.ts';

interface Inspected {
  readonly healthcheck?: HealthConfig;
  readonly shell?: readonly string[];
  readonly platform?: string;
  readonly start?: string;
}

function container({ healthcheck, shell, platform = 'linux', start = '1' }: Inspected = {}): ContainerInspect {
  return {
    Id: 'id',
    Name: '/app-web-1',
    Created: '',
    Image: '',
    Platform: platform,
    State: { Status: 'running', Running: true, ExitCode: 0, StartedAt: start },
    Config: {
      Labels: {},
      Image: '',
      Healthcheck: healthcheck ?? { Test: ['CMD', 'check'], Interval: 30e9 },
      ...(shell ? { Shell: shell } : {}),
    },
    HostConfig: {},
    Mounts: [],
    NetworkSettings: { Networks: {} },
  };
}

describe('the probe of a container', () => {
  test.each<[string, Inspected, readonly string[] | undefined]>([
    ['a command', { healthcheck: { Test: ['CMD', 'curl', '-f', 'localhost'] } }, ['curl', '-f', 'localhost']],
    ['a line for the shell', { healthcheck: { Test: ['CMD-SHELL', 'a && b'] } }, ['/bin/sh', '-c', 'a && b']],
    [
      "a line for the image's own shell",
      { healthcheck: { Test: ['CMD-SHELL', 'a'] }, shell: ['/bin/bash', '-ec'] },
      ['/bin/bash', '-ec', 'a'],
    ],
    ['a line on Windows', { healthcheck: { Test: ['CMD-SHELL', 'a'] }, platform: 'windows' }, ['cmd', '/S', '/C', 'a']],
    ['NONE', { healthcheck: { Test: ['NONE'] } }, undefined],
    ['no words', { healthcheck: { Test: ['CMD'] } }, undefined],
    ['no test', { healthcheck: {} }, undefined],
  ])('%s', (_, inspected, command) => {
    expect(probeOf(container(inspected))?.command).toEqual(command);
  });

  test.each([
    [undefined, 30_000],
    [0, 30_000],
    [2e9, 2000],
  ])('a timeout of %s ns is %d ms', (Timeout, milliseconds) => {
    const healthcheck = { Test: ['CMD', 'x'], ...(Timeout === undefined ? {} : { Timeout }) };
    expect(probeOf(container({ healthcheck }))?.timeoutMilliseconds).toBe(milliseconds);
  });
});

/** How a probe that begins at a time goes on. */
type Answer = {
  readonly takes?: number;
  readonly exitCode?: number;
  readonly says?: string;
  readonly fails?: EngineError;
};

/** An engine whose containers can be probed only. */
function probing(answer: (at: number, number: number) => Answer) {
  const clock = virtualClock();
  const engine = fakeEngine();
  const over = new AbortController();
  const bodies: ExecCreate[] = [];
  const answers = new Map<string, Answer & { end: number }>();
  const attempts: { number: number; at: number; exitCode: number | undefined; output: string }[] = [];
  let running = 0;
  let peak = 0;
  engine.createExec = async (_, body) => {
    const given = answer(clock.now(), bodies.length + 1);
    if (given.fails) throw given.fails;
    bodies.push(body);
    const Id = `exec${bodies.length}`;
    answers.set(Id, { ...given, end: clock.now() + (given.takes ?? 0) });
    return { Id };
  };
  engine.startExec = async function* (id, { signal }) {
    const given = answers.get(id)!;
    running += 1;
    peak = Math.max(peak, running);
    yield { stream: 'stdout', data: Buffer.from(given.says ?? '') };
    await clock.sleep(given.end - clock.now(), signal ?? over.signal);
    running -= 1;
  };
  engine.inspectExec = async ID => {
    const { end, exitCode = 0 } = answers.get(ID)!;
    return clock.now() < end ? { ID, Running: true, ExitCode: null } : { ID, Running: false, ExitCode: exitCode };
  };
  const readiness = createReadiness({ engine, clock, signal: over.signal });
  const onAttempt = (_id: string, { at, exitCode, output }: ProbeAttempt, number: number): void => {
    attempts.push({ number, at, exitCode, output });
  };
  return { clock, over, bodies, attempts, readiness, onAttempt, peak: () => peak };
}

const milliseconds =
  (count: number) =>
  ({ clock }: ReturnType<typeof probing>) =>
    clock.sleep(count, new AbortController().signal);

describe('while somebody waits', () => {
  test('the probe runs at once, then less and less often, until it succeeds', async () => {
    const world = probing(at => ({ exitCode: at < 1000 ? 1 : 0, says: 'not yet\n' }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(20_000)(world);
    const times = world.attempts.map(({ at }) => at);
    expect(times[0]).toBe(0);
    expect(times[1]).toBe(50);
    expect(times.at(-1)).toBeGreaterThanOrEqual(1000);
    expect(times.at(-1)).toBeLessThan(1500);
    expect(times.length).toBeLessThan(10);
    expect(world.attempts.at(-1)?.exitCode).toBe(0);
    expect(world.readiness.isReady(container())).toBe(true);
    expect(world.bodies[0]).toEqual({ Cmd: ['check'], AttachStdout: true, AttachStderr: true });
  });

  test.each([
    [0, 62],
    [3000, 10],
  ])('one that takes %d ms is run at most %d times a minute', async (takes, times) => {
    const world = probing(() => ({ exitCode: 1, takes }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(60_000)(world);
    world.over.abort();
    expect(world.attempts.length).toBeLessThanOrEqual(times + 5);
    expect(world.attempts.length).toBeGreaterThanOrEqual(times);
  });

  test('its last runs are kept, with what they wrote', async () => {
    const world = probing(at => ({ exitCode: at < 900 ? 4 : 0, says: at < 900 ? ' connection refused\n' : 'fine\n' }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(5000)(world);
    const kept = world.readiness.attemptsOf('id');
    expect(kept).toHaveLength(5);
    expect(kept.at(-2)).toMatchObject({ exitCode: 4, output: 'connection refused' });
    expect(kept.at(-1)).toMatchObject({ exitCode: 0, output: 'fine' });
    expect(world.readiness.attemptsOf('other')).toEqual([]);
  });

  test('of an endless output the beginning is kept', async () => {
    const world = probing(() => ({ exitCode: 0, says: 'x'.repeat(100_000) }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(100)(world);
    expect(world.attempts[0]?.output).toBe(`${'x'.repeat(4096)}…`);
  });

  test('two that wait for a container share its probe', async () => {
    const world = probing(at => ({ exitCode: at < 3000 ? 1 : 0, takes: 100 }));
    const [one, other] = [world.readiness.attend(world.onAttempt), world.readiness.attend(() => {})];
    one.probe([container()]);
    other.probe([container()]);
    await milliseconds(1000)(world);
    one.close();
    await milliseconds(4000)(world);
    expect(world.peak()).toBe(1);
    expect(world.readiness.isReady(container())).toBe(true);
    other.close();
  });

  test('it is not run when nobody waits any more', async () => {
    const world = probing(() => ({ exitCode: 1 }));
    const attendance = world.readiness.attend(world.onAttempt);
    attendance.probe([container()]);
    await milliseconds(1000)(world);
    attendance.close();
    const { length } = world.bodies;
    await milliseconds(10_000)(world);
    expect(world.bodies).toHaveLength(length);
  });

  test('nor when the run is over', async () => {
    const world = probing(() => ({ exitCode: 1, takes: 100 }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(1000)(world);
    world.over.abort();
    const { length } = world.bodies;
    await milliseconds(10_000)(world);
    expect(world.bodies).toHaveLength(length);
  });

  test('one that hangs has failed when its time is over, and no other is begun beside it', async () => {
    const healthcheck = { Test: ['CMD', 'check'], Timeout: 2e9 };
    const world = probing((_, number) => (number === 1 ? { takes: 9000, says: 'connecting' } : { exitCode: 0 }));
    world.readiness.attend(world.onAttempt).probe([container({ healthcheck })]);
    await milliseconds(8000)(world);
    expect(world.attempts).toEqual([
      { number: 1, at: 0, exitCode: undefined, output: 'no answer within 2s: connecting' },
    ]);
    expect(world.readiness.isReady(container())).toBe(false);
    await milliseconds(10_000)(world);
    expect(world.attempts).toHaveLength(2);
    expect(world.attempts[1]!.at).toBeGreaterThan(9000);
    expect(world.peak()).toBe(1);
    expect(world.readiness.isReady(container())).toBe(true);
  });

  test('a container that was started anew has to be ready anew', async () => {
    const world = probing(at => ({ exitCode: at < 2000 ? 0 : 1 }));
    const attendance = world.readiness.attend(world.onAttempt);
    attendance.probe([container()]);
    await milliseconds(2000)(world);
    expect(world.readiness.isReady(container())).toBe(true);
    expect(world.readiness.isReady(container({ start: '2' }))).toBe(false);
    attendance.probe([container({ start: '2' })]);
    await milliseconds(1000)(world);
    expect(world.readiness.isReady(container({ start: '2' }))).toBe(false);
    expect(world.attempts.at(-1)).toMatchObject({ exitCode: 1 });
    attendance.close();
  });

  test('a container that does not run is asked again later', async () => {
    const notRunning = new EngineError('conflict', 'container id is not running', { status: 409 });
    const world = probing(at => (at < 500 ? { fails: notRunning } : { exitCode: 0 }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(3000)(world);
    expect(world.attempts).toHaveLength(1);
    expect(world.readiness.isReady(container())).toBe(true);
  });

  test('an engine that forbids it is asked once', async () => {
    const forbidden = new EngineError('refused', 'Forbidden', { status: 403 });
    let asked = 0;
    const world = probing(() => {
      asked += 1;
      return { fails: forbidden };
    });
    const attendance = world.readiness.attend(world.onAttempt);
    attendance.probe([container()]);
    await milliseconds(3000)(world);
    attendance.probe([container()]);
    await milliseconds(3000)(world);
    expect(asked).toBe(1);
    expect(world.attempts).toEqual([]);
  });

  test('an engine that fails at it is asked again', async () => {
    const broken = new EngineError('refused', 'cannot exec', { status: 500 });
    const world = probing(at => (at < 500 ? { fails: broken } : { exitCode: 0 }));
    world.readiness.attend(world.onAttempt).probe([container()]);
    await milliseconds(3000)(world);
    expect(world.attempts[0]).toMatchObject({ exitCode: undefined, output: 'cannot exec' });
    expect(world.readiness.isReady(container())).toBe(true);
  });
});
