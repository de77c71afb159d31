import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { openProxy } from './engine-proxy.ts';
import { engine, engineBytes, gantryBin, resourcesOf, type TestProject, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

type Version = 'one' | 'two';

/** Three services that a step from one version to the other recreates, each for a reason of its own. */
function composeFile(version: Version, otherImage: string): string {
  const service = (text: string) => `{stop_signal: SIGKILL, command: sleep 1d, ${text}}`;
  return `services:
  db: ${service(`image: "${image}", environment: {V: ${version}}, volumes: ["data:/data", /anonymous], networks: [back]`)}
  api: ${service(`image: "${image}", labels: {v: ${version}}, volumes: [/anonymous], networks: [back, front], depends_on: [db]`)}
  web: ${service(`image: "${version === 'one' ? image : otherImage}", networks: [front], depends_on: [api]`)}
networks: {back: {}, front: {}}
volumes: {data: {}}
`;
}

describe('an up that recreates three services', () => {
  test.concurrent.each([
    ['before', 'is killed before the engine hears of a call', ['--parallel', '1']],
    ['after', 'is killed when the engine has answered a call, and before it hears the answer', []],
  ] as const)(
    '%s: %s, is made good by the next, whichever call it was',
    async (when, _what, flags) =>
      withProject({}, async project => {
        const otherImage = `${project.name}:two`;
        const go = async (version: Version, cut?: Cut) => {
          project.write('compose.yaml', composeFile(version, otherImage));
          return up(project, flags, cut);
        };
        try {
          await makeImage(otherImage);
          await go('one');
          await fill(project.name);
          const contents = await contentsOf(project.name);
          // What nobody has interrupted, each way.
          const { writes } = await go('two');
          const two = await stateOf(project.name);
          await go('one');
          const wanted = { one: await stateOf(project.name), two };
          expect(writes.length).toBeGreaterThanOrEqual(17);
          let [from, to]: [Version, Version] = ['one', 'two'];
          for (let number = 1; number <= writes.length; number += 1) {
            const killed = await go(to, { when, number });
            const last = `${when} ${number}, ${killed.writes.at(-1)}`;
            expect(killed.signal, last).toBe('SIGKILL');
            const next = await go(to);
            expect(next.exitCode, `${last}: ${next.stderr}`).toBe(0);
            expect(await stateOf(project.name), last).toEqual(wanted[to]);
            expect(await contentsOf(project.name), last).toEqual(contents);
            [from, to] = [to, from];
          }
          expect((await go(from)).writes).toEqual([]);
        } finally {
          await project.gantry('down', '-v', '-t', '0');
          await engine('DELETE', `/images/${otherImage}`).catch(() => {});
        }
      }),
    // A minute at most on a machine with nothing else to do.
    600_000,
  );
});

/** Where an up is cut short: before it makes its call of this number, or when the engine has answered it. */
interface Cut {
  readonly when: 'before' | 'after';
  readonly number: number;
}

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly writes: readonly string[];
}

async function up({ name, folder }: TestProject, flags: readonly string[], cut?: Cut): Promise<Ended> {
  let answers = 0;
  const answered = (): number => {
    answers += 1;
    return answers;
  };
  const killAt = (number: number): Promise<void> | undefined => {
    if (number < cut!.number) return undefined;
    child.kill('SIGKILL');
    return new Promise(() => {});
  };
  const proxy = await openProxy({
    ...(cut?.when === 'before' ? { beforeWrite: ({ number }) => killAt(number) } : {}),
    ...(cut?.when === 'after' ? { afterWrite: () => killAt(answered()) } : {}),
  });
  const env = { ...process.env, COMPOSE_PROJECT_NAME: name, DOCKER_HOST: proxy.host };
  const child = spawn(gantryBin, [...flags, 'up', '-d', '-t', '0'], { cwd: folder, env });
  try {
    let stderr = '';
    child.stderr.on('data', data => {
      stderr += data;
    });
    return await new Promise(done =>
      child.on('close', (exitCode, signal) =>
        done({ exitCode, signal, stderr, writes: proxy.writes.map(({ call }) => call) }),
      ),
    );
  } finally {
    await proxy.close();
  }
}

/** An image of another id than the one that it is made of. */
async function makeImage(name: string): Promise<void> {
  const { Id } = await engine<{ Id: string }>('POST', `/containers/create?name=${name.replace(':', '-')}`, {
    Image: image,
  });
  await engine('POST', `/commit?container=${Id}&repo=${name.replace(':', '&tag=')}`, { Labels: { made: name } });
  await engine('DELETE', `/containers/${Id}`);
}

const targets = { db: ['/data', '/anonymous'], api: ['/anonymous'] };

async function volumesOf(name: string): Promise<{ at: string; volume: string | undefined }[]> {
  const { containers } = await resourcesOf(name);
  const found = containers.map(async container => {
    const service = container.labels['com.docker.compose.service'] as keyof typeof targets;
    const { Mounts } = await engine<Inspected>('GET', `/containers/${container.id}/json`);
    return (targets[service] ?? []).map(target => ({
      at: `/containers/${container.id}/archive?path=${target}`,
      volume: `${service} ${target} ${Mounts.find(({ Destination }) => Destination === target)?.Name}`,
    }));
  });
  return (await Promise.all(found)).flat();
}

async function fill(name: string): Promise<void> {
  for (const { at, volume } of await volumesOf(name)) {
    const tar = pack();
    tar.entry({ name: 'file' }, `${volume} ${randomBytes(50_000).toString('hex')}`);
    tar.finalize();
    await engineBytes('PUT', at, await buffer(tar));
  }
}

/** Each volume with a checksum of all that is in it. */
async function contentsOf(name: string): Promise<string[]> {
  const found = (await volumesOf(name)).map(async ({ at, volume }) => {
    const hash = createHash('sha256').update(await engineBytes('GET', `${at}/file`));
    return `${volume} ${hash.digest('hex')}`;
  });
  return (await Promise.all(found)).sort();
}

/** All that a user or a program can see of the project, without what is another at every creation. */
async function stateOf(name: string): Promise<unknown> {
  const { containers, networks, volumes } = await resourcesOf(name);
  const ids = new Map(networks.map(network => [network.id, network.name]));
  const { Volumes } = await engine<{ Volumes: { Name: string }[] | null }>('GET', '/volumes');
  const named = await engine<{ Names: string[] }[]>('GET', `/containers/json?all=1&filters={"name":["${name}"]}`);
  return {
    containers: await Promise.all(
      containers.map(async ({ id, ...container }) => ({ ...container, ...(await factsOf(id, ids)) })),
    ),
    names: named.flatMap(({ Names }) => Names).sort(),
    networks: networks.map(network => network.name),
    volumes,
    locks: (Volumes ?? []).filter(volume => volume.Name.startsWith('gantry-lock') && volume.Name.includes(name)),
  };
}

interface Inspected {
  readonly Image: string;
  readonly Config: { readonly Env: string[] | null };
  readonly Mounts: readonly { readonly Name: string; readonly Destination: string }[];
  readonly NetworkSettings: {
    readonly Networks: Record<string, { readonly NetworkID: string; readonly Aliases: string[] | null }>;
  };
}

async function factsOf(id: string, networks: ReadonlyMap<string, string>) {
  const { Image, Config, Mounts, NetworkSettings } = await engine<Inspected>('GET', `/containers/${id}/json`);
  return {
    Image,
    env: Config.Env,
    mounts: Mounts.map(mount => `${mount.Destination} ${mount.Name}`).sort(),
    networks: Object.entries(NetworkSettings.Networks).map(([name, { NetworkID, Aliases }]) => ({
      name,
      isOurs: networks.get(NetworkID) === name,
      aliases: (Aliases ?? []).filter(alias => alias !== id.slice(0, 12)).sort(),
    })),
  };
}
