import type { MenuBoard, MenuItem } from '../menu.ts';
import { createPainter, type Screen } from '../screen.ts';
import { drawDev } from './draw.ts';
import { type DevEvent, reduce } from './reduce.ts';
import { type DevState, noService } from './state.ts';

export interface DevBoardOptions {
  readonly screen: Screen;
  /** Files below this folder are named from here. */
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs something after some milliseconds, unless the function that it returns is called before. */
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
}

/** The screen of a session of development, from when its keys are shown until they are hidden. */
export interface DevBoard extends MenuBoard {
  readonly emit: (event: DevEvent) => void;
  readonly state: () => DevState;
}

/** Between two pictures, so that what comes by the thousand costs little. */
const pauseMilliseconds = 40;

export function createDevBoard({ screen, cwd, now, schedule }: DevBoardOptions): DevBoard {
  const painter = createPainter(screen);
  let state = noService;
  let keys: readonly MenuItem[] | undefined;
  let lastPicture = 0;
  let cancel: (() => void) | undefined;
  let cancelTick: (() => void) | undefined;

  const draw = (shown: readonly MenuItem[]): string[] =>
    drawDev(state, {
      columns: screen.columns(),
      rows: screen.rows(),
      color: screen.color,
      cwd,
      now: now(),
      keys: shown,
    });
  const still = () => {
    cancel?.();
    cancelTick?.();
    [cancel, cancelTick] = [undefined, undefined];
  };
  const repaint = () => {
    still();
    if (keys === undefined) return;
    painter.paint('', draw(keys));
    lastPicture = now();
    if (countsSeconds(state)) cancelTick = schedule(1_000, repaint);
  };
  const refresh = () => {
    if (keys !== undefined) cancel ??= schedule(Math.max(0, lastPicture + pauseMilliseconds - now()), repaint);
  };
  const emit = (event: DevEvent) => {
    const next = reduce(state, event, now());
    if (next === state) return;
    state = next;
    refresh();
  };
  return {
    emit,
    state: () => state,
    above: text => emit({ type: 'say', text }),
    show(items) {
      keys = items;
      repaint();
    },
    hide() {
      if (keys === undefined) return;
      still();
      keys = undefined;
      const lines = draw([]);
      painter.paint('', lines.slice(0, lines.findLastIndex(line => line !== '') + 1));
      painter.leave();
    },
    flush: repaint,
  };
}

/** Whether the picture changes by time alone. */
function countsSeconds({ services }: DevState): boolean {
  return services.some(({ building, troubles }) => building !== undefined || troubles.sync?.retryAt !== undefined);
}
