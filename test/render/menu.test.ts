import { describe, expect, test } from 'vitest';
import { createMenuBoard, type MenuBoard } from '../../src/render/menu.ts';
import { createTerminal, type Terminal } from '../support/terminal.ts';

interface Setting {
  readonly terminal: Terminal;
  readonly menu: MenuBoard;
  /** What was to come soon comes now. */
  readonly turn: () => void;
}

function setting(columns = 40, rows = 10): Setting {
  const terminal = createTerminal(columns, rows);
  const due: (() => void)[] = [];
  const menu = createMenuBoard({
    screen: { ...terminal, color: false },
    later: callback => due.push(callback),
  });
  return {
    terminal,
    menu,
    turn: () => {
      for (const callback of due.splice(0)) callback();
    },
  };
}

const items = [
  { key: 'w', label: 'Enable Watch' },
  { key: 'd', label: 'Detach' },
];
const line = 'w Enable Watch   d Detach';

describe('the menu', () => {
  test('stands below what is written, line by line', () => {
    const { terminal, menu, turn } = setting();
    menu.show(items);
    for (const text of ['one\n', 'two\nthree\n']) {
      menu.above(text);
      turn();
    }
    expect(terminal.lines()).toEqual(['one', 'two', 'three', line, '']);
    expect(terminal.cursorIsShown()).toBe(true);
  });

  test('is drawn once for all that is written in a turn', () => {
    const { terminal, menu, turn } = setting();
    menu.show(items);
    for (let index = 0; index < 100; index += 1) menu.above(`${index}\n`);
    turn();
    expect(terminal.writes).toHaveLength(2);
    expect(terminal.lines().slice(-3)).toEqual(['99', line, '']);
  });

  test('keeps lines whole that are longer than the terminal is wide', () => {
    const { terminal, menu, turn } = setting(30, 6);
    menu.show(items);
    for (const text of [`${'a'.repeat(70)}\n`, `${'b'.repeat(30)}\n`, 'c\n']) {
      menu.above(text);
      turn();
    }
    expect(terminal.lines().join('')).toContain('a'.repeat(70) + 'b'.repeat(30));
    expect(terminal.screen().slice(-3)).toEqual(['c', line, '']);
  });

  test('has all lines above it stay when the terminal gets another size', () => {
    const { terminal, menu, turn } = setting();
    menu.show(items);
    menu.above('before\n');
    turn();
    for (const columns of [12, 60]) {
      terminal.resize(columns, 10);
      menu.show(items);
      menu.above(`${columns}\n`);
      turn();
    }
    expect(terminal.lines()).toEqual(['before', '12', '60', line, '']);
  });

  test('changes its words in its place, and leaves nothing behind', () => {
    const { terminal, menu, turn } = setting();
    menu.show(items);
    menu.above('one\n');
    turn();
    menu.show([{ key: 'w', label: 'Disable Watch' }]);
    expect(terminal.lines()).toEqual(['one', 'w Disable Watch', '']);
    menu.above('two\n');
    menu.hide();
    turn();
    expect(terminal.lines()).toEqual(['one', 'two', '']);
    expect(terminal.cursorIsShown()).toBe(true);
  });

  test('gives its place to what is written where there is next to none', () => {
    const { terminal, menu, turn } = setting(40, 2);
    menu.show(items);
    menu.above('one\ntwo\n');
    turn();
    expect(terminal.lines()).toEqual(['one', 'two', '']);
  });
});
