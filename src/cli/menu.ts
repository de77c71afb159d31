import { createMenuBoard, type MenuBoard, type MenuItem } from '../render/menu.ts';
import type { Screen as DrawnScreen } from '../render/screen.ts';
import { useColor } from './color.ts';
import type { Output, Screen } from './output.ts';
import type { ProjectCall } from './project.ts';

/** A key of the menu. */
export interface Shortcut {
  readonly key: string;
  /** What it does, which may be something else each time. Empty: the menu doesn't show it. */
  readonly label: () => string;
  readonly press: () => void;
}

export interface Menu {
  /** The world's, with the menu below whatever is written to a terminal. */
  readonly output: Output;
  /** Shows the menu and takes the keys. */
  readonly open: (shortcuts: readonly Shortcut[], interrupt: () => void) => void;
  /** To be called when a label has changed. */
  readonly refresh: () => void;
  readonly close: () => void;
}

const interruptKey = '\x03';
const stopKey = '\x1a';
const lineKey = '\r';

/** Standard output for whoever draws on it. */
export function outputScreen({ globals, world: { output, env } }: ProjectCall): DrawnScreen {
  const { stdout } = output;
  return {
    write: text => {
      stdout.write(text);
      output.flush();
    },
    columns: () => stdout.columns ?? 80,
    rows: () => stdout.rows ?? 24,
    color: useColor(stdout, globals.ansi, env),
  };
}

/** Keys for a command that stays, with what `board` makes of them. Default: a line at the foot of the terminal. */
export function createMenu(
  call: ProjectCall,
  board: MenuBoard = createMenuBoard({ screen: outputScreen(call), later: setImmediate }),
): Menu {
  const { world } = call;
  const { output, keyboard } = world;
  const { stdout } = output;
  let shortcuts: readonly Shortcut[] = [];
  let leave: (() => void) | undefined;
  let stopResizing = () => {};

  const items = (): MenuItem[] =>
    shortcuts.map(({ key, label }) => ({ key, label: label() })).filter(({ label }) => label !== '');
  const refresh = () => {
    if (leave) board.show(items());
  };
  const close = () => {
    if (!leave) return;
    board.hide();
    stopResizing();
    leave();
    leave = undefined;
  };
  // What is pasted has other characters, too, and is none of our business.
  const isKey = (key: string) => key === stopKey || key === lineKey || shortcuts.some(shortcut => shortcut.key === key);
  const press = (key: string) => {
    if (key === stopKey) keyboard.stop();
    else if (key === lineKey) board.above('\n');
    else if (leave) shortcuts.find(shortcut => shortcut.key === key)?.press();
  };
  const type = (keys: string, interrupt: () => void) => {
    if (keys.includes(interruptKey)) {
      // From now on Ctrl-C is a signal.
      close();
      interrupt();
    } else if ([...keys].every(isKey)) for (const key of keys) press(key);
  };
  return {
    output: {
      stdout: above(stdout, () => leave !== undefined, board.above),
      stderr: above(output.stderr, () => leave !== undefined, board.above),
      flush: () => {
        board.flush();
        output.flush();
      },
    },
    open(chosen, interrupt) {
      shortcuts = chosen;
      leave = keyboard.open({
        typed: keys => type(keys, interrupt),
        stopped: board.hide,
        goingOn: refresh,
      });
      stopResizing = world.streams.onResize(refresh);
      refresh();
    },
    refresh,
    close,
  };
}

function above(screen: Screen, isOpen: () => boolean, write: (text: string) => void): Screen {
  return {
    write: piece =>
      isOpen() && screen.isTTY ? write(Buffer.from(piece as Uint8Array).toString()) : screen.write(piece),
    get isTTY() {
      return screen.isTTY;
    },
    get columns() {
      return screen.columns;
    },
    get rows() {
      return screen.rows;
    },
  };
}
