import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Calls the Docker Engine API with Node alone. `engine` is `{ host, certificates? }`, with a `unix://`, `tcp://` or
 * `http(s)://` host. Resolves to the status and the whole body; a `body` that is a stream is sent as it comes.
 */
export function callEngine(engine, { method = 'GET', path, body, idleMilliseconds = 60_000 }) {
  return new Promise((resolve, reject) => {
    const { transport, options } = target(engine);
    const request = transport.request({ ...options, method, path, headers: { host: 'docker', ...headersOf(body) } });
    request.setTimeout(idleMilliseconds, () => request.destroy(new Error('the engine did not answer in time.')));
    request.once('error', reject);
    request.once('response', response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode, body: text }));
    });
    if (typeof body?.pipe === 'function') body.once('error', error => request.destroy(error)).pipe(request);
    else request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Calls `onEvent` with each object of JSON that the engine sends, a line each, for as long as it does. */
export function followEngine(engine, path, onEvent) {
  const { transport, options } = target(engine);
  const request = transport.request({ ...options, path, headers: { host: 'docker' } });
  request.on('error', () => {});
  request.once('response', response => {
    const lines = createInterface({ input: response.on('error', () => {}) });
    lines.on('line', line => onEvent(JSON.parse(line)));
  });
  request.end();
}

/** Whether an engine answers there. An ssh host is taken at its word: only the docker client's own tunnel could tell. */
export async function answers(engine) {
  if (engine.host.startsWith('ssh://')) return true;
  try {
    return (await callEngine(engine, { path: '/_ping', idleMilliseconds: 5_000 })).status === 200;
  } catch {
    return false;
  }
}

/** The engine that DOCKER_HOST names, with the certificates that go with it. */
export function engineOf(environment) {
  const certificates = environment.DOCKER_TLS_VERIFY ? environment.DOCKER_CERT_PATH : undefined;
  return { host: environment.DOCKER_HOST, certificates };
}

function headersOf(body) {
  if (body === undefined) return {};
  return { 'content-type': typeof body.pipe === 'function' ? 'application/x-tar' : 'application/json' };
}

function target({ host, certificates }) {
  if (host.startsWith('unix://')) return { transport: http, options: { socketPath: host.slice('unix://'.length) } };
  const url = new URL(host.replace(/^tcp:/, certificates ? 'https:' : 'http:'));
  const secure = url.protocol === 'https:';
  const port = url.port || (secure ? 2376 : 2375);
  const keys = secure && certificates ? readCertificates(certificates) : {};
  return { transport: secure ? https : http, options: { host: url.hostname, port, ...keys } };
}

function readCertificates(folder) {
  const read = name => readFileSync(join(folder, name));
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
