import type { ComposeEvent, Emit, LogEvent } from '../events/event.ts';
import type { Clock } from '../execute/clock.ts';
import type { LoggedContainer } from './container-log.ts';
import type { LogDisplay } from './follow.ts';

export interface HoldBackOptions {
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timestamps: boolean;
}

/** How long a line may wait for earlier ones of other containers, and how much may wait. */
const milliseconds = 250;
const mostBytes = 8 * 1024 * 1024;
const mostItems = 50_000;

interface Held {
  readonly time: string;
  readonly arrived: number;
  readonly event: ComposeEvent;
}

/** Puts what several containers write at the same time in the order of the engine's times. */
export function holdBack({
  emit,
  clock,
  signal,
  timestamps,
}: HoldBackOptions): LogDisplay & { readonly flush: () => void } {
  let held: Held[] = [];
  let length = 0;
  let isWaiting = false;

  const release = (isDue: (item: Held, index: number) => boolean) => {
    held.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    const count = held.findLastIndex(isDue) + 1;
    const due = held.slice(0, count);
    held = held.slice(count);
    for (const { event } of due) length -= lengthOf(event);
    for (const event of joined(due.map(({ event }) => event))) emit(event);
  };
  const wait = async () => {
    if (isWaiting) return;
    isWaiting = true;
    while (held.length > 0 && !signal.aborted) {
      const oldest = held.reduce((least, { arrived }) => Math.min(least, arrived), Number.POSITIVE_INFINITY);
      await clock.sleep(Math.max(1, oldest + milliseconds - clock.now()), signal);
      const now = clock.now();
      release(({ arrived }) => arrived + milliseconds <= now);
    }
    isWaiting = false;
  };
  const hold = (event: ComposeEvent, time: string) => {
    held.push({ time, event, arrived: clock.now() });
    length += lengthOf(event);
    if (length > mostBytes || held.length > mostItems) release((_, index) => index < held.length / 2);
  };
  return {
    lines({ service, displayName: container }: LoggedContainer, lines) {
      for (const { stream, time, bytes } of lines)
        hold(
          { type: 'log', service, container, stream, data: bytes, ...(timestamps ? { hasTimestamps: true } : {}) },
          time,
        );
      wait();
    },
    event(event, time) {
      hold(event, time);
      wait();
    },
    flush: () => release(() => true),
  };
}

function lengthOf(event: ComposeEvent): number {
  return event.type === 'log' ? event.data.length : 0;
}

/** Lines of one stream that follow one another are one event. */
function* joined(events: readonly ComposeEvent[]): Generator<ComposeEvent> {
  for (let from = 0; from < events.length; ) {
    const event = events[from]!;
    let to = from + 1;
    if (event.type === 'log') while (to < events.length && goesOn(event, events[to]!)) to += 1;
    const data = Buffer.concat(events.slice(from, to).flatMap(each => (each.type === 'log' ? [each.data] : [])));
    yield event.type === 'log' && to > from + 1 ? { ...event, data } : event;
    from = to;
  }
}

function goesOn(first: LogEvent, next: ComposeEvent): boolean {
  return next.type === 'log' && next.container === first.container && next.stream === first.stream;
}
