import type { OutputChunk } from '../engine/engine.ts';

/** What the engine keeps of one write to a log: a line, a piece of a long one, or what had no line break at an end. */
export interface LogEntry {
  readonly stream: OutputChunk['stream'];
  /** UTC in RFC 3339 with nine digits of a second, so that times compare as texts; empty if there is none. */
  readonly time: string;
  /** With the time before it, as the engine wrote that. */
  readonly bytes: Buffer;
  /** Where in `bytes` the text begins. */
  readonly from: number;
}

const lineFeed = 10;
const blank = 32;
/** `2026-01-02T03:04:05.123456789+02:00` */
const longestTime = 35;

/** Takes a log that was asked for with timestamps apart. */
export function logEntries({ tty }: { readonly tty: boolean }): {
  readonly push: (chunk: OutputChunk) => LogEntry[];
  readonly end: () => LogEntry[];
} {
  const pending: Record<OutputChunk['stream'], Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

  const push = ({ stream, data, isCut }: OutputChunk): LogEntry[] => {
    const bytes = pending[stream].length === 0 ? data : Buffer.concat([pending[stream], data]);
    const entries: LogEntry[] = [];
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
      add(entries, stream, bytes.subarray(from, end + 1));
      from = end + 1;
    }
    const rest = bytes.subarray(from);
    if (isCut && rest.length > 0) add(entries, stream, rest);
    pending[stream] = isCut ? Buffer.alloc(0) : rest;
    return entries;
  };
  const add = (entries: LogEntry[], stream: OutputChunk['stream'], bytes: Buffer) => {
    const entry = entryOf(stream, bytes);
    if (tty) entries.push(...withinLine(entry));
    else entries.push(entry);
  };
  const end = (): LogEntry[] =>
    (['stdout', 'stderr'] as const).flatMap(stream =>
      pending[stream].length === 0 ? [] : push({ stream, data: Buffer.alloc(0), isCut: true }),
    );
  return { push, end };
}

function entryOf(stream: OutputChunk['stream'], bytes: Buffer): LogEntry {
  const end = bytes.subarray(0, longestTime + 1).indexOf(blank);
  const time = end < 0 ? '' : inUtc(bytes.toString('latin1', 0, end));
  return { stream, time, bytes, from: time === '' ? 0 : end + 1 };
}

/** The engine's time as it comes, unless its logging driver keeps times of a zone. */
function inUtc(time: string): string {
  if (time.length === 30 && time.endsWith('Z')) return time;
  const [, seconds, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  if (seconds === undefined) return '';
  return `${new Date(`${seconds}${zone}`).toISOString().slice(0, 19)}.${fraction.slice(0, 9).padEnd(9, '0')}Z`;
}

const innerTime = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d) /g;

/**
 * A terminal's log has no borders of entries: one without a line break goes on with the time of the next. A time that a
 * program wrote itself is no such: it is before that at which the engine took the line.
 */
function* withinLine(entry: LogEntry): Generator<LogEntry> {
  const { stream, time, bytes } = entry;
  const text = bytes.toString('latin1');
  innerTime.lastIndex = entry.from;
  let from = 0;
  for (let found = innerTime.exec(text); found !== null && time !== ''; found = innerTime.exec(text)) {
    if (inUtc(found[0].trimEnd()) < time) continue;
    yield entryOf(stream, bytes.subarray(from, found.index));
    from = found.index;
  }
  yield entryOf(stream, bytes.subarray(from));
}
