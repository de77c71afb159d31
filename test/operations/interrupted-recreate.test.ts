import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import type { Project } from '../../src/model/project.ts';
import { down } from '../../src/operations/down.ts';
import { planUp, up } from '../../src/operations/up.ts';
import { project } from '../support/builders.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

const volumes = [{ type: 'volume', target: '/anonymous' }];
const first = project({ services: { web: { volumes, command: ['first'] }, app: { network_mode: 'service:web' } } });
const second = project({ services: { web: { volumes, command: ['second'] }, app: { network_mode: 'service:web' } } });
const third = project({ services: { web: { volumes, command: ['third'] }, app: { network_mode: 'service:web' } } });

/** The engine after `first` was brought up and an `up` of `second` was killed after so many of its calls. */
async function interruptedAfter(calls: number, [before, after]: readonly [Project, Project] = [first, second]) {
  let left = Number.POSITIVE_INFINITY;
  const engine = fakeEngine({
    onCall: () => {
      left -= 1;
      if (left < 0) throw new EngineError('unreachable', 'gone');
    },
  });
  await up(before, {}, recordedContext(engine));
  const volume = anonymousVolume(engine);
  left = calls;
  const killed = await up(after, {}, recordedContext(engine, { concurrency: 1 })).catch(error => error);
  left = Number.POSITIVE_INFINITY;
  return { engine, volume, finished: !(killed instanceof Error) };
}

function anonymousVolume(engine: FakeEngine): string | undefined {
  return [...engine.containers.values()].find(({ name }) => name === 'app-web-1')?.mounts[0]?.Name;
}

function states(engine: FakeEngine): string[] {
  return [...engine.containers.values()].map(({ name, state, body }) => `${name} ${state} ${body.Cmd ?? ''}`).sort();
}

async function callsOfAll(projects?: readonly [Project, Project]): Promise<number> {
  for (let calls = 1; ; calls += 1) if ((await interruptedAfter(calls, projects)).finished) return calls;
}

describe('an up that was killed while it recreated a container', () => {
  test('is finished by the next one, wherever it was, and no anonymous volume is lost', async () => {
    const total = await callsOfAll();
    expect(total).toBeGreaterThanOrEqual(10);
    for (let calls = 0; calls < total; calls += 1) {
      const { engine, volume } = await interruptedAfter(calls);
      await up(second, {}, recordedContext(engine));
      expect(states(engine), `after ${calls} calls`).toEqual(['app-app-1 running ', 'app-web-1 running second']);
      expect(anonymousVolume(engine), `after ${calls} calls`).toBe(volume);
      expect(await planUp(second, {}, recordedContext(engine))).toEqual([]);
    }
  });

  test.each([
    ['another change', third, {}],
    ['a change that is taken back', first, {}],
    ['force', second, { forceRecreate: true }],
    [
      'another number of containers',
      project({ services: { ...second.services, web: { ...second.services.web, scale: 2 } } }),
      {},
    ],
  ])('is made good by one with %s', async (_name, wanted, options) => {
    const total = await callsOfAll();
    const replicas = wanted.services.web!.scale ?? 1;
    const command = wanted.services.web!.command![0];
    for (let calls = 0; calls < total; calls += 1) {
      const { engine, volume } = await interruptedAfter(calls);
      await up(wanted, options, recordedContext(engine));
      expect(states(engine), `after ${calls} calls`).toEqual([
        'app-app-1 running ',
        ...Array.from({ length: replicas }, (_, index) => `app-web-${index + 1} running ${command}`),
      ]);
      expect(anonymousVolume(engine), `after ${calls} calls`).toBe(volume);
    }
  });

  test.each([0, 1])('is made good by one with fewer containers: %i of two', async scale => {
    const two = (command: string) => project({ services: { web: { volumes, scale: 2, command: [command] } } });
    const projects = [two('first'), two('second')] as const;
    const total = await callsOfAll(projects);
    for (let calls = 0; calls < total; calls += 1) {
      const { engine } = await interruptedAfter(calls, projects);
      await up(project({ services: { web: { volumes, scale, command: ['second'] } } }), {}, recordedContext(engine));
      const left = states(engine);
      expect(left, `after ${calls} calls`).toHaveLength(scale);
      if (scale === 1) expect(left[0], `after ${calls} calls`).toMatch(/^app-web-[12] running second$/);
    }
  });

  test('keeps the container that ran when none may be recreated', async () => {
    const { engine } = await interruptedAfter(1);
    await up(second, { noRecreate: true }, recordedContext(engine));
    expect(states(engine)).toEqual(['app-app-1 running ', 'app-web-1 running first']);
  });

  test('is taken down altogether', async () => {
    const total = await callsOfAll();
    for (let calls = 0; calls < total; calls += 1) {
      const { engine } = await interruptedAfter(calls);
      await down(second, {}, recordedContext(engine));
      expect(states(engine), `after ${calls} calls`).toEqual([]);
    }
  });
});
