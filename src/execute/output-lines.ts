import { StringDecoder } from 'node:string_decoder';
import type { OutputChunk } from '../engine/engine.ts';

export type OnLine = (stream: OutputChunk['stream'], line: string) => void;

/** Longest line that is waited for; what is longer comes in pieces of this many characters. */
const longestLine = 1024 * 1024;

/** Cuts a container's output into lines, each stream for itself. `end` gives what had no line break. */
export function lineSplitter(onLine: OnLine): { push: (chunk: OutputChunk) => void; end: () => void } {
  const streams = { stdout: streamSplitter('stdout', onLine), stderr: streamSplitter('stderr', onLine) };
  return {
    push: ({ stream, data }) => streams[stream].push(data),
    end: () => {
      streams.stdout.end();
      streams.stderr.end();
    },
  };
}

function streamSplitter(stream: OutputChunk['stream'], onLine: OnLine): { push(data: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  return {
    push(data) {
      const lines = (pending + decoder.write(data)).split('\n');
      pending = lines.pop()!;
      for (const line of lines) onLine(stream, withoutReturn(line));
      for (; pending.length >= longestLine; pending = pending.slice(longestLine))
        onLine(stream, pending.slice(0, longestLine));
    },
    end() {
      const last = pending + decoder.end();
      pending = '';
      if (last !== '') onLine(stream, withoutReturn(last));
    },
  };
}

/** Terminals end lines with a carriage return too. */
function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
