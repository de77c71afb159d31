import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, stopDaemon } from './daemon.mjs';
import { findDefaultEngine } from './find.mjs';
import { answers, callEngine } from './http.mjs';
import { oneAtATime, openLock } from './lock.mjs';
import { engineOfCheckout } from './place.mjs';
import { requirePrograms } from './requirements.mjs';
import { say } from './say.mjs';

const place = engineOfCheckout();
const turn = join(place.home, 'turn');
const environment = {
  DOCKER_CONTEXT: undefined,
  DOCKER_TLS_VERIFY: undefined,
  DOCKER_HOST: place.host,
  GANTRY_ENGINE: 'private',
};

/**
 * Starts this checkout's private engine, or joins the run that has started it. `leave` stops it when nobody else uses
 * it, unless somebody asked to keep it.
 */
export async function enterPrivateEngine({ keep }) {
  mkdirSync(place.home, { recursive: true });
  return oneAtATime(turn, async () => {
    const installed = requirePrograms();
    // A package may have started its own engine, which the next run would find: then it is the one to use now.
    const started = installed && (await findDefaultEngine());
    if (started) return started;
    const users = openLock(join(place.home, 'users'));
    await ensureRunning({ abandoned: users.tryExclusive() && !existsSync(place.keepFile) });
    users.share();
    if (keep) writeFileSync(place.keepFile, '');
    return { environment, leave: () => leave(users) };
  });
}

/** Stops the engine that `--keep` left running, or leaves that to the last run that uses it. Resolves to an exit code. */
export async function releaseKeptEngine() {
  if (!existsSync(place.home)) return 0;
  const users = openLock(join(place.home, 'users'));
  rmSync(place.keepFile, { force: true });
  await leave(users, () => say('another run still uses the private engine; it stops when that run ends.'));
  return 0;
}

/** The private engine that an earlier `--keep` left running, if it answers. */
export async function findKeptEngine() {
  if (!existsSync(place.keepFile) || !(await answers(place))) return undefined;
  return { environment };
}

async function leave(users, onStillUsed = () => {}) {
  await oneAtATime(turn, async () => {
    if (!users.tryExclusive()) onStillUsed();
    else if (!existsSync(place.keepFile)) await stopDaemon(place);
    users.close();
  });
}

async function ensureRunning({ abandoned }) {
  // The file goes when the engine is stopped in order; one that is left tells of a killed run.
  const interrupted = existsSync(place.runningFile);
  const running = await answers(place);
  if (!running) await startDaemon(place);
  if (interrupted && (abandoned || !running)) await removeContainers();
}

/** What a killed run left would hold its ports and restart for ever. Volumes, and so the data in them, stay. */
async function removeContainers() {
  const { body } = await callEngine(place, { path: '/containers/json?all=true' });
  const containers = JSON.parse(body);
  if (containers.length > 0) say(`removing ${containers.length} containers that a killed run left.`);
  for (const { Id } of containers) await callEngine(place, { method: 'DELETE', path: `/containers/${Id}?force=true` });
}
