import { describe, expect, test } from 'vitest';
import { globalFlags, readGlobals } from '../../src/cli/globals.ts';
import type { KeyListener } from '../../src/cli/keyboard.ts';
import { createMenu, type Menu, type Shortcut } from '../../src/cli/menu.ts';
import { createOutput } from '../../src/cli/output.ts';
import { parseFlags } from '../../src/cli/parse.ts';
import { keysOf, type WatchSwitch } from '../../src/cli/up-attached.ts';
import { createTerminal, type Terminal } from '../support/terminal.ts';
import { testWorld } from './world.ts';

interface Setting {
  readonly terminal: Terminal;
  readonly menu: ReturnType<typeof createMenu>;
  readonly keys: KeyListener;
  /** What was done, in order. */
  readonly done: string[];
}

/** A menu on a terminal, opened, with one key. */
function setting(): Setting {
  const terminal = createTerminal(40, 10);
  const done: string[] = [];
  let keys: KeyListener | undefined;
  const output = createOutput({
    isTTY: () => true,
    size: () => ({ columns: terminal.columns(), rows: terminal.rows() }),
    write: (_, bytes) => terminal.write(bytes.toString()),
    later: () => {},
  });
  const keyboard = {
    isOurs: true,
    open: (listener: KeyListener) => {
      keys = listener;
      return () => done.push('left');
    },
    stop: () => done.push('stopped'),
  };
  const { world } = testWorld({ output, keyboard });
  const { options, given } = parseFlags([], globalFlags, { stopAtPositional: true });
  const menu = createMenu({ globals: readGlobals(options, given, {}), world });
  menu.open([{ key: 'd', label: () => 'Detach', press: () => done.push('d') }], () => done.push('interrupted'));
  return { terminal, menu, keys: keys!, done };
}

test('keys do what the menu says, and what is pasted does nothing', () => {
  const { keys, done } = setting();
  for (const typed of ['d', 'password', 'D', '\x1b[D', '\x1a', '\rd']) keys.typed(typed);
  expect(done).toEqual(['d', 'stopped', 'd']);
});

test('both streams come above it, and Enter gives an empty line', () => {
  const { terminal, menu, keys } = setting();
  menu.output.stdout.write('out\n');
  menu.output.stderr.write('err\n');
  keys.typed('\r');
  menu.output.flush();
  expect(terminal.lines()).toEqual(['out', 'err', '', 'd Detach', '']);
});

test('Ctrl-C takes it away before anything is stopped', () => {
  const { terminal, menu, keys, done } = setting();
  menu.output.stdout.write('out\n');
  keys.typed('x\x03');
  expect(done).toEqual(['left', 'interrupted']);
  menu.output.stdout.write('later\n');
  menu.output.flush();
  expect(terminal.lines()).toEqual(['out', 'later', '']);
  menu.close();
  expect(done).toHaveLength(2);
});

test('it is away while the shell has the terminal', () => {
  const { terminal, menu, keys } = setting();
  menu.output.stdout.write('out\n');
  keys.stopped();
  expect(terminal.lines()).toEqual(['out', '']);
  terminal.write('$ fg\n');
  keys.goingOn();
  expect(terminal.lines()).toEqual(['out', '$ fg', 'd Detach', '']);
});

describe('the keys of an attached up', () => {
  /** What a menu is handed, without the terminal. */
  function pressing(watch?: WatchSwitch) {
    const shown: string[] = [];
    let shortcuts: readonly Shortcut[] = [];
    let pressCtrlC = (): void => {};
    const show = () => shown.push(shortcuts.map(({ key, label }) => `${key} ${label()}`).join(', '));
    const menu: Menu = {
      output: testWorld().world.output,
      open: (chosen, interrupt) => {
        shortcuts = chosen;
        pressCtrlC = interrupt;
        show();
      },
      refresh: show,
      close: () => shown.push('closed'),
    };
    const kill = new AbortController();
    const keys = keysOf(menu, { interrupt: () => shown.push('interrupted'), kill: kill.signal }, watch);
    keys.open();
    const press = (key: string) => shortcuts.find(shortcut => shortcut.key === key)?.press();
    return { shown, keys, kill, press, pressCtrlC };
  }

  test('w is there where something can be watched, and says what it would do', async () => {
    let isOn = false;
    const turn = async () => {
      isOn = !isOn;
    };
    const { shown, press } = pressing({ isOn: () => isOn, turn, ended: () => {} });
    press('w');
    press('w');
    await new Promise(resolve => setImmediate(resolve));
    press('w');
    await new Promise(resolve => setImmediate(resolve));
    expect(shown).toEqual(['w Enable Watch, d Detach', 'w Disable Watch, d Detach', 'w Enable Watch, d Detach']);
    expect(pressing().shown).toEqual(['d Detach']);
  });

  test('Ctrl-C ends watching, too, and says so', () => {
    const told: string[] = [];
    const isOn = [true, false];
    const watch = { isOn: () => isOn.shift()!, turn: async () => {}, ended: () => told.push('off') };
    const { keys, pressCtrlC } = pressing(watch);
    pressCtrlC();
    isOn.splice(0, isOn.length, true, false);
    expect([keys.exitCode(130), keys.exitCode(130)]).toEqual([0, 0]);
    expect(told).toEqual(['off']);
  });

  test('d detaches', () => {
    const { shown, keys, press } = pressing();
    press('d');
    expect(keys.detach.aborted).toBe(true);
    expect(shown).toEqual(['d Detach', 'closed']);
  });

  test('Ctrl-C is no failure, unless it takes a second one', () => {
    const { keys, kill, pressCtrlC } = pressing();
    expect(keys.exitCode(130)).toBe(130);
    pressCtrlC();
    expect([0, 4, 130].map(keys.exitCode)).toEqual([0, 4, 0]);
    kill.abort();
    expect(keys.exitCode(130)).toBe(130);
  });
});
