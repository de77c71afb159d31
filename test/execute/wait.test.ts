import { describe, expect, test } from 'vitest';
import type { ContainerInspect } from '../../src/engine/api.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import type { ComposeEvent } from '../../src/events/event.ts';
import { createReadiness } from '../../src/execute/readiness.ts';
import { waitFor } from '../../src/execute/wait.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { project } from '../support/builders.ts';
import { virtualClock } from '../support/clock.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

type WaitFor = Extract<Operation, { type: 'wait-for' }>;
type State = Partial<ContainerInspect['State']> & { readonly restarts?: number };

/** Waits for one container whose state is a function of the time since the wait began. */
async function wait(
  stateAt: (milliseconds: number) => State,
  more: Partial<WaitFor> = {},
  {
    restart = 'no',
    retries,
    probe,
  }: {
    restart?: string;
    retries?: number;
    probe?: (milliseconds: number) => { exitCode: number; says: string };
  } = {},
) {
  const clock = virtualClock();
  const engine = fakeEngine();
  const events: ComposeEvent[] = [];
  engine.createExec = async () => ({ Id: String(clock.now()) });
  engine.startExec = async function* (id) {
    yield { stream: 'stdout', data: Buffer.from(probe!(Number(id)).says) };
  };
  engine.inspectExec = async ID => ({ ID, Running: false, ExitCode: probe!(Number(ID)).exitCode });
  engine.inspectContainer = async id => {
    const { restarts: RestartCount = 0, ...state } = stateAt(clock.now());
    return {
      Id: id,
      Name: '/app-web-1',
      Created: '',
      Image: '',
      RestartCount,
      State: { Status: 'running', Running: true, ExitCode: 0, StartedAt: '1', ...state },
      Config: {
        Labels: {},
        Image: '',
        ...(probe ? { Healthcheck: { Test: ['CMD', 'check'], ...(retries ? { Retries: retries } : {}) } } : {}),
      },
      HostConfig: { RestartPolicy: { Name: restart } },
      Mounts: [],
      NetworkSettings: { Networks: {} },
    };
  };
  const context = recordedContext(engine);
  const emit = (event: ComposeEvent): void => {
    events.push(event);
    context.emit(event);
  };
  const operation: WaitFor = {
    type: 'wait-for',
    service: 'web',
    containers: [{ id: 'id', name: 'app-web-1' }],
    condition: 'running_or_healthy',
    required: true,
    ...more,
  };
  await waitFor(operation, {
    ...context,
    emit,
    project: project(),
    concurrency: 1,
    composeVersion: '5',
    created: new Map(),
    watch: { listen: () => {}, isLive: () => false, follow: () => {} },
    readiness: createReadiness({ ...context, clock }),
    clock,
  });
  const told = events.flatMap(event => (event.type === 'progress' && event.live ? (event.details ?? '') : []));
  return { lines: context.lines, now: clock.now(), events, told };
}

const exited = (ExitCode: number): State => ({ Status: 'exited', Running: false, ExitCode });
const health = (Status: 'starting' | 'healthy' | 'unhealthy'): State => ({
  Health: { Status, FailingStreak: Status === 'unhealthy' ? 3 : 0 },
});

describe('without a healthcheck', () => {
  test('a container has to stay up for half a second', async () => {
    const { now, lines } = await wait(() => ({}));
    expect(now).toBe(500);
    expect(lines).toEqual(['Container app-web-1 Waiting', 'Container app-web-1 Healthy']);
  });

  test.each([1, 30, 499])('one that ends %d ms after it was seen running has not come up', async end => {
    await expect(wait(now => (now < end ? {} : exited(4)))).rejects.toThrow('container app-web-1 exited (4)');
  });

  test('time counts anew when the engine started it again', async () => {
    const { now } = await wait(now => ({ StartedAt: now < 400 ? 'first' : 'second' }));
    expect(now).toBeGreaterThanOrEqual(900);
  });

  test('time does not count while it is being restarted', async () => {
    const { now } = await wait(now => (now < 300 ? { Status: 'restarting' } : { StartedAt: 'second' }));
    expect(now).toBeGreaterThanOrEqual(800);
  });

  test('waiting for health is in vain', async () => {
    await expect(wait(() => ({}), { condition: 'service_healthy' })).rejects.toThrow(
      'dependency failed to start: container app-web-1 has no healthcheck configured',
    );
  });
});

describe('with a healthcheck', () => {
  test.each(['running_or_healthy', 'service_healthy'] as const)('%s holds once it is healthy', async condition => {
    const { now } = await wait(now => health(now < 2000 ? 'starting' : 'healthy'), { condition });
    expect(now).toBeGreaterThanOrEqual(2000);
    expect(now).toBeLessThanOrEqual(2500);
  });

  test('one that is healthy at the first look need not settle', async () => {
    expect((await wait(() => health('healthy'))).now).toBe(0);
  });

  test.each([
    ['running_or_healthy', 'container app-web-1 is unhealthy'],
    ['service_healthy', 'dependency failed to start: container app-web-1 is unhealthy'],
  ] as const)('%s fails when it is unhealthy', async (condition, message) => {
    await expect(wait(() => health('unhealthy'), { condition })).rejects.toThrow(message);
  });
});

describe('at a glance, where nothing comes after', () => {
  const glance = { condition: 'service_healthy', glance: true } as const;

  test('what may still become healthy is left to itself, and not probed', async () => {
    const { lines, now } = await wait(() => health('starting'), glance);
    expect([now, lines]).toEqual([0, []]);
  });

  test('health is told, and failure is one', async () => {
    const { lines } = await wait(() => health('healthy'), glance);
    expect(lines).toEqual(['Container app-web-1 Waiting', 'Container app-web-1 Healthy']);
    await expect(wait(() => health('unhealthy'), glance)).rejects.toThrow('container app-web-1 is unhealthy');
  });
});

describe('with a probe of our own', () => {
  const condition = 'service_healthy';
  const probe = (now: number) => (now < 1000 ? { exitCode: 1, says: 'refused\nmore\n' } : { exitCode: 0, says: '' });

  test.each(['running_or_healthy', condition] as const)('%s holds once it succeeds', async condition => {
    const { now, lines } = await wait(() => health('starting'), { condition }, { probe });
    expect(now).toBeGreaterThanOrEqual(1000);
    expect(now).toBeLessThan(1500);
    expect(lines).toEqual(['Container app-web-1 Waiting', 'Container app-web-1 Healthy']);
  });

  test('its failures are shown where a line can be redrawn', async () => {
    const { events } = await wait(() => health('starting'), { condition }, { probe });
    expect(events.slice(1, 4)).toEqual(
      ['waiting until it is healthy', 'probe 1 failed (0/3): refused', 'probe 2 failed (0/3): refused'].map(
        details => ({
          type: 'progress',
          kind: 'Container',
          name: 'app-web-1',
          status: 'Working',
          text: 'Waiting',
          details,
          live: true,
        }),
      ),
    );
  });

  test('its failures come with the count of those that the engine has seen, out of as many as may fail', async () => {
    const state = (now: number): State => ({ Health: { Status: 'starting', FailingStreak: now < 500 ? 0 : 2 } });
    const { told } = await wait(state, { condition }, { probe, retries: 5 });
    expect(told[1]).toBe('probe 1 failed (0/5): refused');
    expect(told.at(-1)).toMatch(/^probe \d+ failed \(2\/5\): refused$/);
  });

  test('its failures mean nothing: the engine may find it healthy first', async () => {
    const never = () => ({ exitCode: 1, says: '' });
    const { now } = await wait(now => health(now < 2000 ? 'starting' : 'healthy'), { condition }, { probe: never });
    expect(now).toBeGreaterThanOrEqual(2000);
  });

  test('what the engine finds unhealthy is', async () => {
    const state = (now: number) => health(now < 900 ? 'starting' : 'unhealthy');
    await expect(wait(state, { condition }, { probe })).rejects.toThrow('container app-web-1 is unhealthy');
  });

  test('what is unhealthy because it is paused is not, after all', async () => {
    const paused: State = { Status: 'paused', Health: { Status: 'unhealthy', FailingStreak: 0 } };
    const state = (now: number) => (now < 2000 ? paused : { ...paused, Status: 'running' as const });
    expect((await wait(state, { condition }, { probe })).now).toBeLessThan(3000);
  });

  test('one that ended meanwhile has failed', async () => {
    const state = (now: number) => ({ ...health('starting'), ...(now < 990 ? {} : exited(1)) });
    await expect(wait(state, { condition }, { probe })).rejects.toThrow('container app-web-1 exited (1)');
  });
});

describe('a job', () => {
  const condition = 'service_completed_successfully';

  test('is done when it has ended with 0', async () => {
    const { lines } = await wait(now => (now < 3000 ? {} : exited(0)), { condition });
    expect(lines.at(-1)).toBe('Container app-web-1 Exited');
  });

  test('is said to be waited for until it ends', async () => {
    const states = (now: number): State =>
      now < 1000
        ? {}
        : now < 2000
          ? { Status: 'restarting', ExitCode: 2, restarts: Math.floor(now / 1000) }
          : exited(0);
    const { told } = await wait(states, { condition });
    expect(told).toEqual(['waiting until it ends', 'exited (2), restarted once']);
  });

  test('fails with its exit code', async () => {
    await expect(wait(() => exited(3), { condition })).rejects.toThrow(
      'service "web" didn\'t complete successfully: exit 3',
    );
  });

  test('that need not succeed costs a warning', async () => {
    const { lines } = await wait(() => exited(3), { condition, required: false });
    expect(lines.slice(1)).toEqual([
      'Container app-web-1 Skipped: optional dependency "web" didn\'t complete successfully: exit 3',
      'warning: optional dependency "web" didn\'t complete successfully: exit 3',
    ]);
  });
});

describe('for the user', () => {
  test.each(['no', 'on-failure'])('a job that ended with 0 is done under the restart policy %s', async restart => {
    const { lines } = await wait(now => (now < 100 ? {} : exited(0)), {}, { restart });
    expect(lines.at(-1)).toBe('Container app-web-1 Exited');
  });

  test.each(['always', 'unless-stopped'])('one with the restart policy %s is no job', async restart => {
    await expect(wait(() => exited(0), {}, { restart })).rejects.toThrow('container app-web-1 exited (0)');
  });

  test('a service that has a healthcheck may be a job, too', async () => {
    const { lines } = await wait(() => ({ ...exited(0), ...health('unhealthy') }));
    expect(lines.at(-1)).toBe('Container app-web-1 Exited');
  });

  test('what others wait for has to be healthy, not done', async () => {
    const state = () => ({ ...exited(0), ...health('starting') });
    await expect(wait(state, { condition: 'service_healthy' })).rejects.toThrow('container app-web-1 exited (0)');
  });

  test('one that ends again and again is given up after ten restarts', async () => {
    const loops = (now: number): State => ({ Status: 'restarting', ExitCode: 7, restarts: 3 + Math.floor(now / 1000) });
    await expect(wait(loops, {}, { restart: 'always' })).rejects.toThrow(
      'container app-web-1 exited (7) each of 10 times that it was restarted',
    );
  });

  test('one that comes up after some restarts has come up', async () => {
    const { now } = await wait(
      now => (now < 9000 ? { Status: 'restarting', restarts: now / 1000 } : {}),
      {},
      { restart: 'always' },
    );
    expect(now).toBeGreaterThanOrEqual(9500);
  });
});

test('a container that is removed meanwhile is waited for no longer', async () => {
  const gone = new EngineError('not-found', 'No such container: id', { status: 404 });
  const removed = (now: number): State => {
    if (now > 1000) throw gone;
    return health('starting');
  };
  await expect(wait(removed)).rejects.toThrow('a container of service web was removed while it was waited for');
  const { lines } = await wait(removed, { required: false, condition: 'service_healthy' });
  expect(lines.at(-1)).toContain('warning: optional dependency "web" failed to start: a container of');
});

describe('when the time is over', () => {
  test('what services wait for is named so', async () => {
    await expect(wait(() => health('starting'), { timeoutSeconds: 2 })).rejects.toThrow(
      'timeout waiting for dependencies',
    );
  });

  test('what is not required is done without', async () => {
    const { lines, now } = await wait(() => health('starting'), {
      condition: 'service_healthy',
      timeoutSeconds: 2,
      required: false,
    });
    expect(now).toBe(2000);
    expect(lines.at(-1)).toBe('warning: optional dependency "web" failed to start: timeout waiting for dependencies');
  });
});

test.each([
  [3, '3s'],
  [90, '1m30s'],
  [3600, '1h0m0s'],
])('gives up after %d seconds', async (timeoutSeconds, text) => {
  await expect(wait(() => health('starting'), { timeoutSeconds, byUser: true })).rejects.toThrow(
    `application not healthy after ${text}`,
  );
});
