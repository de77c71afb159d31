import { expect, test } from 'vitest';
import { createDevBoard } from '../../../src/render/dev/board.ts';
import { createTerminal } from '../../support/terminal.ts';
import { containers, inSync, logged, project, start } from './session.ts';

const keys = [{ key: 'q', label: 'Quit' }];

/** A board on a terminal, with a clock that stands still unless it is told to go on. */
function setting(columns = 40, rows = 10) {
  const terminal = createTerminal(columns, rows);
  let now = start;
  let due: { at: number; run: () => void }[] = [];
  const board = createDevBoard({
    screen: { ...terminal, color: false },
    cwd: '/',
    now: () => now,
    schedule: (milliseconds, run) => {
      const timer = { at: now + milliseconds, run };
      due.push(timer);
      return () => {
        due = due.filter(other => other !== timer);
      };
    },
  });
  const pass = (milliseconds: number) => {
    now += milliseconds;
    const ready = due.filter(({ at }) => at <= now);
    due = due.filter(({ at }) => at > now);
    for (const { run } of ready) run();
  };
  for (const event of [project('web'), containers('web running'), inSync('web')]) board.emit(event);
  return { terminal, board, pass, isWaiting: () => due.length > 0 };
}

const header = 'shop · not watching · 1/1 services run';
const row = ' 1 ✔ web  running  in sync';
const ruler = '── logs of all services ───────────────';

test('it must be seen from when its keys are shown, with all that was told before', () => {
  const { terminal, board, pass } = setting();
  pass(1_000);
  expect(terminal.writes).toEqual([]);
  board.show(keys);
  expect(terminal.screen()).toEqual([header, row, ruler, '', '', '', '', '', 'q Quit', '']);
});

test('only lines that have changed must be written, and many events must make one picture', () => {
  const { terminal, board, pass, isWaiting } = setting();
  board.show(keys);
  for (let index = 0; index < 1_000; index++) board.emit(logged('web', `line ${index}\n`));
  pass(40);
  expect(terminal.writes).toHaveLength(2);
  expect(terminal.screen().slice(3, 9)).toEqual(
    [995, 996, 997, 998, 999].map(index => `web-1 | line ${index}`).concat('q Quit'),
  );
  expect(terminal.writes[1]).not.toContain('in sync');
  expect(isWaiting()).toBe(false);
  board.emit(containers('web running'));
  pass(40);
  expect(terminal.writes).toHaveLength(2);
});

test('seconds must go on by themselves while they are shown, and no longer', () => {
  const { terminal, board, pass, isWaiting } = setting();
  board.show(keys);
  board.emit({
    type: 'watch',
    step: 'sync-failed',
    service: 'web',
    container: 'web-1',
    message: 'gone',
    retryMilliseconds: 3_000,
  });
  pass(40);
  expect(terminal.screen()[2]).toBe('✖ web: web-1 is not in sync; tried aga…');
  terminal.resize(80, 10);
  board.show(keys);
  expect(terminal.screen()[2]).toContain('tried again in 3 s');
  pass(1_000);
  expect(terminal.screen()[2]).toContain('tried again in 2 s');
  board.emit(inSync('web'));
  pass(40);
  expect(isWaiting()).toBe(false);
});

test('it must fill a terminal that got another size', () => {
  const { terminal, board } = setting(60, 12);
  board.show(keys);
  for (const [columns, rows] of [
    [30, 8],
    [70, 20],
  ] as const) {
    terminal.resize(columns, rows);
    board.show(keys);
    expect(terminal.screen()).toHaveLength(rows);
    expect(terminal.screen()[0]).toBe(columns === 30 ? 'shop · not watching · 1/1 se…' : header);
    expect(terminal.screen().slice(-2)).toEqual(['q Quit', '']);
  }
});

test('what it leaves behind must be what it has shown, without the keys, and the cursor below', () => {
  const { terminal, board, pass, isWaiting } = setting();
  board.show(keys);
  board.emit(logged('web', 'last words\n'));
  board.hide();
  const left = [header, row, ruler, 'web-1 | last words', ''];
  expect(terminal.lines()).toEqual(left);
  expect(terminal.cursorIsShown()).toBe(true);
  board.emit(logged('web', 'unseen\n'));
  board.hide();
  pass(1_000);
  expect(isWaiting()).toBe(false);
  terminal.write('$ fg\n');
  board.show(keys);
  expect(terminal.lines().slice(0, 6)).toEqual([...left.slice(0, -1), '$ fg', header]);
  expect(terminal.screen().slice(-2)).toEqual(['q Quit', '']);
});
