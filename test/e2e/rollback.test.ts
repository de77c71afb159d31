import { describe, expect, test } from 'vitest';
import { engine, resourcesOf, type TestProject, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

/** Two services with data that nobody named, of which `web` runs the script given. */
const file = (script: string) => `
services:
  web:
    image: ${image}
    init: true
    command: ["sh", "-c", "${script}"]
    volumes: [/anonymous, "named:/named"]
    depends_on: [db]
  db:
    image: ${image}
    init: true
    command: ["sh", "-c", "echo ${script.length}; exec sleep 1000"]
    volumes: [/anonymous]
volumes:
  named: {}
`;
const good = 'date +%N >> /anonymous/data; exec sleep 1000';
const better = 'exec sleep 2000';
const bad = 'echo lost >> /anonymous/data; echo no such table: users >&2; exit 3';

describe('up --rollback-on-failure', () => {
  test('must replace the containers as up does when they come up', () =>
    withProject({ 'compose.yaml': file(good) }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const before = await snapshot(name);
      write('compose.yaml', file(better));
      const outcome = await gantry('up', '-d', '-t', '0', '--rollback-on-failure');
      expect(outcome.stderr).not.toContain('rolled back');
      expect(outcome.exitCode).toBe(0);
      const after = await snapshot(name);
      expect(after.map(({ name, state, volumes }) => ({ name, state, volumes }))).toEqual(
        before.map(({ name, state, volumes }) => ({ name, state, volumes })),
      );
      expect(after.map(({ id }) => id)).not.toEqual(before.map(({ id }) => id));
      const again = await gantry('up', '-d');
      expect(again.stderr).not.toMatch(/Recreate|Creat|Start|Remov/);
    }));

  test.each([
    ['in the background', ['-d']],
    ['attached', []],
    ['waiting', ['--wait']],
  ])('must bring the previous containers back when one of the new fails, %s', (_name, flags) =>
    withProject({ 'compose.yaml': file(good) }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const before = await snapshot(name);
      write('compose.yaml', file(bad));
      const outcome = await gantry('up', ...flags, '-t', '0', '--rollback-on-failure');
      expect(outcome.exitCode).toBe(1);
      expect(outcome.stderr).toContain('no such table: users');
      expect(outcome.stderr).toMatch(/container \S+-web-1 exited \(3\)/);
      expect(outcome.stderr).toMatch(/rolled back: the previous containers run \(\S+-db-1, \S+-web-1\)/);
      expect(outcome.stdout).not.toContain('previous');
      expect(await snapshot(name)).toEqual(before);
    }),
  );

  test('must stop nothing when a container cannot be made', () =>
    withProject({ 'compose.yaml': file(good) }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const before = await startTimes(name);
      // More than any machine has: the engine refuses the container.
      write('compose.yaml', file(better).replace('    init: true', '    init: true\n    cpus: 100000'));
      const outcome = await gantry('up', '-d', '--rollback-on-failure');
      expect(outcome.exitCode).toBe(1);
      expect(await startTimes(name)).toEqual(before);
    }));

  test('must be finished by the next up when it was killed, with the previous container kept until then', () =>
    withProject({ 'compose.yaml': file(good) }, async project => {
      const { name, gantry, write, signalled } = project;
      await gantry('up', '-d');
      const before = await snapshot(name);
      write('compose.yaml', withHealthcheck(file(better), 'false'));
      const flags = ['up', '-d', '-t', '0', '--rollback-on-failure'];
      await signalled({ shown: /web-1 Started/, signal: 'SIGKILL' }, ...flags);
      const ids = (await resourcesOf(name)).containers.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
      const failing = await gantry(...flags);
      expect(failing.stderr).toContain('rolled back');
      expect(await snapshot(name)).toEqual(before);
      await finished(project, before);
    }));
});

/** A probe that fails at once and for good, or succeeds. */
function withHealthcheck(text: string, command: string): string {
  return text.replace(
    '    depends_on: [db]',
    `    depends_on: [db]\n    healthcheck: {test: "${command}", interval: 1s, retries: 1}`,
  );
}

async function finished({ name, gantry, write }: TestProject, before: readonly Container[]): Promise<void> {
  write('compose.yaml', withHealthcheck(file(better), 'true'));
  expect((await gantry('up', '-d', '-t', '0', '--rollback-on-failure')).exitCode).toBe(0);
  const after = await snapshot(name);
  expect(after.map(({ name, state, volumes }) => ({ name, state, volumes }))).toEqual(
    before.map(({ name, state, volumes }) => ({ name, state, volumes })),
  );
}

interface Container {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly volumes: readonly string[];
}

interface Inspected {
  readonly Mounts: readonly { readonly Name?: string }[];
  readonly State: { readonly StartedAt: string };
}

/** The project's containers, and the volumes that each has. */
async function snapshot(project: string): Promise<Container[]> {
  const { containers } = await resourcesOf(project);
  return Promise.all(
    containers.map(async ({ id, name, state }) => {
      const { Mounts } = await engine<Inspected>('GET', `/containers/${id}/json`);
      return { id, name, state, volumes: Mounts.map(mount => mount.Name ?? '').sort() };
    }),
  );
}

async function startTimes(project: string): Promise<string[]> {
  const { containers } = await resourcesOf(project);
  return Promise.all(
    containers.map(async ({ id }) => {
      const { State } = await engine<Inspected>('GET', `/containers/${id}/json`);
      return `${id} ${State.StartedAt}`;
    }),
  );
}
