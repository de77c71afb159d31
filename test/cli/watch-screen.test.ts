import { expect, test } from 'vitest';
import { globalFlags, readGlobals } from '../../src/cli/globals.ts';
import { createOutput } from '../../src/cli/output.ts';
import { parseFlags } from '../../src/cli/parse.ts';
import type { WatchDisplay, WatchSession } from '../../src/cli/watch-display.ts';
import { openWatchScreen } from '../../src/cli/watch-screen.ts';
import { project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { createTerminal } from '../support/terminal.ts';
import { testWorld } from './world.ts';

/** The screen of a session that has begun, on a terminal whose user has yet to answer. */
async function setting() {
  const terminal = createTerminal(60, 10);
  const keyboard: string[] = [];
  const signals: string[] = [];
  const stop = new AbortController();
  let answer: (text: string) => void = () => {};
  let type: (keys: string) => void = () => {};
  const { world } = testWorld({
    output: createOutput({
      isTTY: () => true,
      size: () => ({ columns: terminal.columns(), rows: terminal.rows() }),
      write: (_, bytes) => terminal.write(bytes.toString()),
      later: () => {},
    }),
    keyboard: {
      isOurs: true,
      open: ({ typed }) => {
        keyboard.push('taken');
        type = typed;
        return () => keyboard.push('given back');
      },
      stop: () => {},
    },
    ask: () =>
      new Promise(resolve => {
        answer = resolve;
      }),
  });
  const { options, given } = parseFlags([], globalFlags, { stopAtPositional: true });
  const call = { globals: readGlobals(options, given, {}), world, options: { quiet: false } };
  const making = { end: () => {}, emit: () => {} } as unknown as WatchDisplay;
  const display = await openWatchScreen(call, project({ services: { web: {} } }), making);
  await display.made({
    watching: { rebuild: () => {} },
    context: { engine: fakeEngine(), emit: display.emit, signal: stop.signal, confirm: async () => true },
    interrupts: {
      stop: stop.signal,
      kill: stop.signal,
      close: () => {},
      interrupt: () => {
        signals.push('interrupted');
        stop.abort();
      },
    },
  } as unknown as WatchSession);
  return {
    terminal,
    keyboard,
    signals,
    display,
    answer: (text: string) => answer(text),
    type: (keys: string) => type(keys),
  };
}

const log = {
  type: 'log',
  service: 'web',
  container: 'web-1',
  stream: 'stdout',
  data: Buffer.from('hello\n'),
} as const;

test('a question must have the terminal to itself until it is answered', async () => {
  const { terminal, keyboard, display, answer } = await setting();
  expect(terminal.screen()[0]).toContain('app · not watching');
  const asked = display.world.ask('Recreate?');
  expect(keyboard).toEqual(['taken', 'given back']);
  const before = terminal.writes.length;
  display.emit(log);
  await new Promise(resolve => setTimeout(resolve, 60));
  expect(terminal.writes).toHaveLength(before);
  answer('y');
  expect(await asked).toBe('y');
  expect(keyboard).toEqual(['taken', 'given back', 'taken']);
  expect(terminal.screen()).toContain('web-1 | hello');
  display.close();
});

test.each([
  ['q', 0],
  ['\x03', 130],
])('%j must give the terminal back and end with %i', async (key, exitCode) => {
  const { terminal, keyboard, signals, display, type } = await setting();
  type(key);
  expect(keyboard).toEqual(['taken', 'given back']);
  expect(signals).toEqual(['interrupted']);
  expect(display.exitCode()).toBe(exitCode);
  display.close();
  display.world.output.flush();
  expect(
    terminal
      .lines()
      .filter(line => line !== '')
      .at(-1),
  ).toBe('Nothing is watched any more; the containers run on.');
  expect(terminal.lines().join()).not.toContain('q Quit');
});
