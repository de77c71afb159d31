import { Socket, type SocketConstructorOpts } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';
import type { EngineRequest } from './request.ts';

export interface PlainTarget {
  /** The engine's socket. */
  readonly socketPath: string;
  /** Undefined: the engine's own. */
  readonly version: string | undefined;
}

/**
 * The body of an answer, asked for in HTTP/1.0. Go's server then sends it as it is, up to the end of the connection. In
 * HTTP/1.1 each line of a log is a chunk of its own, for each of which Node's parser calls back: of short lines that
 * takes longer than all the rest. Rejects with what `mapError` knows, before the first byte of a body is given.
 */
export async function* plainStream(
  { path, query = {}, signal }: Pick<EngineRequest, 'path' | 'query' | 'signal'>,
  { socketPath, version }: PlainTarget,
): AsyncGenerator<Buffer> {
  // One read a turn, of all that is there.
  const options: SocketConstructorOpts & { readableHighWaterMark: number } = { readableHighWaterMark: 1 };
  const socket = new Socket({ ...options, ...(signal && { signal }) });
  socket.connect(socketPath);
  const target = `${version === undefined ? '' : `/v${version}`}${path}?${searchOf(query)}`;
  socket.write(`GET ${target} HTTP/1.0\r\nHost: docker\r\n\r\n`);
  try {
    const pieces: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
    const { status, rest } = await readHead(pieces);
    if (status !== 200) throw await refusal(status, rest, pieces);
    if (rest.length > 0) yield rest;
    let total = rest.length;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      yield next.value;
      total += next.value.length;
      // The engine writes line by line. Of a long answer, many lines shall have come together before each read.
      if (total > longAnswer && next.value.length < fullRead) await sleep(pauseMilliseconds, undefined, { signal });
    }
  } finally {
    socket.destroy();
  }
}

const longAnswer = 256 * 1024;
const fullRead = 32 * 1024;
/** A socket holds some 280 lines, however short: longer pauses hold the engine up. */
const pauseMilliseconds = 2;

function searchOf(query: Readonly<Record<string, unknown>>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search;
}

interface Head {
  readonly status: number;
  /** What has come of the body. */
  readonly rest: Buffer;
}

/** No engine's head is longer. */
const longestHead = 64 * 1024;

async function readHead(pieces: AsyncIterator<Buffer>): Promise<Head> {
  let read: Buffer = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf('\r\n\r\n');
    if (end >= 0) {
      const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(read.toString('latin1', 0, end)) ?? [];
      if (status !== undefined) return { status: Number(status), rest: read.subarray(end + 4) };
    }
    const next = await pieces.next();
    if (next.done || end >= 0 || read.length > longestHead)
      throw new EngineError('unreachable', 'the engine gave no answer in HTTP');
    read = Buffer.concat([read, next.value]);
  }
}

/** As dockerode tells of it. */
async function refusal(statusCode: number, rest: Buffer, pieces: AsyncIterator<Buffer>): Promise<Error> {
  const body = [rest];
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) body.push(next.value);
  const message = Buffer.concat(body).toString();
  return Object.assign(new Error(message), { statusCode, json: parsed(message) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
