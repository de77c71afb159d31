import { Chalk } from 'chalk';
import { createPainter, type Screen } from './screen.ts';

/** A key, and what it does now: `d`, `Detach`. */
export interface MenuItem {
  readonly key: string;
  readonly label: string;
}

/** The line below everything that is written, with the keys that can be pressed. */
export interface MenuBoard {
  /** What is written comes above the menu; it ends with a line break. */
  readonly above: (text: string) => void;
  readonly show: (items: readonly MenuItem[]) => void;
  /** Takes the menu away, once what was written has been shown. */
  readonly hide: () => void;
  /** Shows now what would be shown soon. */
  readonly flush: () => void;
}

export interface MenuOptions {
  readonly screen: Screen;
  /** Calls back soon, once what is running has ended. */
  readonly later: (callback: () => void) => void;
}

const enough = 32 * 1024;

export function createMenuBoard({ screen, later }: MenuOptions): MenuBoard {
  const painter = createPainter(screen);
  let items: readonly MenuItem[] = [];
  let pending = '';
  let isScheduled = false;

  const repaint = () => {
    const line = screen.rows() > 2 ? menuLine(items, { columns: screen.columns(), color: screen.color }) : '';
    painter.paint(pending, line === '' ? [] : [line]);
    pending = '';
  };
  return {
    above(text) {
      pending += text;
      if (pending.length >= enough) return repaint();
      if (isScheduled) return;
      isScheduled = true;
      later(() => {
        isScheduled = false;
        if (pending !== '') repaint();
      });
    },
    show(shown) {
      items = shown;
      repaint();
    },
    hide() {
      items = [];
      repaint();
      painter.leave();
    },
    flush() {
      if (pending !== '') repaint();
    },
  };
}

/** `w Enable Watch   d Detach`, as much of it as there is place for: a full line would wrap. */
export function menuLine(
  items: readonly MenuItem[],
  { columns, color }: { readonly columns: number; readonly color: boolean },
): string {
  const { bold, dim } = new Chalk({ level: color ? 1 : 0 });
  const pieces: string[] = [];
  let place = columns - 1;
  for (const { key, label } of items) {
    place -= key.length + 1 + label.length;
    if (place < 0) break;
    pieces.push(`${bold.inverse(key)} ${dim(label)}`);
    place -= gap.length;
  }
  return pieces.join(gap);
}

const gap = '   ';
