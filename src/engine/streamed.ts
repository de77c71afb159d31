import type { Connection } from './connection.ts';
import type { EngineRequest } from './request.ts';

/**
 * The body of an answer that goes on: the call is made when the reading begins, and closed when it stops. An abort
 * ends it without an error; a connection that breaks is an `EngineError`.
 */
export async function* streamed(connection: Connection, request: EngineRequest): AsyncGenerator<Buffer> {
  const { signal } = request;
  if (signal?.aborted) return;
  try {
    yield* await connection.call('stream', request);
  } catch (error) {
    if (!signal?.aborted) throw await connection.failure(error);
  }
}

/** The same of a GET whose answer has an end and consists of many small pieces. */
export async function* streamedWhole(
  connection: Connection,
  request: Pick<EngineRequest, 'path' | 'query' | 'signal'>,
): AsyncGenerator<Buffer> {
  const { signal } = request;
  if (signal?.aborted) return;
  try {
    yield* connection.read(request);
  } catch (error) {
    if (!signal?.aborted) throw await connection.failure(error);
  }
}
