import { ListrTaskState } from 'listr2';
import type { ProgressEvent } from '../events/event.ts';
import { buildStep } from './build-step.ts';
import { createLayers } from './layers.ts';
import type { RowTask } from './list-renderer.ts';
import { oneLine } from './one-line.ts';

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
  /** It can't go on before these services have; none, and it can. */
  readonly block: (by: readonly string[]) => void;
  /** A line of its build. */
  readonly build: (line: string) => void;
  readonly close: () => void;
}

export function createTaskRow(steps: number, now: () => Date): TaskRow {
  let task: RowTask | undefined;
  let state = ListrTaskState.WAITING;
  let progress: StepsProgress = { left: steps, hasWarned: false };
  let text = '';
  let blockers: readonly string[] = [];
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
  const isIdle = () => state === ListrTaskState.WAITING || state === ListrTaskState.PAUSED;
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
      enter(stateAfter(event, progress));
      say(isIdle() ? withBlockers(text, blockers) : text);
      if (over.has(state)) end();
    },
    transfer(layer) {
      layers.advance(layer);
      if (!over.has(state)) say(`${text} ${layers.summary()}`);
    },
    block(by) {
      blockers = by;
      if (isIdle()) say(withBlockers(text, blockers));
    },
    build(line) {
      const step = buildStep(line);
      if (step !== undefined && !over.has(state)) say(`${text} ${step}`);
    },
    close() {
      if (isIdle()) say(text);
      end();
    },
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

/** Of waits the symbol speaks already: what there is room for is the reason. Errors have both, as Docker Compose has it. */
function words({ status, text, details = '', live }: ProgressEvent): string {
  if (details === '') return text;
  if (status === 'Error') return `${text} ${details.replace(/^Error response from daemon: /, '')}`;
  return live ? details.replace(/^./, letter => letter.toUpperCase()) : `${text} ${details}`;
}

function withBlockers(text: string, by: readonly string[]): string {
  return [text, by.length === 0 ? '' : `waiting for ${by.join(', ')}`].filter(part => part !== '').join(', ');
}
