import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';

/** One call of the Engine API. */
export interface EngineRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without the version: `/containers/json`. */
  readonly path: string;
  /** Undefined values are left out; objects become JSON. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** A tar, sent instead of a body. */
  readonly archive?: Buffer | Readable;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly signal?: AbortSignal | undefined;
}

/** What is wanted of an answer: its JSON, the stream of its body, or the connection itself. */
export interface Answers {
  json: unknown;
  stream: IncomingMessage;
  upgrade: Duplex;
}

/**
 * Sends a request through dockerode's modem. The modem rather than dockerode's classes: these drop the warnings of a
 * created container, hold a 304 to be a failure, read a log that happens to be JSON as JSON, and mix query and body.
 */
export function send<As extends keyof Answers>(
  docker: Docker,
  { request, version, as }: { request: EngineRequest; version: string | undefined; as: As },
): Promise<Answers[As]> {
  const { method, body = {}, archive, headers, signal } = request;
  const query = definedOnly(request.query ?? {});
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        method,
        path: pathOf(request, version, query),
        options: { _query: query, _body: body },
        headers: { ...headers },
        statusCodes: succeeded,
        ...(archive && { file: archive }),
        ...(signal && { abortSignal: signal }),
        ...(as === 'stream' && { isStream: true }),
        ...(as === 'upgrade' && { hijack: true }),
      },
      (error, answer) => (error ? reject(error) : resolve(answer as Answers[As])),
    );
  });
}

/** 304: the container is already in the state asked for. */
const succeeded = { 101: true, 200: true, 201: true, 202: true, 204: true, 304: true };

/** The modem appends a query where it finds the mark. */
function pathOf({ path }: EngineRequest, version: string | undefined, query: Record<string, unknown>): string {
  const prefix = version === undefined ? '' : `/v${version}`;
  return `${prefix}${path}${Object.keys(query).length > 0 ? '?' : ''}`;
}

function definedOnly(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
