import type { StandardStreams } from '../operations/standard-streams.ts';

/** Where a process in a container reads from, and writes to. */
export interface ProcessStreams {
  /** What it reads: a text, bytes, or a sequence of them as a Node stream is. Default: nothing. */
  readonly input?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** Takes its output as fast as it can, and isn't ended. Default: the output is in the result. */
  readonly stdout?: NodeJS.WritableStream;
  readonly stderr?: NodeJS.WritableStream;
  /** A terminal to stand for all three, for a process that has one (`tty`). Default: there is none. */
  readonly terminal?: StandardStreams;
}

/** What a process wrote, as UTF-8; empty where it went to a stream. */
export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
}

export interface CapturingStreams {
  readonly streams: StandardStreams;
  readonly captured: () => Captured;
}

export function capturing({ input, stdout, stderr, terminal }: ProcessStreams): CapturingStreams {
  const pieces = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const text = (stream: keyof typeof pieces) => Buffer.concat(pieces[stream]).toString('utf8');
  const writables = { stdout, stderr };
  const streams: StandardStreams = terminal ?? {
    input: bytesOf(input),
    isInputTerminal: false,
    isOutputTerminal: false,
    async write(stream, data) {
      const writable = writables[stream];
      if (writable) await written(writable, data);
      else pieces[stream].push(data);
    },
    size: () => undefined,
    onResize: () => () => {},
    enterRawMode: () => () => {},
    onSignal: () => () => {},
  };
  return { streams, captured: () => ({ stdout: text('stdout'), stderr: text('stderr') }) };
}

/** Whether a process is to be given any input. */
export function hasInput({ input, terminal }: ProcessStreams): boolean {
  return input !== undefined || terminal !== undefined;
}

async function* bytesOf(input: ProcessStreams['input']): AsyncIterable<Uint8Array> {
  if (input === undefined) return;
  if (typeof input === 'string' || input instanceof Uint8Array) yield Buffer.from(input);
  else for await (const piece of input) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

function written(writable: NodeJS.WritableStream, data: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    writable.once('error', reject);
    writable.write(data, error => {
      writable.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
