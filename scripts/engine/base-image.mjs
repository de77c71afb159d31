import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { layOutBusybox } from './busybox.mjs';
import { bootstrapDebian } from './debootstrap.mjs';
import { callEngine } from './http.mjs';
import { oneAtATime } from './lock.mjs';
import { canInstallPackages } from './packages.mjs';
import { say } from './say.mjs';

const suite = 'bookworm';
const debian = {
  repository: 'debian',
  tag: `${suite}-slim`,
  command: ['bash'],
  duration: 'about 40 s',
  make: (folder, take) => bootstrapDebian({ suite, folder }, take),
};
const busybox = {
  repository: 'busybox',
  tag: 'latest',
  command: ['sh'],
  duration: 'a few seconds',
  make: (folder, take) => layOutBusybox(folder, take),
};

/** Makes debian:bookworm-slim present, on which the examples build: kept as it is, else pulled, else made from packages. */
export function ensureDebianImage(engine, workFolder) {
  return ensureImage(debian, engine, workFolder);
}

/** The same of busybox:latest, which some end-to-end tests run. */
export function ensureBusyboxImage(engine, workFolder) {
  return ensureImage(busybox, engine, workFolder);
}

async function ensureImage(image, engine, workFolder) {
  const name = nameOf(image);
  if (engine.host.startsWith('ssh://')) return say(`leaving ${name} to the engine behind ssh.`);
  if (await isPresent(image, engine)) return;
  say(`pulling ${name}.`);
  const obstacle = await pull(image, engine);
  if (obstacle === undefined) return;
  if (!canInstallPackages()) {
    throw new Error(`${name} can't be pulled (${obstacle}); pull it where a registry is in reach, then try again.`);
  }
  mkdirSync(workFolder, { recursive: true });
  await oneAtATime(join(workFolder, 'base-images'), async () => {
    if (await isPresent(image, engine)) return;
    say(`no registry in reach; making ${name} from Debian packages (${image.duration}, once).`);
    await image.make(join(workFolder, 'rootfs'), tar => load(image, engine, tar));
  });
}

function nameOf({ repository, tag }) {
  return `${repository}:${tag}`;
}

async function isPresent(image, engine) {
  return (await callEngine(engine, { path: `/images/${nameOf(image)}/json` })).status === 200;
}

/** Resolves to what stood in the way, or to nothing once the image is there. */
async function pull(image, engine) {
  const path = `/images/create?fromImage=${image.repository}&tag=${image.tag}`;
  try {
    // Progress comes several times a second; half a minute of silence means that nobody is there.
    const { body } = await callEngine(engine, { method: 'POST', path, idleMilliseconds: 30_000 });
    return (await isPresent(image, engine)) ? undefined : lastMessage(body);
  } catch (error) {
    return error.message;
  }
}

async function load(image, engine, tar) {
  const { repository, tag, command } = image;
  const changes = encodeURIComponent(`CMD ${JSON.stringify(command)}`);
  const path = `/images/create?fromSrc=-&repo=${repository}&tag=${tag}&changes=${changes}`;
  const { body } = await callEngine(engine, { method: 'POST', path, body: tar, idleMilliseconds: 300_000 });
  if (!(await isPresent(image, engine)))
    throw new Error(`the engine did not take ${nameOf(image)}: ${lastMessage(body)}`);
}

/** The engine answers with a line of JSON per message, or with one object when it refuses at once. */
function lastMessage(body) {
  const { error, message } = JSON.parse(body.trim().split('\n').at(-1) || '{}');
  return error ?? message ?? 'no reason given';
}
