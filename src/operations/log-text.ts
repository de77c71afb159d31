import type { OutputChunk } from '../engine/engine.ts';
import type { LogEntry } from './log-entries.ts';

/** A line of a log. */
export interface TimedLine {
  readonly stream: OutputChunk['stream'];
  /** Of its first entry: see `LogEntry`. */
  readonly time: string;
  /** With its line break; with its time before it, if that is shown. */
  readonly bytes: Buffer;
}

export interface LogTextOptions {
  /** Lines begin with their times. */
  readonly timestamps: boolean;
  /**
   * What a run of a container wrote without a line break is a line, and not the beginning of the next run's first.
   * Otherwise the text is as it is without timestamps.
   */
  readonly runsApart: boolean;
}

/** Longest line that is waited for; what is longer comes as several. */
const longestLine = 8 * 1024 * 1024;

const lineFeed = 10;
const lineBreak = Buffer.from('\n');

export interface LogText {
  /** Calls back with each line that the entry makes whole. */
  readonly push: (entry: LogEntry, onLine: (line: TimedLine) => void) => void;
  /** What is left: lines that have not ended. */
  readonly end: () => TimedLine[];
}

/** Joins the pieces of long lines, of which the engine keeps 16 KiB each: all have the time of the first. */
export function logText({ timestamps, runsApart }: LogTextOptions): LogText {
  const open = new Map<OutputChunk['stream'], Opened>();

  return {
    push(entry, onLine) {
      const { stream, time, bytes, from } = entry;
      let opened = open.get(stream);
      if (opened !== undefined && ((runsApart && opened.latest !== time) || opened.length > longestLine)) {
        onLine(closed(opened));
        open.delete(stream);
        opened = undefined;
      }
      const isWhole = bytes[bytes.length - 1] === lineFeed;
      const piece = timestamps && opened === undefined ? bytes : bytes.subarray(from);
      if (opened === undefined && isWhole) return onLine({ stream, time, bytes: piece });
      const grown: Opened = opened ?? { stream, time, latest: time, pieces: [], length: 0 };
      grown.pieces.push(piece);
      grown.length += piece.length;
      grown.latest = time;
      if (isWhole) open.delete(stream);
      else open.set(stream, grown);
      if (isWhole) onLine({ stream, time: grown.time, bytes: Buffer.concat(grown.pieces) });
    },
    end() {
      const lines = [...open.values()].map(closed);
      open.clear();
      return lines;
    },
  };
}

interface Opened extends Pick<TimedLine, 'stream' | 'time'> {
  latest: string;
  readonly pieces: Buffer[];
  length: number;
}

function closed({ stream, time, pieces }: Opened): TimedLine {
  return { stream, time, bytes: Buffer.concat([...pieces, lineBreak]) };
}
