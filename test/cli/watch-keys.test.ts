import { describe, expect, test } from 'vitest';
import { browserCommand } from '../../src/cli/browser.ts';
import { watchKeys } from '../../src/cli/watch-keys.ts';
import type { Context } from '../../src/operations/context.ts';
import { type DevEvent, reduce } from '../../src/render/dev/reduce.ts';
import { everything, noService } from '../../src/render/dev/state.ts';
import { container, project as shown } from '../render/dev/session.ts';
import { project } from '../support/builders.ts';

/** The keys of a project of which `api` and `web` are built, and `web` has a port. */
function setting(restarting: Promise<void> = Promise.resolve()) {
  const done: string[] = [];
  let state = noService;
  const emit = (event: DevEvent) => {
    state = reduce(state, event, 0);
  };
  emit(shown('api', 'db', 'web'));
  emit({
    type: 'containers',
    containers: [container('api running'), container('web running', ['http://localhost:8080'])],
  });
  const shortcuts = watchKeys({
    board: { emit, state: () => state },
    watching: { rebuild: services => done.push(`rebuild ${services.join()}`) },
    context: { signal: new AbortController().signal } as Context,
    world: { env: {} },
    project: () =>
      project({ services: { api: { build: { context: '.' } }, db: {}, web: { build: { context: '.' } } } }),
    refresh: () => done.push('refresh'),
    quit: () => done.push('quit'),
    restart: async (_, services) => {
      done.push(`restart ${services.join()}`);
      await restarting;
    },
  });
  return {
    done,
    press: (keys: string) => {
      for (const key of keys) shortcuts.find(shortcut => shortcut.key === key)?.press();
    },
    chosen: () => state.chosen,
    said: () => state.logs[everything]?.map(({ text }) => text),
    state: () => state,
    menu: () => shortcuts.flatMap(({ key, label }) => (label() === '' ? [] : [`${key} ${label()}`])).join(', '),
  };
}

describe('the keys of a session of development', () => {
  test.each([
    ['', undefined],
    ['1', 'api'],
    ['3', 'web'],
    ['33', undefined],
    ['9', undefined],
    ['l', 'api'],
    ['ll', 'db'],
    ['llll', undefined],
    ['30', undefined],
  ])('%j chooses %s', (keys, service) => {
    const { press, chosen } = setting();
    press(keys);
    expect(chosen()).toBe(service);
  });

  test.each([
    ['r', 'restart api,db,web'],
    ['3r', 'restart web'],
    ['b', 'rebuild api,web'],
    ['1b', 'rebuild api'],
    ['q', 'quit'],
  ])('%j does: %s', (keys, expected) => {
    const { press, done } = setting();
    press(keys);
    expect(done.filter(call => call !== 'refresh')).toEqual([expected]);
  });

  test.each([
    ['o', 'web: http://localhost:8080'],
    ['2o', 'db has no published port.'],
    ['2b', 'db is not built here.'],
  ])('%j says: %s', (keys, text) => {
    const { press, said } = setting();
    press(keys);
    expect(said()).toEqual([text]);
  });

  test('say what they would do', () => {
    const { press, menu } = setting();
    expect(menu()).toBe('q Quit, r Restart all, b Rebuild all, o Open, l Next logs');
    press('3');
    expect(menu()).toBe('q Quit, r Restart web, b Rebuild web, o Open, l Next logs, 0 All logs');
  });

  test('restart once at a time, and tell of a restart that fails', async () => {
    let fail: (error: Error) => void = () => {};
    const { press, done, state } = setting(
      new Promise((_, reject) => {
        fail = reject;
      }),
    );
    press('rr3r');
    expect(done.filter(call => call !== 'refresh')).toEqual(['restart api,db,web']);
    fail(new Error('no such container'));
    await new Promise(resolve => setImmediate(resolve));
    expect(state().services.map(({ troubles }) => troubles.other?.lines)).toEqual(Array(3).fill(['no such container']));
  });
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['firefox', ['firefox', 'http://x:1']],
  ['open -a Safari', ['open', '-a', 'Safari', 'http://x:1']],
  ['browse --url=%s --new:lynx', ['browse', '--url=http://x:1', '--new']],
])('BROWSER=%s', (browser, expected) => {
  expect(browserCommand(browser, 'http://x:1')).toEqual(expected);
});
