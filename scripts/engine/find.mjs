import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { answers, engineOf } from './http.mjs';
import { say } from './say.mjs';

const defaultHost = 'unix:///var/run/docker.sock';

/**
 * The engine that the docker client would use, if it answers: DOCKER_HOST's, else the context's, else the default
 * socket's. Resolves to `{ environment, leave }`, where `environment` names the engine to any Docker client.
 */
export async function findEngine(environment) {
  if (environment.DOCKER_HOST) {
    if (await answers(engineOf(environment))) return found({}, 'DOCKER_HOST');
    say(`no engine answers at DOCKER_HOST=${environment.DOCKER_HOST}; looking further.`);
  }
  const context = readContext(environment);
  if (context && (await answers(context))) return found(environmentFor(context), 'context');
  return findDefaultEngine();
}

/** The engine on the default socket, if it answers. */
export async function findDefaultEngine() {
  const engine = { host: defaultHost };
  return (await answers(engine)) ? found(environmentFor(engine), 'default') : undefined;
}

function found(environment, by) {
  return { environment: { ...environment, GANTRY_ENGINE: by }, leave: async () => {} };
}

function environmentFor({ host, certificates }) {
  const tls = certificates ? { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates } : {};
  return { DOCKER_CONTEXT: undefined, DOCKER_HOST: host, ...tls };
}

function readContext(environment) {
  const folder = environment.DOCKER_CONFIG ?? join(homedir(), '.docker');
  const name = environment.DOCKER_CONTEXT ?? readJson(join(folder, 'config.json'))?.currentContext;
  if (!name || name === 'default') return undefined;
  // The docker client files a context under the digest of its name.
  const id = createHash('sha256').update(name).digest('hex');
  const host = readJson(join(folder, 'contexts/meta', id, 'meta.json'))?.Endpoints?.docker?.Host;
  const certificates = join(folder, 'contexts/tls', id, 'docker');
  return host ? { host, certificates: existsSync(certificates) ? certificates : undefined } : undefined;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
