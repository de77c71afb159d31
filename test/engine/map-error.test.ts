import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/engine/endpoint.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { isOfBody, mapError } from '../../src/engine/map-error.ts';

const socket: Endpoint = { type: 'socket', url: 'unix:///x.sock', path: '/x.sock' };
const tcp: Endpoint = { type: 'tcp', url: 'tcp://far:2376', host: 'far', port: 2376 };

describe('an answer of the engine', () => {
  test.each([
    [404, 'not-found'],
    [409, 'conflict'],
    [400, 'refused'],
    [500, 'refused'],
  ])('%i is %s, in its own words', (statusCode, kind) => {
    const json = { message: 'No such container: x' };
    const error = Object.assign(new Error(`(HTTP code ${statusCode}) wrapped - … `), { statusCode, json });
    expect(mapError(error, socket)).toMatchObject({
      kind,
      status: statusCode,
      message: 'No such container: x',
      cause: error,
    });
  });

  test.each([
    [undefined, '(HTTP code 500) unexpected - pull - access denied '],
    ['server error', '(HTTP code 500) server error - pull - access denied '],
  ])('to a stream is unwrapped (%s)', (reason, message) => {
    const error = Object.assign(new Error(message), { statusCode: 500, reason, json: null });
    expect(mapError(error, socket).message).toBe('pull - access denied');
  });
});

describe('an engine that does not answer', () => {
  test.each<[string, Endpoint, string]>([
    [
      'ENOENT',
      socket,
      'failed to connect to the docker API at unix:///x.sock; check if the path is correct and if the daemon is running: dial unix /x.sock: connect: no such file or directory',
    ],
    ['EACCES', socket, 'permission denied while trying to connect to the docker API at unix:///x.sock'],
    ['ECONNREFUSED', tcp, 'Cannot connect to the Docker daemon at tcp://far:2376. Is the docker daemon running?'],
    ['ENOTFOUND', tcp, 'failed to connect to the docker API at tcp://far:2376: no such host'],
    ['ENOENT', tcp, 'error during connect to the docker API at tcp://far:2376: the reason'],
    ['ECONNRESET', tcp, 'error during connect to the docker API at tcp://far:2376: the reason'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      tcp,
      'error during connect to the docker API at tcp://far:2376: the reason; DOCKER_CERT_PATH must hold the ca.pem that signed the certificate of the engine',
    ],
  ])('%s', (code, endpoint, message) => {
    const error = Object.assign(new Error('the reason'), { code });
    expect(mapError(error, endpoint)).toMatchObject({ kind: 'unreachable', status: undefined, message, cause: error });
  });
});

test('an error that is ours already stays', () => {
  const error = new EngineError('conflict', 'taken');
  expect(mapError(error, socket)).toBe(error);
});

test.each([
  ['lstat', 'ENOENT', true],
  ['open', 'EACCES', true],
  ['read', 'ECONNRESET', false],
  ['connect', 'ENOENT', false],
  ['write', 'EPIPE', false],
])('%s %s is of what was to be sent: %s', (syscall, code, expected) => {
  expect(isOfBody(Object.assign(new Error(code), { syscall, code }))).toBe(expected);
});
