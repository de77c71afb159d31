import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { lockName, lockVolume } from '../../src/lock/holder.ts';
import { type ThisProcess, thisProcess } from '../../src/lock/this-process.ts';
import { withProjectLock } from '../../src/operations/project-lock.ts';
import { openProxy } from './engine-proxy.ts';
import { engine, eventually, gantryBin, resourcesOf, type TestProject, withProject } from './support.ts';

const image = 'debian:bookworm-slim';
const service = (text = '') => `{image: "${image}", stop_signal: SIGKILL, command: sleep 1d${text && `, ${text}`}}`;
const two = { 'compose.yaml': `services:\n  a: ${service()}\n  b: ${service('depends_on: [a]')}\n` };

describe('several gantry at once on one project', () => {
  test('two up of different services make one network', () =>
    withProject({ 'compose.yaml': `services:\n  a: ${service()}\n  b: ${service()}\n` }, async ({ name, gantry }) => {
      const outcomes = await Promise.all([gantry('up', '-d', 'a'), gantry('up', '-d', 'b')]);
      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      const { containers, networks } = await resourcesOf(name);
      expect(containers.map(container => `${container.name} ${container.state}`)).toEqual([
        `${name}-a-1 running`,
        `${name}-b-1 running`,
      ]);
      expect(networks.map(network => network.name)).toEqual([`${name}_default`]);
      expect(await locksOf(name)).toEqual([]);
    }));

  test('two up and a down, again and again, all succeed, and what is left is whole', () =>
    withProject(two, async ({ name, gantry }) => {
      for (let round = 0; round < 5; round += 1) {
        const outcomes = await Promise.all([gantry('up', '-d'), gantry('down', '-t', '0'), gantry('up', '-d')]);
        expect(outcomes.map(({ exitCode, stderr }) => (exitCode === 0 ? '' : stderr))).toEqual(['', '', '']);
        const states = (await resourcesOf(name)).containers.map(container => `${container.name} ${container.state}`);
        expect([[], [`${name}-a-1 running`, `${name}-b-1 running`]]).toContainEqual(states);
        expect(await locksOf(name)).toEqual([]);
      }
    }));

  test('the one that waits says for whom, and goes on as soon as that one is killed', () =>
    withProject(two, async project => {
      const first = await heldUp(project);
      const second = start(project, 'down', '-t', '0');
      await second.says(new RegExp(`waiting for another gantry: up, pid ${first.pid} on \\S+, since \\d+ s`));
      first.kill('SIGKILL');
      expect(await second.exit).toBe(0);
      expect(await locksOf(project.name)).toEqual([]);
      await first.close();
    }));

  test('the one that waits waits for one that is stopped, too, and Ctrl-C ends that', () =>
    withProject(two, async project => {
      const first = await heldUp(project);
      first.kill('SIGSTOP');
      const second = start(project, 'up', '-d');
      await second.says(/waiting for another gantry: up/);
      const third = start(project, 'down', '-t', '0');
      await third.says(/waiting for another gantry: up/);
      third.kill('SIGINT');
      expect(await third.exit).toBe(130);
      expect(second.isRunning()).toBe(true);
      first.letGo();
      first.kill('SIGCONT');
      expect([await first.exit, await second.exit]).toEqual([0, 0]);
      expect((await resourcesOf(project.name)).containers).toHaveLength(2);
      expect(await locksOf(project.name)).toEqual([]);
      await first.close();
    }));

  test('a down ends an up that waits for a dependency which does not get healthy', () =>
    withProject(
      {
        'compose.yaml': `services:
  sick: ${service('healthcheck: {test: ["CMD", "false"], interval: 1s, retries: 1000}')}
  web: ${service('depends_on: {sick: {condition: service_healthy}}')}
`,
      },
      async project => {
        const waiting = start(project, 'up', '-d');
        await waiting.says(/sick-1 Waiting/);
        expect((await project.gantry('down', '-t', '0')).exitCode).toBe(0);
        expect(await waiting.exit).toBe(1);
        expect((await resourcesOf(project.name)).containers).toEqual([]);
        expect(await locksOf(project.name)).toEqual([]);
      },
    ));
});

describe('a gantry of another machine', () => {
  const foreign: ThisProcess = { ...thisProcess(), host: 'elsewhere', machine: 'elsewhere' };

  test('that lives is asked through the engine, and waited for', () =>
    withProject(two, async project => {
      let letGo = (): void => {};
      const held = new Promise<void>(resolve => {
        letGo = resolve;
      });
      const context = {
        engine: await connectEngine({ env: process.env, homeDir: '/' }),
        emit: () => {},
        signal: new AbortController().signal,
        confirm: async () => false,
        self: foreign,
      };
      const holding = withProjectLock(project.name, 'up', context, () => held);
      await eventually(async () => expect(await locksOf(project.name)).toHaveLength(1));
      const second = start(project, 'up', '-d');
      await second.says(/waiting for another gantry: up, pid \d+ on elsewhere/);
      // It would be held for dead after two pings without an answer, 5 s.
      await new Promise(next => setTimeout(next, 7_000));
      expect(second.isRunning()).toBe(true);
      expect(await resourcesOf(project.name)).toMatchObject({ containers: [], networks: [] });
      letGo();
      await holding;
      expect(await second.exit).toBe(0);
      expect(await locksOf(project.name)).toEqual([]);
    }));

  test('that is dead does not answer, and its lock is taken', () =>
    withProject(two, async project => {
      const dead = { ...foreign, token: foreign.newToken(), command: 'up', since: Date.now() - 60_000 };
      await engine('POST', '/volumes/create', lockVolume(lockName(project.name), project.name, dead));
      const { exitCode, stderr } = await project.gantry('up', '-d');
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(/waiting for another gantry: up, pid \d+ on elsewhere, since \d+ s/);
      expect(await locksOf(project.name)).toEqual([]);
    }));
});

describe('what goes meanwhile', () => {
  test('is no mistake of a down: containers and networks that somebody else removes, or is removing', () =>
    withProject(two, async project => {
      for (const wait of [true, false]) {
        await project.gantry('up', '-d');
        const { containers } = await resourcesOf(project.name);
        const { exit, close } = await startThroughProxy(
          project,
          async ({ call }) => {
            const id = /^DELETE \/containers\/(\w+)$/.exec(call)?.[1];
            const removed = id && engine('DELETE', `/containers/${id}?force=1`).catch(() => {});
            if (wait) await removed;
            if (/^DELETE \/networks/.test(call)) await engine('DELETE', call.slice('DELETE '.length));
          },
          'down',
          '-t',
          '0',
        );
        expect(await exit).toBe(0);
        await close();
        expect(containers).toHaveLength(2);
        expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
      }
    }));

  test('is no mistake of an up that recreates', () =>
    withProject(two, async project => {
      await project.gantry('up', '-d');
      project.write('compose.yaml', two['compose.yaml'].replaceAll('1d', '2d'));
      const { exit, close } = await startThroughProxy(
        project,
        async ({ call }) => {
          const id = /^DELETE \/containers\/(\w+)$/.exec(call)?.[1];
          if (id) void engine('DELETE', `/containers/${id}?force=1`).catch(() => {});
        },
        'up',
        '-d',
        '-t',
        '0',
      );
      expect(await exit).toBe(0);
      await close();
      expect((await resourcesOf(project.name)).containers.map(({ name, state }) => `${name} ${state}`)).toEqual([
        `${project.name}-a-1 running`,
        `${project.name}-b-1 running`,
      ]);
    }));
});

describe('networks', () => {
  test('services that are created at once find one another by name', () =>
    withProject(
      {
        'compose.yaml': `services:
  a: ${service()}
  b: ${service('networks: {default: {aliases: [other]}}')}
  c: ${service()}
  check: {image: "${image}", command: getent hosts a b c other, depends_on: [a, b, c]}
  after: {image: "${image}", command: "true", depends_on: {check: {condition: service_completed_successfully}}}
`,
      },
      async ({ gantry }) => {
        const { exitCode, stderr } = await gantry('up', '-d');
        expect(stderr).not.toMatch(/Error/);
        expect(exitCode).toBe(0);
      },
    ));

  test('of several, that of the highest priority is first, and none is joined or left later', () =>
    withProject(
      {
        'compose.yaml': `services:
  a: ${service('networks: {one: {}, two: {priority: 100}, three: {priority: 10}}')}
  b: ${service('networks: {three: {priority: 5}, one: {}}')}
networks: {one: {}, two: {}, three: {}}
`,
      },
      async ({ name, gantry }) => {
        const outcomes = await Promise.all([gantry('up', '-d'), gantry('up', '-d')]);
        expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
        const before = await resourcesOf(name);
        expect(await Promise.all(before.containers.map(({ id }) => networksOf(id)))).toEqual([
          { main: `${name}_two`, all: [`${name}_one`, `${name}_three`, `${name}_two`] },
          { main: `${name}_three`, all: [`${name}_one`, `${name}_three`] },
        ]);
        expect((await gantry('up', '-d')).exitCode).toBe(0);
        expect(await resourcesOf(name)).toEqual(before);
      },
    ));
});

async function networksOf(id: string): Promise<{ main: string; all: string[] }> {
  const { HostConfig, NetworkSettings } = await engine<{
    HostConfig: { NetworkMode: string };
    NetworkSettings: { Networks: object };
  }>('GET', `/containers/${id}/json`);
  return { main: HostConfig.NetworkMode, all: Object.keys(NetworkSettings.Networks).sort() };
}

/** Names of the project's locks, and of what asks for their holders. */
async function locksOf(name: string): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`dev.gantry.lock.project=${name}`] }));
  const { Volumes } = await engine<{ Volumes: { Name: string }[] | null }>('GET', `/volumes?filters=${filters}`);
  return (Volumes ?? []).map(volume => volume.Name);
}

interface Started {
  readonly pid: number;
  readonly exit: Promise<number | null>;
  isRunning(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when its standard error has this. */
  says(text: RegExp): Promise<void>;
}

function start(project: TestProject, ...args: string[]): Started {
  return startWith({}, project, args);
}

function startWith(more: NodeJS.ProcessEnv, { name, folder }: TestProject, args: readonly string[]): Started {
  const env = { ...process.env, COMPOSE_PROJECT_NAME: name, ...more };
  const child = spawn(gantryBin, args, { cwd: folder, env });
  let stderr = '';
  child.stderr.on('data', data => {
    stderr += data;
  });
  return {
    pid: child.pid!,
    exit: new Promise(done => child.on('close', done)),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: signal => child.kill(signal),
    says: text => eventually(async () => expect(stderr).toMatch(text)),
  };
}

type BeforeWrite = NonNullable<NonNullable<Parameters<typeof openProxy>[0]>['beforeWrite']>;

async function startThroughProxy(
  project: TestProject,
  beforeWrite: BeforeWrite,
  ...args: string[]
): Promise<Started & { close(): Promise<void> }> {
  const proxy = await openProxy({ beforeWrite });
  return { ...startWith({ DOCKER_HOST: proxy.host }, project, args), close: () => proxy.close() };
}

/** An up that has the lock and has made the network, and whose next calls don't get to the engine until it is let go. */
async function heldUp(project: TestProject): Promise<Started & { letGo(): void; close(): Promise<void> }> {
  let letGo = (): void => {};
  const held = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const started = await startThroughProxy(
    project,
    ({ call }) => (/volumes|networks/.test(call) ? undefined : held),
    'up',
    '-d',
  );
  await eventually(async () => expect((await resourcesOf(project.name)).networks).toHaveLength(1));
  return { ...started, letGo };
}
