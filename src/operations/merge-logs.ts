import type { LoggedContainer, LogSink } from './container-log.ts';
import type { TimedLine } from './log-text.ts';

export interface LogSource {
  readonly container: LoggedContainer;
  readonly lines: AsyncIterable<readonly TimedLine[]>;
}

/**
 * How many lines of a log are looked at before the first is shown, or bytes of them: the engine takes a container's two
 * streams down side by side, which may put neighbours of an instant in the wrong order.
 */
const window = { lines: 256, bytes: 1024 * 1024 };

/**
 * Shows the lines of all logs in the order of their times, equal ones in the order of the sources. Each log is read no
 * further than its turn needs.
 */
export async function mergeLogs(
  sources: readonly LogSource[],
  show: (container: LoggedContainer, lines: readonly TimedLine[]) => void,
  ready?: LogSink['ready'],
): Promise<void> {
  const queues = sources.map(createQueue);
  await Promise.all(queues.map(queue => queue.fill()));
  const heap = createHeap(queues.filter(queue => queue.head() !== undefined));
  for (let first = heap.first(); first !== undefined; first = heap.first()) {
    // All that comes before the next log's turn goes at once.
    const run = first.takeUntil(heap.second()?.head());
    show(first.container, run);
    if (ready !== undefined) await ready();
    if (first.isLow()) await first.fill();
    heap.settle();
  }
}

interface Queue {
  readonly container: LoggedContainer;
  readonly index: number;
  readonly head: () => string | undefined;
  /** Its head, and what follows within the window that is due before a time. */
  readonly takeUntil: (time: string | undefined) => TimedLine[];
  readonly isLow: () => boolean;
  readonly fill: () => Promise<void>;
}

function createQueue({ container, lines }: LogSource, index: number): Queue {
  const source = lines[Symbol.asyncIterator]();
  let queue: TimedLine[] = [];
  let from = 0;
  let length = 0;
  let isOver = false;

  const isLow = () => !isOver && queue.length - from < window.lines && length < window.bytes;
  return {
    container,
    index,
    head: () => queue[from]?.time,
    takeUntil(time) {
      const start = from;
      do {
        length -= queue[from]!.bytes.length;
        from += 1;
      } while (from < queue.length && !isLow() && (time === undefined || queue[from]!.time < time));
      return queue.slice(start, from);
    },
    isLow,
    async fill() {
      while (isLow()) {
        const { done = false, value } = await source.next();
        if (done) isOver = true;
        else {
          queue = queue.slice(from);
          from = 0;
          for (const line of value) {
            length += line.bytes.length;
            insert(queue, line);
          }
        }
      }
    },
  };
}

/** Nearly all belong at the end. A line without a time stays behind the one before it. */
function insert(queue: TimedLine[], line: TimedLine): void {
  let at = queue.length;
  const timed = line.time === '' ? { ...line, time: queue[at - 1]?.time ?? '' } : line;
  while (at > 0 && queue[at - 1]!.time > timed.time) at -= 1;
  if (at === queue.length) queue.push(timed);
  else queue.splice(at, 0, timed);
}

interface Heap {
  readonly first: () => Queue | undefined;
  readonly second: () => Queue | undefined;
  /** The first one's head has changed. */
  readonly settle: () => void;
}

function createHeap(queues: Queue[]): Heap {
  const heap = queues.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const least = (a: number, b: number): number => (b < heap.length && isBefore(heap[b]!, heap[a]!) ? b : a);
  return {
    first: () => heap[0],
    second: () => heap[least(1, 2)],
    settle() {
      if (heap[0]?.head() === undefined) {
        const last = heap.pop();
        if (last !== undefined && heap.length > 0) heap[0] = last;
      }
      for (let at = 0; ; ) {
        const next = least(least(at, 2 * at + 1), 2 * at + 2);
        if (next === at) return;
        [heap[at], heap[next]] = [heap[next]!, heap[at]!];
        at = next;
      }
    },
  };
}

function isBefore(a: Queue, b: Queue): boolean {
  const [one, other] = [a.head() ?? '', b.head() ?? ''];
  return one < other || (one === other && a.index < b.index);
}
