import { describe, expect, test } from 'vitest';
import type { ContainerInspect } from '../../src/engine/api.ts';
import { waitFor } from '../../src/execute/wait.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

type WaitFor = Extract<Operation, { type: 'wait-for' }>;
type State = Partial<ContainerInspect['State']>;

/** Waits for one container whose state is a function of the time since the wait began. */
async function wait(stateAt: (milliseconds: number) => State, more: Partial<WaitFor> = {}) {
  let now = 0;
  const engine = fakeEngine();
  engine.inspectContainer = async id => ({
    Id: id,
    Name: '/app-web-1',
    Created: '',
    Image: '',
    State: { Status: 'running', Running: true, ExitCode: 0, StartedAt: '1', ...stateAt(now) },
    Config: { Labels: {}, Image: '' },
    HostConfig: {},
    Mounts: [],
    NetworkSettings: { Networks: {} },
  });
  const context = recordedContext(engine);
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
    project: project(),
    concurrency: 1,
    composeVersion: '5',
    created: new Map(),
    watch: { changed: () => new Promise(() => {}) },
    clock: {
      now: () => now,
      sleep: async milliseconds => {
        now += milliseconds;
      },
    },
  });
  return { lines: context.lines, now };
}

const exited = (ExitCode: number): State => ({ Status: 'exited', Running: false, ExitCode });
const health = (Status: 'starting' | 'healthy' | 'unhealthy'): State => ({ Health: { Status, FailingStreak: 0 } });

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

describe('a job', () => {
  const condition = 'service_completed_successfully';

  test('is done when it has ended with 0', async () => {
    const { lines } = await wait(now => (now < 3000 ? {} : exited(0)), { condition });
    expect(lines.at(-1)).toBe('Container app-web-1 Exited');
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

test.each([
  [3, '3s'],
  [90, '1m30s'],
  [3600, '1h0m0s'],
])('gives up after %d seconds', async (timeoutSeconds, text) => {
  await expect(wait(() => health('starting'), { timeoutSeconds })).rejects.toThrow(
    `application not healthy after ${text}`,
  );
});
