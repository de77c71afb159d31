import { expect, test } from 'vitest';
import { engine, resourcesOf, statesOf, withProject } from './support.ts';

const file = `
services:
  web: {image: debian:bookworm-slim, init: true, command: sleep 1000, depends_on: [db]}
  db: {image: debian:bookworm-slim, init: true, command: sleep 1000}
  built: {build: ., image: "IMAGE", init: true, command: sleep 1000, profiles: [builds]}
`;
const dockerfile = 'FROM busybox\nCMD sleep 1000\n';

test('create and up must recreate, build, pull and scale as their flags say', () =>
  withProject({ Dockerfile: dockerfile }, async ({ name, write, gantry }) => {
    const image = `${name}:built`;
    write('compose.yaml', file.replace('IMAGE', image));
    const ids = async () => (await resourcesOf(name)).containers.map(({ id }) => id);
    try {
      expect((await gantry('create', '--scale', 'db=2', '--yes', '--quiet-pull', 'web')).exitCode).toBe(0);
      expect(await statesOf(name)).toEqual(['db-1 created', 'db-2 created', 'web-1 created']);
      const before = await ids();
      write('compose.yaml', file.replace('IMAGE', image).replaceAll('1000, depends', '1001, depends'));
      await gantry('create', '--no-recreate', '--scale', 'db=2', 'web');
      expect(await ids()).toEqual(before);
      await gantry('up', '-d', '--no-recreate', '--no-start', '--scale', 'db=2', 'web');
      expect(await ids()).toEqual(before);
      await gantry('create', '--force-recreate', '--scale', 'db=2', 'web');
      expect(await ids()).toEqual([before[0], before[1], expect.not.stringContaining(before[2]!)]);
      const db = (await ids())[0];
      await gantry('up', '-d', '--quiet-pull', '--always-recreate-deps', '--force-recreate', '-t', '0', 'web');
      expect(await statesOf(name)).toEqual(['db-1 running', 'web-1 running']);
      expect(await ids()).not.toContain(db);

      const unbuilt = await gantry('create', '--no-build', '--pull', 'never', 'built');
      expect([unbuilt.exitCode, unbuilt.stderr]).toEqual([1, expect.stringContaining(image)]);
      expect((await gantry('up', '--no-build', '-d', '--pull', 'never', 'built')).exitCode).toBe(1);
      expect((await gantry('create', '--build', 'built')).exitCode).toBe(0);
      const first = await engine<{ Id: string }>('GET', `/images/${image}/json`);
      write('Dockerfile', `${dockerfile}LABEL again=yes\n`);
      const again = await gantry('up', '-d', '--build', '--quiet-build', '-t', '0', 'built');
      expect([again.exitCode, again.stderr.includes('LABEL again')]).toEqual([0, false]);
      expect((await engine<{ Id: string }>('GET', `/images/${image}/json`)).Id).not.toBe(first.Id);

      write('compose.yaml', 'services:\n  only: {image: debian:bookworm-slim}\n');
      await gantry('create', '--remove-orphans');
      expect(await statesOf(name)).toEqual(['only-1 created']);
    } finally {
      await engine('DELETE', `/images/${image}?force=1`).catch(() => undefined);
    }
  }));

test('an attached up must show the logs that its flags choose, as they choose', () =>
  withProject(
    {
      'compose.yaml': `
services:
  web: {image: debian:bookworm-slim, command: echo from web, depends_on: [db]}
  db: {image: debian:bookworm-slim, command: echo from db}
`,
    },
    async ({ gantry }) => {
      const shown = async (...flags: string[]) =>
        (await gantry('up', '--force-recreate', '--menu=false', ...flags)).stdout
          .split('\n')
          .filter(line => line.includes('from'));
      expect((await shown('--attach-dependencies', 'web')).sort()).toEqual(['db-1   | from db', 'web-1  | from web']);
      expect(await shown('--attach', 'web')).toEqual(['web-1  | from web']);
      expect(await shown('--no-attach', 'web', '--no-log-prefix')).toEqual(['from db']);
      expect(await shown('--no-attach', 'db', '--timestamps', '--no-color')).toEqual([
        expect.stringMatching(/^web-1 {2}\| \d{4}-\d\d-\d\dT[\d:.]+Z from web$/),
      ]);
    },
  ));

test('progress must go to standard output where COMPOSE_STATUS_STDOUT asks for it', () =>
  withProject({ 'compose.yaml': 'services: {web: {image: debian:bookworm-slim}}\n' }, async ({ name, shell }) => {
    const terminal = shell(
      'COMPOSE_STATUS_STDOUT=1 $GANTRY create 2>/dev/null | cat; $GANTRY ps -a --format "{{.State}}"',
    );
    await terminal.exit;
    expect(terminal.screen()).toContain(` Container ${name}-web-1 Created`);
    expect(terminal.screen()).toContain('created');
  }));

test('up and run without dependencies must share with the containers that are there, and refuse where there are none', () =>
  withProject(
    {
      'compose.yaml': `
services:
  app: {image: busybox, init: true, command: sleep 1000, network_mode: "service:db", volumes_from: [db]}
  db: {image: busybox, init: true, command: sleep 1000, volumes: [/data]}
`,
    },
    async ({ name, gantry }) => {
      const ids = async () => (await resourcesOf(name)).containers.map(({ id }) => id);
      await gantry('up', '-d', '-t', '0');
      const before = await ids();
      expect((await gantry('up', '-d', '--no-deps', 'app')).exitCode).toBe(0);
      expect(await ids()).toEqual(before);
      expect((await gantry('run', '--rm', '--no-deps', '-T', 'app', 'test', '-d', '/data')).exitCode).toBe(0);
      await engine('DELETE', `/containers/${name}-db-1?force=1`);
      const refused = await gantry('up', '-d', '--no-deps', '--force-recreate', 'app');
      expect([refused.exitCode, await ids()]).toEqual([1, [before[0]]]);
      expect(refused.stderr).toContain('cannot share volume with service db: container missing');
    },
  ));
