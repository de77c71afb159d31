// usage: clean-up.mjs RUN FOLDER     wait for the end of standard input, then remove all that a run of the tests made
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { callEngine, engineOf, followEngine } from '../../scripts/engine/http.mjs';

const [run, folder] = process.argv.slice(2);
const engine = engineOf({ DOCKER_HOST: 'unix:///var/run/docker.sock', ...process.env });
const projectLabels = ['com.docker.compose.project', 'dev.gantry.lock.project'];

// Nothing in the engine tells of whose container an anonymous volume was, once that is gone.
const anonymousVolumes = new Set();
const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['create'] }));
followEngine(engine, `/events?filters=${filters}`, ({ Actor: { ID, Attributes } }) => {
  if (isOurs(Attributes.name, Attributes)) noteAnonymousVolumes(ID).catch(() => {});
});

const endedInOrder = (await text(process.stdin)) !== '';
// The tests' processes, too, go on after a killed run.
const mark = endedInOrder ? `\0COMPOSE_PROJECT_NAME=${run}` : `\0GANTRY_TEST_RUN=${run}\0`;
while (killProcesses(mark)) await new Promise(next => setTimeout(next, 50));
// What the engine was still at when a process was killed comes later than the first look.
for (let removed = 1; removed > 0; ) {
  removed = await removeContainers();
  for (const count of await Promise.all([removeNetworks(), removeVolumes(), removeImages()])) removed += count;
}
rmSync(folder, { recursive: true, force: true });
process.exit(0);

function isOurs(name, labels) {
  return [name, ...projectLabels.map(label => labels?.[label])].some(text => text?.startsWith(run));
}

async function noteAnonymousVolumes(id) {
  const { Mounts = [] } = await list(`/containers/${id}/json`);
  for (const { Name } of Mounts) if (/^[0-9a-f]{64}$/.test(Name)) anonymousVolumes.add(Name);
}

/** Whether there were any. */
function killProcesses(mark) {
  const found = readdirSync('/proc').filter(entry => {
    try {
      return /^\d+$/.test(entry) && `\0${readFileSync(`/proc/${entry}/environ`)}`.includes(mark);
    } catch {
      return false;
    }
  });
  for (const pid of found) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
  return found.length > 0;
}

async function removeContainers() {
  const containers = await list('/containers/json?all=1');
  const ours = containers.filter(({ Names, Labels }) => isOurs(Names[0]?.slice(1), Labels));
  await Promise.all(ours.map(({ Id }) => noteAnonymousVolumes(Id).catch(() => {})));
  return remove(ours.map(({ Id }) => `/containers/${Id}?force=1&v=1`));
}

async function removeNetworks() {
  const networks = await list('/networks');
  return remove(networks.filter(({ Name, Labels }) => isOurs(Name, Labels)).map(({ Id }) => `/networks/${Id}`));
}

async function removeVolumes() {
  const { Volumes } = await list('/volumes');
  const ours = (Volumes ?? []).filter(({ Name, Labels }) => isOurs(Name, Labels) || anonymousVolumes.has(Name));
  return remove(ours.map(({ Name }) => `/volumes/${Name}?force=1`));
}

async function removeImages() {
  const images = await list('/images/json');
  const named = images.flatMap(({ RepoTags }) => (RepoTags ?? []).filter(name => isOurs(name)));
  // An engine of version 20 writes what it lacks as a name.
  const isUnnamed = ({ RepoTags }) => (RepoTags ?? []).every(name => name === '<none>:<none>');
  const unnamed = images.filter(image => isUnnamed(image) && isOurs('', image.Labels));
  return remove([...named, ...unnamed.map(({ Id }) => Id)].map(name => `/images/${name}`));
}

async function list(path) {
  return JSON.parse((await callEngine(engine, { path })).body);
}

/** How many of them were there to be removed. */
async function remove(paths) {
  const answers = await Promise.all(paths.map(path => callEngine(engine, { method: 'DELETE', path })));
  return answers.filter(({ status }) => status < 300).length;
}
