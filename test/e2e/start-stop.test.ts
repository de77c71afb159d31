import { describe, expect, test } from 'vitest';
import { havePeer, resourcesOf, statesOf, type TestProject, withProject } from './support.ts';

const app = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    depends_on:
      db: {condition: service_started, restart: true}
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
  debug:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    profiles: [debug]
`;

async function idsOf({ name }: TestProject): Promise<(string | undefined)[]> {
  return (await resourcesOf(name)).containers.map(({ id }) => id);
}

/** What a command did, with the project's name left out. */
async function told(project: TestProject, ...args: string[]): Promise<string[]> {
  const { exitCode, stderr } = await project.gantry(...args);
  expect({ args, exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return stderr
    .replaceAll(`${project.name}-`, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

describe('stop, start and restart', () => {
  test('must keep containers, the order of dependencies, and services of other profiles', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('--profile', 'debug', 'up', '-d');
      const ids = await idsOf(project);
      expect(await told(project, 'stop', '-t', '0')).toEqual([
        'Container web-1 Stopping',
        'Container web-1 Stopped',
        'Container db-1 Stopping',
        'Container db-1 Stopped',
      ]);
      expect(await statesOf(project.name)).toEqual(['db-1 exited', 'debug-1 running', 'web-1 exited']);
      expect(await told(project, 'stop')).toEqual([
        'Container web-1 Stopping',
        'Container web-1 Stopped',
        'Container db-1 Stopping',
        'Container db-1 Stopped',
      ]);
      expect(await told(project, 'start', '--wait', 'web')).toEqual(
        expect.arrayContaining(['Container db-1 Started', 'Container web-1 Starting', 'Container web-1 Healthy']),
      );
      expect(await told(project, 'restart', '-t', '0', 'db')).toEqual([
        'Container db-1 Restarting',
        'Container db-1 Started',
        'Container web-1 Restarting',
        'Container web-1 Started',
      ]);
      expect(await told(project, 'restart', '--no-deps', '-t', '0', 'db')).toHaveLength(2);
      expect(await told(project, 'restart', '-t', '0', 'debug')).toHaveLength(2);
      expect(await statesOf(project.name)).toEqual(['db-1 running', 'debug-1 running', 'web-1 running']);
      expect(await idsOf(project)).toEqual(ids);
    }));

  test('must work without a file, by the name of the project', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      project.write('compose.yaml', 'this is no file of Compose\n');
      const inProject = ['-p', project.name];
      expect((await told(project, ...inProject, 'stop', '-t', '0'))[0]).toBe('Container web-1 Stopping');
      expect((await told(project, ...inProject, 'start', 'web'))[0]).toBe('Container db-1 Starting');
      expect(await told(project, ...inProject, 'restart', '-t', '0', 'db')).toHaveLength(4);
      expect(await statesOf(project.name)).toEqual(['db-1 running', 'web-1 running']);
      const none = await project.gantry('-p', `${project.name}none`, 'start');
      expect(none).toMatchObject({
        exitCode: 1,
        stderr: `no container found for project "${project.name}none": not found\n`,
      });
    }));

  test('must say what cannot be started', () =>
    withProject({ 'compose.yaml': app }, async ({ gantry }) => {
      const none = await gantry('start');
      expect(none.exitCode).toBe(1);
      expect(none.stderr).toMatch(/^service "db" has no container to start\n/);
      expect(await gantry('start', 'nope')).toMatchObject({ exitCode: 1, stderr: 'no such service: nope\n' });
      for (const command of ['stop', 'restart', 'pause', 'unpause'])
        expect(await gantry(command)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await gantry('kill')).toMatchObject({ exitCode: 0, stderr: 'No container to kill\n' });
    }));
});

describe('pause, unpause and kill', () => {
  test('must freeze, free and end what is up, and tell what the engine refuses', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      expect(await told(project, 'pause', 'db')).toEqual(['Container db-1 Paused']);
      expect(await statesOf(project.name)).toEqual(['db-1 paused', 'web-1 running']);
      const again = await project.gantry('pause', 'db');
      expect(again.exitCode).toBe(1);
      expect(again.stderr).toMatch(/Error response from daemon: Container [0-9a-f]{64} is already paused\n$/);
      expect(await told(project, 'unpause', 'db')).toEqual(['Container db-1 Unpaused']);
      const bogus = await project.gantry('kill', '-s', 'BOGUS', 'web');
      expect(bogus.exitCode).toBe(1);
      expect(bogus.stderr).toMatch(/invalid signal: BOGUS/i);
      expect(await told(project, 'kill', 'web')).toEqual(['Container web-1 Killing', 'Container web-1 Killed']);
      expect(await statesOf(project.name)).toEqual(['db-1 running', 'web-1 exited']);
    }));

  test('must leave containers of services that the file does not have, unless told otherwise', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      project.write('compose.yaml', 'services: {db: {image: debian:bookworm-slim, command: sleep 1000, init: true}}');
      await told(project, 'kill');
      expect(await statesOf(project.name)).toEqual(['db-1 exited', 'web-1 running']);
      await told(project, 'kill', '--remove-orphans');
      expect(await statesOf(project.name)).toEqual(['db-1 exited', 'web-1 exited']);
    }));
});

test('hooks must run before and after a restart, and not in what does not run', () =>
  withProject(
    {
      'compose.yaml': `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    volumes: [data:/data]
    post_start: [{command: sh -c 'echo hello >> /data/log'}]
    pre_stop: [{command: sh -c 'echo bye >> /data/log'}]
  reader:
    image: debian:bookworm-slim
    command: cat /data/log
    volumes: [data:/data]
    profiles: [read]
volumes:
  data: {}
`,
    },
    async project => {
      await project.gantry('up', '-d');
      await told(project, 'restart', '-t', '0');
      await told(project, 'stop', '-t', '0');
      await told(project, 'restart', '-t', '0');
      await project.gantry('--profile', 'read', 'up', 'reader');
      const { stdout } = await project.gantry('--profile', 'read', 'logs', '--no-log-prefix', 'reader');
      expect(stdout).toBe('hello\nbye\nhello\nbye\nhello\n');
    },
  ));

describe('beside Docker Compose', () => {
  const commands = [
    ['stop', '-t', '0', 'db'],
    ['start', 'web'],
    ['pause'],
    ['restart', '-t', '0'],
    ['kill', '-s', 'KILL', 'web'],
    ['restart', '-t', '0', 'db'],
    ['unpause', 'web'],
    ['-p', 'PROJECT', 'stop', '-t', '0'],
    ['start', 'nope'],
    ['-p', 'PROJECT', 'start', 'nope'],
  ];

  test('all must end in the same states, with the same exit codes', async context => {
    if (!(await havePeer())) context.skip();
    await withProject({ 'compose.yaml': app }, ours =>
      withProject({ 'compose.yaml': app }, async theirs => {
        await ours.gantry('up', '-d');
        await theirs.peer('up', '-d');
        const named = (args: string[], { name }: TestProject) => args.map(arg => (arg === 'PROJECT' ? name : arg));
        for (const args of commands) {
          const mine = {
            args,
            code: (await ours.gantry(...named(args, ours))).exitCode,
            states: await statesOf(ours.name),
          };
          const { exitCode } = await theirs.peer(...named(args, theirs));
          expect(mine).toEqual({ args, code: exitCode, states: await statesOf(theirs.name) });
        }
      }),
    );
  });
});
