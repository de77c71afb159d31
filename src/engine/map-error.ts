import { ComposeError } from '../diagnostics/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { EngineError } from './engine-error.ts';

/**
 * What dockerode rejected with, as an `EngineError`: an answer's own sentence where the engine answered, else why it
 * could not be reached.
 */
export function mapError(error: unknown, endpoint: Endpoint): EngineError {
  if (error instanceof EngineError) return error;
  const failure = error as Failure;
  if (typeof failure.statusCode === 'number') return refused(failure, failure.statusCode);
  return new EngineError('unreachable', whyUnreachable(failure, endpoint), { cause: error });
}

/** Whether what was to be sent could not be had: that says nothing of the engine. */
export function isOfBody(error: unknown): boolean {
  return error instanceof ComposeError || fileCalls.has((error as NodeJS.ErrnoException).syscall ?? '');
}

/** A `read` is of a connection, too. */
const fileCalls = new Set(['open', 'lstat', 'stat', 'scandir', 'readlink']);

/** An error of dockerode (with `statusCode`) or of the connection (with `code`). */
interface Failure extends Error {
  statusCode?: number;
  reason?: string;
  json?: unknown;
  code?: string;
}

function refused(failure: Failure, status: number): EngineError {
  const kind = status === 404 ? 'not-found' : status === 409 ? 'conflict' : 'refused';
  return new EngineError(kind, sentence(failure, status), { status, cause: failure });
}

/** dockerode wraps the engine's sentence as `(HTTP code 404) no such container - … `, and that alone for a stream. */
function sentence({ json, message, reason }: Failure, status: number): string {
  if (hasMessage(json)) return json.message;
  const prefix = `(HTTP code ${status}) ${reason ?? 'unexpected'} - `;
  return (message.startsWith(prefix) ? message.slice(prefix.length) : message).trim();
}

function hasMessage(json: unknown): json is { message: string } {
  return typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string';
}

function whyUnreachable({ code, message }: Failure, endpoint: Endpoint): string {
  const { url } = endpoint;
  if (code === 'ENOENT' && endpoint.type === 'socket') {
    const why = `dial unix ${endpoint.path}: connect: no such file or directory`;
    return `failed to connect to the docker API at ${url}; check if the path is correct and if the daemon is running: ${why}`;
  }
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `permission denied while trying to connect to the docker API at ${url}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `failed to connect to the docker API at ${url}: no such host`;
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `Cannot connect to the Docker daemon at ${url}. Is the docker daemon running?`;
    default:
      return `error during connect to the docker API at ${url}: ${message}${certificateHint(code)}`;
  }
}

const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function certificateHint(code: string | undefined): string {
  return code !== undefined && untrusted.has(code)
    ? '; DOCKER_CERT_PATH must hold the ca.pem that signed the certificate of the engine'
    : '';
}
