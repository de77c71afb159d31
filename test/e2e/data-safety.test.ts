import { describe, expect, test } from 'vitest';
import { engine, resourcesOf, type TestProject, withProject } from './support.ts';

// What a project's containers have written must be there after whatever is done to it, unless its loss was asked for.

const image = 'debian:bookworm-slim';

/** Writes once, and says what it finds: data that is lost shows as another line. */
const writes = 'cat /data/id 2>/dev/null || cat /proc/sys/kernel/random/uuid > /data/id; cat /data/id; exec sleep 1000';

const file = (more = '', at = '/data') => `
services:
  web:
    image: ${image}
    init: true
    command: ["sh", "-c", "${writes}"]
    volumes: ["${at}"]
${more}`;

const builds = file('    build: .\n').replace(`    image: ${image}\n`, '');

describe('an anonymous volume', () => {
  test('must keep its data when the image changes', () =>
    withProject({ 'compose.yaml': builds }, async project => {
      try {
        await buildVersion(project, 1);
        await project.gantry('up', '-d');
        const [data, volume] = [await dataOf(project), await volumeOf(project)];
        await buildVersion(project, 2);
        const outcome = await project.gantry('up', '-d', '-t', '0');
        expect(outcome.stderr).toContain('Recreated');
        expect(await volumeOf(project)).toBe(volume);
        expect(await dataOf(project)).toBe(data);
      } finally {
        await removeImage(`${project.name}-web`);
      }
    }));

  test.each([
    ['its container is recreated by force', ['--force-recreate'], ''],
    ['the configuration changes', [], '    environment: {A: b}\n'],
  ])('must keep its data when %s', (_name, flags, more) =>
    withProject({ 'compose.yaml': file() }, async project => {
      await project.gantry('up', '-d');
      const [data, volume] = [await dataOf(project), await volumeOf(project)];
      project.write('compose.yaml', file(more));
      expect((await project.gantry('up', '-d', '-t', '0', ...flags)).stderr).toContain('Recreated');
      expect(await volumeOf(project)).toBe(volume);
      expect(await dataOf(project)).toBe(data);
    }),
  );

  test('must not be a reason to recreate its container', () =>
    withProject({ 'compose.yaml': file() }, async ({ name, gantry }) => {
      await gantry('up', '-d');
      const before = await resourcesOf(name);
      for (let times = 0; times < 3; times += 1) expect((await gantry('up', '-d')).stderr).not.toMatch(/Recreat|Creat/);
      expect(await resourcesOf(name)).toEqual(before);
    }));

  test('must be named when down leaves it behind, and hold its data', () =>
    withProject({ 'compose.yaml': file() }, async project => {
      const { name, gantry } = project;
      await gantry('up', '-d');
      const volume = await volumeOf(project);
      const outcome = await gantry('down', '-t', '0');
      expect(outcome.exitCode).toBe(0);
      expect(outcome.stderr).toContain(`${volume} (/data of ${name}-web-1)`);
      await expect(engine('GET', `/volumes/${volume}`)).resolves.toMatchObject({ Name: volume });
      await engine('DELETE', `/volumes/${volume}`);
    }));

  test('must go, and not be told of, when down is to remove volumes', () =>
    withProject({ 'compose.yaml': file() }, async project => {
      await project.gantry('up', '-d');
      const volume = await volumeOf(project);
      const outcome = await project.gantry('down', '-v', '-t', '0');
      expect(outcome.stderr).not.toContain(volume);
      await expect(engine('GET', `/volumes/${volume}`)).rejects.toThrow('404');
    }));
});

describe('a recreation that fails half way', () => {
  test.each([
    ['the engine refuses the container', '    cpus: 100000\n'],
    [
      'a network cannot be made',
      '    networks: [broken]\nnetworks: {broken: {ipam: {config: [{subnet: 10.250.0.0/24, gateway: 192.0.2.1}]}}}\n',
    ],
    ['a volume cannot be made', '    environment: {A: b}\nvolumes: {broken: {driver_opts: {no-such: option}}}\n'],
  ])('because %s must leave the old container running, with its volumes', (_name, more) =>
    withProject({ 'compose.yaml': file() }, async project => {
      const { name, gantry, write } = project;
      await gantry('up', '-d');
      const [before, data, volume] = [await resourcesOf(name), await dataOf(project), await volumeOf(project)];
      const usesVolume = more.includes('volumes:')
        ? file(more).replace('["/data"]', '["/data", "broken:/b"]')
        : file(more);
      write('compose.yaml', usesVolume);
      expect((await gantry('up', '-d', '-t', '0')).exitCode).toBe(1);
      expect((await resourcesOf(name)).containers).toEqual(before.containers);
      expect(await volumeOf(project)).toBe(volume);
      write('compose.yaml', file());
      expect((await gantry('up', '-d', '-t', '0')).exitCode).toBe(0);
      expect((await resourcesOf(name)).containers.map(({ id }) => id)).toEqual(before.containers.map(({ id }) => id));
      expect(await dataOf(project)).toBe(data);
    }),
  );

  test('must not have stopped what wants a restart with it', () => {
    const two = (more = '') => `${file(more).replace(/^ {2}web:/m, '  db:')}  app:
    image: ${image}
    init: true
    command: sleep 1000
    depends_on: {db: {condition: service_started, restart: true}}
`;
    return withProject({ 'compose.yaml': two() }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const before = await resourcesOf(name);
      write('compose.yaml', two('    cpus: 100000\n'));
      expect((await gantry('up', '-d', '-t', '0')).exitCode).toBe(1);
      expect((await resourcesOf(name)).containers).toEqual(before.containers);
    });
  });
});

describe('data whose image or volume changed', () => {
  test('must be kept when the image of the container was removed', () =>
    withProject({ 'compose.yaml': builds }, async project => {
      const { name, gantry } = project;
      try {
        await buildVersion(project, 1);
        await gantry('up', '-d');
        const [data, volume] = [await dataOf(project), await volumeOf(project)];
        await removeImage(`${name}-web`);
        expect((await gantry('up', '-d', '-t', '0')).exitCode).toBe(0);
        expect(await volumeOf(project)).toBe(volume);
        expect(await dataOf(project)).toBe(data);
      } finally {
        await removeImage(`${name}-web`);
      }
    }));

  test.each([
    ['labels', 'labels: {changed: "yes"}'],
    ['driver options', 'driver_opts: {type: tmpfs, device: tmpfs}'],
  ])('must be kept when the %s of a volume change, and nobody can be asked', (_name, changed) =>
    withProject({ 'compose.yaml': file('volumes: {data: {}}', 'data:/data') }, async project => {
      const { name, gantry, write } = project;
      await gantry('up', '-d');
      const [before, data] = [await resourcesOf(name), await dataOf(project)];
      write('compose.yaml', file(`volumes: {data: {${changed}}}`, 'data:/data'));
      const outcome = await gantry('up', '-d', '-t', '0');
      expect(outcome.exitCode).toBe(0);
      expect(await resourcesOf(name)).toEqual(before);
      expect(await dataOf(project)).toBe(data);
    }),
  );

  test('must be asked for before a volume is made anew, and kept unless the answer is yes', () =>
    withProject({ 'compose.yaml': file('volumes: {data: {}}', 'data:/data') }, async project => {
      const { name, gantry, write, terminal } = project;
      await gantry('up', '-d');
      const [before, data] = [await resourcesOf(name), await dataOf(project)];
      write('compose.yaml', file('volumes: {data: {labels: {changed: "yes"}}}', 'data:/data'));
      const declined = terminal('up', '-d', '-t', '0');
      await declined.shows('data will be lost');
      declined.type('n\r');
      expect(await declined.exit).toBe(0);
      expect(await resourcesOf(name)).toEqual(before);
      expect(await dataOf(project)).toBe(data);
      const agreed = terminal('up', '-d', '-t', '0');
      await agreed.shows('data will be lost');
      agreed.type('y\r');
      expect(await agreed.exit).toBe(0);
      expect(await dataOf(project)).not.toBe(data);
    }));
});

/** Another image of the same name, with the data folder as a volume of its own. */
async function buildVersion({ gantry, write }: TestProject, version: number): Promise<void> {
  write('Dockerfile', `FROM ${image}\nLABEL version=${version}\nVOLUME /data\n`);
  expect((await gantry('build')).exitCode).toBe(0);
}

async function removeImage(name: string): Promise<void> {
  await engine('DELETE', `/images/${name}?force=1`).catch(() => undefined);
}

async function dataOf({ gantry }: TestProject): Promise<string> {
  const { stdout } = await gantry('logs', '--no-log-prefix', '--tail', '1', 'web');
  expect(stdout).toMatch(/^[0-9a-f-]{36}\n$/);
  return stdout;
}

/** Name of the volume that holds the data of `web`. */
async function volumeOf({ name }: TestProject): Promise<string> {
  const { containers } = await resourcesOf(name);
  const { Mounts } = await engine<{ Mounts: { Name: string; Destination: string }[] }>(
    'GET',
    `/containers/${containers.find(container => container.name === `${name}-web-1`)!.id}/json`,
  );
  return Mounts.find(({ Destination }) => Destination === '/data')!.Name;
}
