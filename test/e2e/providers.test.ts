import { chmodSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gantryBin, havePeer, type Outcome, resourcesOf, run, type TestProject, withProject } from './support.ts';

const compose = `
services:
  app:
    image: debian:bookworm-slim
    command: sh -c 'echo "url is $$DB_URL"; exec sleep 1000'
    init: true
    depends_on: [db]
  db:
    provider:
      type: test-cloud
      options: {size: 12}
`;

const cloud = `#!/bin/sh
here=$(dirname "$0")
[ "$2" = metadata ] || echo "$*" >> "$here/calls"
case "$3" in
  up)
    [ -f "$here/broken" ] && { echo '{"type":"error","message":"no credit left"}'; exit 0; }
    echo '{"type":"info","message":"warming up"}'
    echo "{\\"type\\":\\"setenv\\",\\"message\\":\\"URL=$(cat "$here/url")\\"}" ;;
  down) echo '{"type":"info","message":"letting go"}' ;;
  *) exit 1 ;;
esac
`;

interface Providing extends TestProject {
  /** A program, where that of the provider can be found. */
  program(...command: string[]): Promise<Outcome>;
  calls(): Promise<string[]>;
}

function withProvider(scenario: (project: Providing) => Promise<void>): Promise<void> {
  return withProject({ 'compose.yaml': compose, 'bin/test-cloud': cloud, 'bin/url': 'first' }, async project => {
    const { name, folder } = project;
    chmodSync(join(folder, 'bin/test-cloud'), 0o755);
    const path = [join(folder, 'bin'), process.env.PATH].join(delimiter);
    const env = { ...process.env, COMPOSE_PROJECT_NAME: name, PATH: path };
    await scenario({
      ...project,
      program: (...command) => run(command, folder, env),
      gantry: (...args) => run([gantryBin, ...args], folder, env),
      calls: async () => (await readFile(join(folder, 'bin/calls'), 'utf8')).trim().split('\n'),
    });
  });
}

function containersOf(name: string): Promise<string[]> {
  return resourcesOf(name).then(({ containers }) => containers.map(container => container.name));
}

const peerIsHere = await havePeer();

describe('a service with a provider', () => {
  test('must be made available first, give its variables to dependents, and go last', () =>
    withProvider(async ({ name, gantry, calls, write }) => {
      const up = await gantry('up', '-d');
      expect(up).toMatchObject({ exitCode: 0 });
      expect(up.stderr).toContain(' db Creating \n db warming up \n db Created \n');
      expect((await gantry('logs', '--no-log-prefix', 'app')).stdout).toBe('url is first\n');

      expect((await gantry('up', '-d')).stderr).toContain(` Container ${name}-app-1 Running`);
      write('bin/url', 'second');
      expect((await gantry('up', '-d')).stderr).toContain(` Container ${name}-app-1 Recreated`);
      expect((await gantry('logs', '--no-log-prefix', 'app')).stdout).toBe('url is second\n');

      const down = await gantry('down', '-t', '0');
      expect(down.stderr).toMatch(/app-1 Removed.* db Removing \n db letting go \n db Removed /s);
      const up1 = `compose --project-name=${name} up --size=12 db`;
      expect(await calls()).toEqual([up1, up1, up1, `compose --project-name=${name} down --size=12 db`]);
      expect(await containersOf(name)).toEqual([]);
    }));

  test('must keep its dependents from being made when it fails, and say why', () =>
    withProvider(async ({ name, gantry, write }) => {
      write('bin/broken', '');
      const up = await gantry('up', '-d');
      expect(up.exitCode).toBe(1);
      expect(up.stderr).toContain(' db Error no credit left');
      expect(up.stderr).toMatch(/db: no credit left\n --> compose\.yaml:9:5 \[provider-failed\]/);
      expect(await containersOf(name)).toEqual([]);
    }));

  test('must not be asked by plans', () =>
    withProvider(async ({ gantry, calls }) => {
      expect((await gantry('plan')).stdout).toMatch(/^provider db +run +needed by app$/m);
      expect((await gantry('up', '-d', '--dry-run')).stderr).toContain(' db Creating \n');
      await gantry('up', '-d');
      expect((await gantry('plan')).stdout).toMatch(/^app +keep$/m);
      expect(await calls()).toHaveLength(1);
    }));

  test.runIf(peerIsHere)('must leave Docker Compose nothing to recreate', () =>
    withProvider(async ({ name, gantry, program }) => {
      await gantry('--compose-version', '2', 'up', '-d');
      const peer = await program('docker', 'compose', 'up', '-d');
      expect(peer.stderr).toContain(`Container ${name}-app-1  Running`);
    }),
  );
});
