import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapDebian } from './debootstrap.mjs';
import { callEngine } from './http.mjs';
import { oneAtATime } from './lock.mjs';
import { canInstallPackages } from './packages.mjs';
import { say } from './say.mjs';

const repository = 'debian';
const suite = 'bookworm';
const tag = `${suite}-slim`;
const image = `${repository}:${tag}`;

/** Makes debian:bookworm-slim present: kept as it is, else pulled, else made from distribution packages. */
export async function ensureDebianImage(engine, workFolder) {
  if (engine.host.startsWith('ssh://')) return say(`leaving ${image} to the engine behind ssh.`);
  if (await isPresent(engine)) return;
  say(`pulling ${image}.`);
  const obstacle = await pull(engine);
  if (obstacle === undefined) return;
  if (!canInstallPackages()) {
    throw new Error(`${image} can't be pulled (${obstacle}); pull it where a registry is in reach, then try again.`);
  }
  mkdirSync(workFolder, { recursive: true });
  await oneAtATime(join(workFolder, 'base-images'), async () => {
    if (await isPresent(engine)) return;
    say(`no registry in reach; making ${image} from Debian packages (about 40 s, once).`);
    await bootstrapDebian({ suite, folder: join(workFolder, 'rootfs') }, tar => load(engine, tar));
  });
}

async function isPresent(engine) {
  return (await callEngine(engine, { path: `/images/${image}/json` })).status === 200;
}

/** Resolves to what stood in the way, or to nothing once the image is there. */
async function pull(engine) {
  const path = `/images/create?fromImage=${repository}&tag=${tag}`;
  try {
    // Progress comes several times a second; half a minute of silence means that nobody is there.
    const { body } = await callEngine(engine, { method: 'POST', path, idleMilliseconds: 30_000 });
    return (await isPresent(engine)) ? undefined : lastMessage(body);
  } catch (error) {
    return error.message;
  }
}

async function load(engine, tar) {
  const changes = encodeURIComponent('CMD ["bash"]');
  const path = `/images/create?fromSrc=-&repo=${repository}&tag=${tag}&changes=${changes}`;
  const { body } = await callEngine(engine, { method: 'POST', path, body: tar, idleMilliseconds: 300_000 });
  if (!(await isPresent(engine))) throw new Error(`the engine did not take ${image}: ${lastMessage(body)}`);
}

/** The engine answers with a line of JSON per message, or with one object when it refuses at once. */
function lastMessage(body) {
  const { error, message } = JSON.parse(body.trim().split('\n').at(-1) || '{}');
  return error ?? message ?? 'no reason given';
}
