import { stripVTControlCharacters } from 'node:util';
import { ListrTaskState } from 'listr2';
import type { ProgressEvent } from '../events/event.ts';
import { createLayers } from './layers.ts';
import type { RowTask } from './list-renderer.ts';

/** What makes a task of listr2 follow the events about one resource. */
export interface TaskRow {
  /** What listr2 runs as the task: ends with the resource's last step, and fails with it. */
  readonly run: () => Promise<void>;
  /** How long something has happened to it so far; undefined before the first step. */
  readonly seconds: () => number | undefined;
  readonly show: (task: RowTask) => void;
  readonly isOver: () => boolean;
  readonly advance: (event: ProgressEvent) => void;
  /** A layer of the image has come further. */
  readonly transfer: (layer: ProgressEvent) => void;
  readonly close: () => void;
}

export function createTaskRow(steps: number, now: () => Date): TaskRow {
  let task: RowTask | undefined;
  let state = ListrTaskState.WAITING;
  let progress: StepsProgress = { left: steps, hasWarned: false };
  let text = '';
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  const clock = createClock(now);
  const layers = createLayers();

  const enter = (next: ListrTaskState) => {
    state = next;
    // listr2 enters states after some turns only: what has been told shall be seen, even if it is the last thing.
    if (task !== undefined) task.state$ = next;
  };
  const say = (told: string) => {
    if (task !== undefined) task.output$ = oneLine(told);
  };
  return {
    async run() {
      // Run together, tasks all start at once, but most wait for others.
      enter(state);
      await ended;
      if (state === ListrTaskState.FAILED) throw new Error(text);
    },
    seconds: clock.seconds,
    show(shown) {
      task = shown;
    },
    isOver: () => over.has(state),
    advance(event) {
      clock.advance(event.status);
      progress = afterStep(progress, event);
      text = words(event);
      say(text);
      enter(stateAfter(event, progress));
      if (over.has(state)) end();
    },
    transfer(layer) {
      layers.advance(layer);
      if (!over.has(state)) say(`${text} ${layers.summary()}`);
    },
    close: () => end(),
  };
}

interface StepsProgress {
  readonly left: number;
  readonly hasWarned: boolean;
}

function afterStep({ left, hasWarned }: StepsProgress, { status }: ProgressEvent): StepsProgress {
  return { left: status === 'Working' ? left : left - 1, hasWarned: hasWarned || status === 'Warning' };
}

/** listr2's words for ours: a warning is a step skipped, and what waits between two steps is paused. */
function stateAfter({ status }: ProgressEvent, { left, hasWarned }: StepsProgress): ListrTaskState {
  if (status === 'Working') return ListrTaskState.STARTED;
  if (status === 'Error') return ListrTaskState.FAILED;
  if (left > 0) return ListrTaskState.PAUSED;
  return hasWarned ? ListrTaskState.SKIPPED : ListrTaskState.COMPLETED;
}

const over: ReadonlySet<ListrTaskState> = new Set([
  ListrTaskState.COMPLETED,
  ListrTaskState.FAILED,
  ListrTaskState.SKIPPED,
]);

/** Counts the time of all steps, and not that between them. */
function createClock(now: () => Date) {
  let before: number | undefined;
  let since: number | undefined;
  const seconds = () =>
    before === undefined ? undefined : before + (since === undefined ? 0 : (now().getTime() - since) / 1000);
  return {
    seconds,
    advance(status: ProgressEvent['status']) {
      before = seconds() ?? 0;
      since = status === 'Working' ? now().getTime() : undefined;
    },
  };
}

/** Of an error the symbol speaks already: what there is room for is the reason. */
function words({ status, text, details = '' }: ProgressEvent): string {
  if (status !== 'Error' || details === '') return `${text} ${details}`.trimEnd();
  return details.replace(/^Error response from daemon: /, '');
}

/** Reasons of the engine may have several lines and colours. */
function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
