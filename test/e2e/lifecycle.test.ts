import { describe, expect, test } from 'vitest';
import { eventually, resourcesOf, withProject } from './support.ts';

const twoServices = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    volumes: [data:/data]
    depends_on:
      db: {condition: service_healthy}
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    healthcheck: {test: "true", interval: 1s}
volumes:
  data: {}
`;

describe('up, ps and down', () => {
  test('up must make and start everything, ps must list it, down must leave nothing but volumes', () =>
    withProject({ 'compose.yaml': twoServices }, async ({ name, gantry }) => {
      expect((await gantry('up', '-d')).exitCode).toBe(0);
      const up = await resourcesOf(name);
      expect(up.containers.map(container => [container.name, container.state])).toEqual([
        [`${name}-db-1`, 'running'],
        [`${name}-web-1`, 'running'],
      ]);
      expect(up.networks.map(network => network.name)).toEqual([`${name}_default`]);

      // The engine's own probe may be yet to come.
      await eventually(async () => {
        const ps = await gantry('ps', '--format', 'json');
        const rows = ps.stdout
          .trim()
          .split('\n')
          .map(line => JSON.parse(line));
        expect(rows.map(row => [row.Service, row.State, row.Health])).toEqual([
          ['db', 'running', 'healthy'],
          ['web', 'running', ''],
        ]);
      });

      expect((await gantry('down', '-t', '0')).exitCode).toBe(0);
      expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [{ name: `${name}_data` }] });

      expect((await gantry('down', '-v')).exitCode).toBe(0);
      expect((await resourcesOf(name)).volumes).toEqual([]);
    }));

  test('data in a named volume must survive a down and an up', () =>
    withProject({ 'compose.yaml': writer("sh -c 'echo kept >> /data/file; exec sleep 1000'") }, async project => {
      await project.gantry('up', '-d');
      await project.gantry('down', '-t', '0');
      project.write('compose.yaml', writer("sh -c 'cat /data/file; exec sleep 1000'"));
      await project.gantry('up', '-d');
      const logs = await project.gantry('logs', '--no-log-prefix', 'web');
      expect(logs.stdout).toBe('kept\n');
    }));

  test('a second up must change nothing', () =>
    withProject({ 'compose.yaml': twoServices }, async ({ name, gantry }) => {
      await gantry('up', '-d');
      const before = await resourcesOf(name);
      const again = await gantry('up', '-d');
      expect(again.exitCode).toBe(0);
      expect(again.stderr).toContain(` Container ${name}-db-1 Running `);
      expect(await resourcesOf(name)).toEqual(before);
    }));

  test('a changed service must be recreated, its unchanged dependency must not', () =>
    withProject({ 'compose.yaml': twoServices }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const [dbBefore, webBefore] = (await resourcesOf(name)).containers;
      write(
        'compose.yaml',
        twoServices.replace('    volumes: [data:/data]', '    volumes: [data:/data]\n    environment: {A: b}'),
      );
      expect((await gantry('up', '-d')).exitCode).toBe(0);
      const [dbAfter, webAfter] = (await resourcesOf(name)).containers;
      expect(dbAfter!.id).toBe(dbBefore!.id);
      expect(webAfter!.id).not.toBe(webBefore!.id);
      expect(webAfter).toMatchObject({ name: `${name}-web-1`, state: 'running' });
    }));

  test('up --wait must wait for health, and must fail when a service ends with an error', () =>
    withProject({ 'compose.yaml': twoServices }, async ({ name, gantry, write }) => {
      const good = await gantry('up', '--wait');
      expect(good.exitCode).toBe(0);
      expect(good.stderr).toContain(` Container ${name}-db-1 Healthy `);
      write(
        'compose.yaml',
        `${twoServices}\n`.replace(
          'services:',
          'services:\n  bad:\n    image: debian:bookworm-slim\n    command: sh -c "exit 4"',
        ),
      );
      const bad = await gantry('up', '--wait');
      expect(bad.exitCode).toBe(1);
      expect(bad.stderr).toMatch(/container \S+-bad-1 exited \(4\)/);
    }));

  test('orphans must be named, and removed only when asked to', () =>
    withProject({ 'compose.yaml': twoServices }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      write(
        'compose.yaml',
        'services:\n  web:\n    image: debian:bookworm-slim\n    command: sleep 1000\n    init: true\n',
      );
      const warned = await gantry('up', '-d');
      expect(warned.stderr).toContain(`${name}-db-1`);
      expect((await resourcesOf(name)).containers).toHaveLength(2);
      await gantry('up', '-d', '--remove-orphans');
      expect((await resourcesOf(name)).containers.map(container => container.name)).toEqual([`${name}-web-1`]);
    }));

  test('a volume of another project must never be removed', () =>
    withProject({ 'compose.yaml': 'services: {}\nvolumes: {}\n' }, other =>
      withProject(
        {
          'compose.yaml': `services:\n  web:\n    image: debian:bookworm-slim\n    command: sleep 1000\n    init: true\n    volumes: [shared:/data]\nvolumes:\n  shared:\n    name: ${other.name}_kept\n    external: true\n`,
        },
        async ({ gantry, write }) => {
          other.write(
            'compose.yaml',
            'services:\n  a:\n    image: debian:bookworm-slim\n    command: "true"\n    volumes: [kept:/k]\nvolumes:\n  kept: {}\n',
          );
          await other.gantry('up', '-d');
          expect((await gantry('up', '-d')).exitCode).toBe(0);
          expect((await gantry('down', '-v', '-t', '0')).exitCode).toBe(0);
          expect((await resourcesOf(other.name)).volumes).toEqual([{ name: `${other.name}_kept` }]);
          write('compose.yaml', 'services: {}\n');
        },
      ),
    ));
});

function writer(command: string): string {
  return `services:\n  web:\n    image: debian:bookworm-slim\n    init: true\n    command: ${command}\n    volumes: [data:/data]\nvolumes:\n  data: {}\n`;
}
