import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callEngine, engineOf } from './engine/http.mjs';
import { checkout } from './prepare.mjs';

const gantry = join(checkout, 'bin/gantry');

/** The example that `npm start` shows, as the path that follows `-f` in a command of a user's. */
export const composeFile = 'examples/full-stack/compose.yaml';

/** Runs gantry on the example, in this terminal; throws if it fails. */
export function runGantry(args, environment) {
  const { status, error } = spawnSync(gantry, ['-f', composeFile, ...args], {
    cwd: checkout,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`gantry ${args.join(' ')} ended with exit code ${status}.`);
}

/** The port for the page: the one it has, the one that was asked for, or the first free one from 8080 on. */
export async function choosePort(environment) {
  if (environment.WEB_PORT) return Number(environment.WEB_PORT);
  const current = await currentPort(engineOf(environment));
  if (current) return current;
  for (let port = 8080; port < 8180; port++) if (await isFree(port)) return port;
  throw new Error('no free port from 8080 to 8179; choose another with WEB_PORT=… npm start.');
}

/** Posts a job and resolves to its result, once the page answers. */
export async function tryOut(url) {
  const page = await fetch(url);
  if (!page.ok) throw new Error(`${url} answers ${page.status}.`);
  const posted = await fetch(`${url}/api/jobs`, { method: 'POST', body: JSON.stringify({ limit: 1_000_000 }) });
  const { id } = await posted.json();
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(200)) {
    const job = await (await fetch(`${url}/api/jobs/${id}`)).json();
    if (job.state === 'done') return job;
  }
  throw new Error(`the job ${id} had no result after 30 s; see: bin/gantry -f ${composeFile} logs worker`);
}

async function currentPort(engine) {
  if (engine.host.startsWith('ssh://')) return undefined;
  const label = ['com.docker.compose.project=full-stack', 'com.docker.compose.service=web'];
  const filters = encodeURIComponent(JSON.stringify({ label }));
  const { body } = await callEngine(engine, { path: `/containers/json?filters=${filters}` });
  return JSON.parse(body)[0]?.Ports.find(port => port.PublicPort)?.PublicPort;
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
