import { describe, expect, test } from 'vitest';
import type { WatchStep } from '../../../src/events/event.ts';
import type { DevEvent } from '../../../src/render/dev/reduce.ts';
import { rowOf } from '../../../src/render/dev/row.ts';
import { everything } from '../../../src/render/dev/state.ts';
import { containers, inSync, logged, project, start, stateAfter } from './session.ts';

const watch = (step: WatchStep): DevEvent => ({ type: 'watch', ...step });
const runs = [project('web'), containers('web running')];
const progress = (kind: 'Container' | 'Image', name: string, status: 'Working' | 'Done', text: string): DevEvent => ({
  type: 'progress',
  kind,
  name,
  status,
  text,
});
const syncing = watch({ step: 'syncing', service: 'web', changes: 2 });
const synced = watch({
  step: 'synced',
  service: 'web',
  containers: ['web-1'],
  sent: 1,
  removed: 1,
  milliseconds: 12,
});
const syncFailed = watch({
  step: 'sync-failed',
  service: 'web',
  container: 'web-1',
  message: 'no space left',
  retryMilliseconds: 4_000,
});
const unreadable = watch({
  step: 'unreadable',
  service: 'web',
  files: [{ path: '/src/a', message: 'EACCES: permission denied' }],
});
const rebuilding = watch({ step: 'rebuilding', services: ['web'] });
const failed = watch({ step: 'failed', services: ['web'], message: 'failed to solve: exit code: 1' });
const line = (line: string): DevEvent => ({ type: 'build', image: 'shop-web', service: 'web', line });

describe('a service is told of as', () => {
  test.each<[events: DevEvent[], row: string]>([
    [[project('web')], 'idle not there: '],
    [runs, 'good running: '],
    [[...runs, inSync('web')], 'good running: in sync'],
    [[project('web'), containers('web running starting')], 'working starting: '],
    [[project('web'), containers('web running healthy')], 'good healthy: '],
    [[project('web'), containers('web running unhealthy'), inSync('web')], 'bad unhealthy: '],
    [[project('web'), containers('web running', 'web-2 running')], 'good 2/2 running: '],
    [[project('web'), containers('web running', 'web-2 exited 1', 'web-3 running')], 'bad 1/3 exited (1): '],
    [[project('web'), containers('web exited 0')], 'idle exited (0): '],
    [[project('web'), logged('web', 'bye\npanic\n'), containers('web exited 3')], 'bad exited (3): panic'],
    // What was in sync when it ran says nothing about it now.
    [[...runs, inSync('web'), containers('web exited 0')], 'idle exited (0): '],
    [[...runs, watch({ step: 'comparing', service: 'web', container: 'web-1' })], 'working running: comparing files'],
    [[...runs, inSync('web'), syncing], 'working running: syncing 2 changes'],
    // Sent to one, perhaps, and not to the other.
    [[...runs, inSync('web'), syncing, synced], 'working running: syncing 2 changes'],
    [[...runs, syncing, synced, inSync('web')], 'good running: in sync · 1 file and 1 removed in 12 ms'],
    [[...runs, inSync('web'), syncing, syncFailed], 'bad running: not in sync'],
    [[...runs, syncFailed, syncing, synced, inSync('web')], 'good running: in sync · 1 file and 1 removed in 12 ms'],
    [[...runs, inSync('web'), syncing, synced, unreadable], 'bad running: not in sync'],
    [[...runs, unreadable, syncing, synced], 'bad running: not in sync'],
    [[...runs, unreadable, inSync('web')], 'good running: in sync'],
    [[...runs, rebuilding], 'working running: building 0 s '],
    [[...runs, rebuilding, line('#7 [2/5] RUN make')], 'working running: building 0 s 2/5 RUN make'],
    [[...runs, inSync('web'), rebuilding, failed], 'bad running: build failed; runs as it was'],
    [[...runs, rebuilding, failed, rebuilding], 'working running: building 0 s '],
    [[...runs, inSync('web'), rebuilding, watch({ step: 'rebuilt', services: ['web'] })], 'good running: in sync'],
    [[...runs, inSync('web'), failed], 'bad running: failed'],
    [[...runs, inSync('web'), failed, watch({ step: 'restarted', services: ['web'] })], 'good running: in sync'],
    // A good transfer makes no bad build good.
    [[...runs, rebuilding, failed, syncing, synced, inSync('web')], 'bad running: build failed; runs as it was'],
    [[...runs, progress('Container', 'shop-web-1', 'Working', 'Recreating')], 'working running: recreating'],
    [[...runs, progress('Container', 'shop-web-12', 'Working', 'Creating')], 'working running: creating'],
    [[...runs, progress('Container', 'shop-web-api-1', 'Working', 'Creating')], 'good running: '],
    [
      [
        ...runs,
        progress('Container', 'shop-web-1', 'Working', 'Starting'),
        progress('Container', 'shop-web-1', 'Done', 'Started'),
      ],
      'good running: ',
    ],
    [[...runs, progress('Image', 'shop-web', 'Working', 'Pulling')], 'working running: pulling'],
  ])('%#', (events, expected) => {
    const state = stateAfter(...events);
    const lastLine = state.logs.web?.findLast(({ kind }) => kind === 'log')?.text;
    const { mood, state: word, detail } = rowOf(state.services[0]!, lastLine, start);
    expect(`${mood} ${word}: ${detail}`).toBe(expected);
  });
});

describe('trouble', () => {
  test('of a transfer has the time of the next attempt', () => {
    const { sync } = stateAfter(...runs, syncFailed).services[0]!.troubles;
    expect(sync).toEqual({
      title: 'web-1 is not in sync',
      lines: ['no space left'],
      diagnostics: [],
      retryAt: start + 4_000,
    });
  });

  test('of a file that cannot be read says which, and why', () => {
    const { sync } = stateAfter(...runs, unreadable).services[0]!.troubles;
    expect(sync).toEqual({
      title: 'not in sync',
      lines: ["/src/a can't be read: EACCES: permission denied; it is sent once it can"],
      diagnostics: [],
    });
  });

  test('of a build has what the failed step has written, of either builder', () => {
    const kit = ['#4 [1/2] FROM busybox', '#5 [2/2] RUN make', '#4 DONE 0.1s', '#5 0.212 no rule', '#5 ERROR: code 2'];
    const classic = ['Step 1/2 : FROM busybox', ' ---> 0123', 'Step 2/2 : RUN make', 'no rule'];
    const linesOf = (lines: readonly string[]) =>
      stateAfter(...runs, rebuilding, ...lines.map(line), failed).services[0]!.troubles.build?.lines;
    expect(linesOf(kit)).toEqual(['[2/2] RUN make', 'no rule', 'failed to solve: exit code: 1']);
    expect(linesOf(classic)).toEqual(['Step 2/2 : RUN make', 'no rule', 'failed to solve: exit code: 1']);
    // A step beside it is given up for its sake.
    const given = ['#6 [other 1/1] RUN sleep', '#6 ERROR: context canceled', '#6 ERROR: process "sleep" was canceled'];
    expect(linesOf([...kit, ...given])).toEqual(['[2/2] RUN make', 'no rule', 'failed to solve: exit code: 1']);
  });

  test('of a build that no step of has failed has the reason alone', () => {
    const lines = ['#1 [internal] load remote build context', '#1 DONE 0.1s', '#2 copy /context /', '#2 DONE 0.1s'];
    const { build } = stateAfter(...runs, rebuilding, ...lines.map(line), failed).services[0]!.troubles;
    expect(build?.lines).toEqual(['failed to solve: exit code: 1']);
  });

  test("of the project's files stays until they are good", () => {
    const wrong = watch({ step: 'failed', services: [], message: 'bad yaml' });
    expect(stateAfter(...runs, wrong).trouble?.lines).toEqual(['bad yaml']);
    expect(stateAfter(...runs, wrong, watch({ step: 'adopted' })).trouble).toBeUndefined();
    expect(stateAfter(...runs, wrong, watch({ step: 'replanned', plan: 'web recreate\n' })).trouble).toBeUndefined();
  });
});

describe('logs', () => {
  const texts = (state: ReturnType<typeof stateAfter>, key: string) => (state.logs[key] ?? []).map(({ text }) => text);

  test('are kept of each service and of all, and what is told of the project is in each', () => {
    const plan = watch({ step: 'replanned', plan: 'web  recreate\n1 change\n' });
    const state = stateAfter(project('api', 'web'), logged('api', 'a\n'), logged('web', 'b\n'), plan);
    const told = ["The project's files have changed, which takes:", 'web  recreate', '1 change'];
    expect(texts(state, everything)).toEqual(['a', 'b', ...told]);
    expect(texts(state, 'web')).toEqual(['b', ...told]);
  });

  test('do not grow without end, and a loud service does not take the place of a quiet one', () => {
    const loud = Array.from({ length: 50_000 }, (_, index) => `${index}\n`).join('');
    const state = stateAfter(project('api', 'web'), logged('web', 'quiet\n'), logged('api', loud));
    expect(texts(state, everything)).toHaveLength(300);
    expect(texts(state, everything).at(-1)).toBe('49999');
    expect(texts(state, 'web')).toEqual(['quiet']);
  });

  test('move no cursor, whatever containers write', () => {
    expect(texts(stateAfter(project('web'), logged('web', '\x1b[2J\x1b[Hhome\tand\rover\n')), 'web')).toEqual(['over']);
  });

  test('of a service that the project has no more are those of all', () => {
    const chosen = stateAfter(project('api', 'web'), { type: 'choose', service: 'web' });
    expect(chosen.chosen).toBe('web');
    expect(
      stateAfter(project('api', 'web'), { type: 'choose', service: 'web' }, project('api')).chosen,
    ).toBeUndefined();
  });
});
