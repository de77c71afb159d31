import { describe, expect, test } from 'vitest';
import { openProxy } from './engine-proxy.ts';
import { engine, eventually, resourcesOf, type Terminal, type TestProject, withProject } from './support.ts';

const file = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    volumes: [/anonymous]
    depends_on: [db]
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
  job:
    image: debian:bookworm-slim
    command: sh -c "read line; exit 7"
    stdin_open: true
`;

async function states({ name }: TestProject): Promise<Record<string, string>> {
  const { containers } = await resourcesOf(name);
  return Object.fromEntries(containers.map(container => [container.name.slice(name.length + 1), container.state]));
}

async function volumesMountedBy(project: TestProject, container: string): Promise<string[]> {
  const { Mounts } = await engine<{ Mounts: { Name?: string }[] }>(
    'GET',
    `/containers/${project.name}-${container}/json`,
  );
  return Mounts.flatMap(({ Name }) => Name ?? []);
}

describe('rm', () => {
  test('must remove what is stopped, and only with consent', () =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry, name } = project;
      await gantry('up', '-d', 'web');
      expect(await gantry('rm', '-f')).toEqual({ exitCode: 0, stdout: '', stderr: 'No stopped containers\n' });
      await engine('POST', `/containers/${name}-db-1/stop?t=0`);
      const refused = await gantry('rm');
      expect(refused).toEqual({ exitCode: 0, stdout: `Going to remove ${name}-db-1`, stderr: '' });
      expect(await states(project)).toEqual({ 'db-1': 'exited', 'web-1': 'running' });
      const removed = await gantry('rm', '-f');
      expect(removed.stdout).toBe(`Going to remove ${name}-db-1\n`);
      expect(removed.stderr).toBe(` Container ${name}-db-1 Removing \n Container ${name}-db-1 Removed \n`);
      expect(await states(project)).toEqual({ 'web-1': 'running' });
    }));

  test.each([
    ['Ctrl-C', (terminal: Terminal) => terminal.type('\x03'), 1],
    ['SIGTERM', (terminal: Terminal) => terminal.kill('SIGTERM'), 130],
  ])('must be called off by %s at its question', (_, callOff, exitCode) =>
    withProject({ 'compose.yaml': file }, async project => {
      await project.gantry('create', 'db');
      const terminal = project.terminal('rm');
      await terminal.shows('(y/N) ');
      callOff(terminal);
      expect(await terminal.exit).toBe(exitCode);
      expect(terminal.screen().includes('\r\ninterrupt\r\n')).toBe(exitCode === 1);
      expect(await states(project)).toEqual({ 'db-1': 'created' });
    }),
  );

  test('must head its two lists on a terminal with what they do', () =>
    withProject({ 'compose.yaml': file }, async project => {
      await project.gantry('up', '-d', 'db');
      const terminal = project.terminal('rm', '-sf');
      expect(await terminal.exit).toBe(0);
      const headers = [...terminal.screen().matchAll(/\[\+\] (\w+) 1\/1/g)].map(([, command]) => command);
      expect([...new Set(headers)]).toEqual(['stop', 'remove']);
    }));

  test.each([
    ['keep them', [], 1],
    ['take them along with -v', ['-v'], 0],
  ] as const)('of containers with anonymous volumes must %s', (_, flags, left) =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry, name } = project;
      await gantry('create', 'web');
      const [volume] = await volumesMountedBy(project, 'web-1');
      expect((await gantry('-p', name, 'rm', '-sf', ...flags)).exitCode).toBe(0);
      expect(await states(project)).toEqual({});
      const found = await engine('GET', `/volumes/${volume}`).then(
        () => 1,
        () => 0,
      );
      expect(found).toBe(left);
      if (found) await engine('DELETE', `/volumes/${volume}`);
    }),
  );

  test('--dry-run must tell of stops and removals, and do neither', () =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry, name } = project;
      await gantry('up', '-d', 'web');
      const before = await resourcesOf(name);
      const { stdout, stderr } = await gantry('--dry-run', 'rm', '-sf');
      expect(stdout).toBe(`Going to remove ${name}-db-1, ${name}-web-1\n`);
      expect(stderr).toContain(` Container ${name}-web-1 Stopped `);
      expect(stderr).toContain(` Container ${name}-db-1 Removed `);
      expect(await resourcesOf(name)).toEqual(before);
    }));

  test('must refuse services that the file does not have', () =>
    withProject({ 'compose.yaml': file }, async ({ gantry }) => {
      expect(await gantry('rm', '-f', 'nope')).toEqual({ exitCode: 1, stdout: '', stderr: 'no such service: nope\n' });
    }));
});

describe('scale', () => {
  test('must add and take away containers, the highest numbers first, and leave the others', () =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry } = project;
      expect((await gantry('scale', 'db=3')).exitCode).toBe(0);
      expect(await states(project)).toEqual({ 'db-1': 'running', 'db-2': 'running', 'db-3': 'running' });
      const [first] = (await resourcesOf(project.name)).containers;
      expect((await gantry('alpha', 'scale', 'db=1')).exitCode).toBe(0);
      expect((await resourcesOf(project.name)).containers).toEqual([first]);
      await gantry('scale', '--no-deps', 'web=1', 'db=0');
      expect(await states(project)).toEqual({ 'web-1': 'running' });
    }));

  test.each([
    [['nope=1'], 'no such service: nope'],
    [['db'], 'invalid scale specifier: db'],
    [['db=-1'], 'invalid scale specifier: db=-1'],
    [['db=x'], "invalid scale specifier: can't parse replica value as int: db=x"],
    [[], 'requires at least 1 arg(s), only received 0'],
  ])('must refuse %j', (args, message) =>
    withProject({ 'compose.yaml': file }, async ({ gantry, name }) => {
      const { exitCode, stderr } = await gantry('scale', ...args);
      expect([exitCode, stderr.split('\n')[0]]).toEqual([1, message]);
      expect((await resourcesOf(name)).containers).toEqual([]);
    }),
  );
});

describe('wait', () => {
  test('must end with the exit code of the container, and take the project down when asked to', () =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry, gantryOn, name } = project;
      await gantry('up', '-d');
      const id = (await resourcesOf(name)).containers.find(container => container.name === `${name}-job-1`)!.id;
      const proxy = await openProxy();
      try {
        const waiting = gantryOn(proxy.host, 'wait', 'job');
        const down = gantryOn(proxy.host, '-p', name, 'wait', '--down-project', 'job', 'nope');
        await eventually(async () => expect(proxy.calls.filter(call => call.endsWith('/wait'))).toHaveLength(2));
        await engine('POST', `/containers/${id}/kill?signal=KILL`);
        const line = `container "${id}" exited with status code 137\n`;
        expect(await waiting).toEqual({ exitCode: 137, stdout: line, stderr: '' });
        expect(await down).toMatchObject({ exitCode: 137, stdout: line });
        expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [] });
      } finally {
        await proxy.close();
      }
    }));

  test('must refuse to wait for nothing', () =>
    withProject({ 'compose.yaml': file }, async ({ gantry, name }) => {
      const message = `no containers for project "${name}"\n`;
      expect(await gantry('wait', 'web')).toEqual({ exitCode: 1, stdout: '', stderr: message });
      expect((await gantry('wait')).exitCode).toBe(1);
    }));
});
