import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { engine, resourcesOf, statesOf, withProject } from './support.ts';

const image = 'image: debian:bookworm-slim';
const idle = `${image}, init: true, command: sleep 1000`;

describe('two files in one folder, one project name', () => {
  const files = { 'a.yaml': `services:\n  web: {${idle}}\n`, 'b.yaml': `services:\n  db: {${idle}}\n` };

  test('each must leave the containers of the other, and say of which file they are', () =>
    withProject(files, async ({ name, folder, gantry }) => {
      await gantry('-f', 'a.yaml', 'up', '-d');
      const { stderr } = await gantry('-f', 'b.yaml', 'up', '-d');
      expect(stderr).toContain(`Found orphan containers (${name}-web-1) for this project.`);
      expect(stderr).toContain(`${name}-web-1 of ${folder}/a.yaml`);
      for (const command of ['stop', 'start', 'kill']) await gantry('-f', 'b.yaml', command);
      expect(await statesOf(name)).toEqual(['db-1 exited', 'web-1 running']);
      const down = await gantry('-f', 'b.yaml', 'down');
      expect(down.exitCode).toBe(0);
      expect(down.stderr).toContain(`${name}-web-1 (no service of the Compose file`);
      expect(await statesOf(name)).toEqual(['web-1 running']);
    }));

  test.each([
    ['up', ['up', '-d', '--remove-orphans'], ['db-1 running']],
    ['down', ['down', '--remove-orphans'], []],
  ])('%s --remove-orphans must remove the other file’s', (_, args, left) =>
    withProject(files, async ({ name, gantry }) => {
      await gantry('-f', 'a.yaml', 'up', '-d');
      await gantry('-f', 'b.yaml', 'up', '-d');
      expect((await gantry('-f', 'b.yaml', ...args, '-t', '0')).exitCode).toBe(0);
      expect(await statesOf(name)).toEqual(left);
    }),
  );
});

describe('down', () => {
  test('must tell what is left of profiles and of run, and take it when asked to', () =>
    withProject(
      { 'compose.yaml': `services:\n  web: {${idle}}\n  tools: {${idle}, profiles: [dev]}\n` },
      async ({ name, gantry }) => {
        await gantry('--profile', 'dev', 'up', '-d');
        await gantry('stop', '-t', '0', 'web');
        await oneOff(name, 'web');
        const { exitCode, stderr } = await gantry('down', '-t', '0');
        expect(exitCode).toBe(0);
        expect(stderr).toContain(`${name}-tools-1 (goes with --profile dev)`);
        expect(stderr).toContain(`${name}-run (of run: goes with --remove-orphans)`);
        expect((await resourcesOf(name)).containers.map(container => container.name)).toEqual([
          `${name}-run`,
          `${name}-tools-1`,
        ]);
        await gantry('--profile', 'dev', 'down', '--remove-orphans', '-t', '0');
        expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [] });
      },
    ));

  test('must need no file where COMPOSE_PROJECT_NAME has the name', () =>
    withProject({ 'sub/compose.yaml': `services:\n  web: {${idle}}\n` }, async ({ name, gantry }) => {
      await gantry('-f', 'sub/compose.yaml', 'up', '-d');
      expect((await gantry('ps', '-q')).stdout).toMatch(/^[0-9a-f]{64}\n$/);
      expect((await gantry('down', '-t', '0')).exitCode).toBe(0);
      expect((await resourcesOf(name)).containers).toEqual([]);
    }));

  test('must never remove what is external', () =>
    withProject({}, async owner => {
      const labels = { 'com.docker.compose.project': owner.name };
      await engine('POST', '/networks/create', { Name: `${owner.name}_front`, Labels: labels });
      await engine('POST', '/volumes/create', { Name: `${owner.name}_data`, Labels: labels });
      const file = `
services:
  web: {${idle}, networks: [front], volumes: ["data:/data"]}
networks: {front: {external: true, name: ${owner.name}_front}}
volumes: {data: {external: true, name: ${owner.name}_data}}
`;
      await withProject({ 'compose.yaml': file }, async ({ gantry }) => {
        expect((await gantry('up', '-d')).exitCode).toBe(0);
        expect((await gantry('up', '-d', '--force-recreate', '-V', '-y', '-t', '0')).exitCode).toBe(0);
        expect((await gantry('down', '-v', '--remove-orphans', '--rmi', 'local', '-t', '0')).exitCode).toBe(0);
        const { networks, volumes } = await resourcesOf(owner.name);
        expect([...networks, ...volumes].map(resource => resource.name)).toEqual([
          `${owner.name}_front`,
          `${owner.name}_data`,
        ]);
      });
    }));
});

describe('a container that somebody else made under our name', () => {
  test('must make up fail, and stay as it is', () =>
    withProject({ 'compose.yaml': `services:\n  web: {${idle}}\n` }, async ({ name, gantry }) => {
      const path = `/containers/create?name=${name}-web-1`;
      const { Id } = await engine<{ Id: string }>('POST', path, { Image: 'debian:bookworm-slim', Cmd: ['true'] });
      try {
        for (const args of [['up', '-d'], ['up', '-d', '--force-recreate'], ['create']]) {
          const { exitCode, stderr } = await gantry(...args);
          expect(exitCode).toBe(1);
          expect(stderr).toContain(`The container name "/${name}-web-1" is already in use`);
        }
        await gantry('down', '-v', '--remove-orphans');
        const found = await engine<{ Name: string; State: { Status: string } }>('GET', `/containers/${Id}/json`);
        expect([found.Name, found.State.Status]).toEqual([`/${name}-web-1`, 'created']);
      } finally {
        await engine('DELETE', `/containers/${Id}?force=1`);
      }
    }));
});

describe('a question', () => {
  const file = (version: string) =>
    `services:\n  web: {${idle}, volumes: ["data:/data"]}\nvolumes: {data: {labels: {version: "${version}"}}}\n`;

  test.each([
    ['a no', 'n\n', '1'],
    ['nothing, which is a no', '', '1'],
    ['a yes', 'y\n', '2'],
  ])('must take %s from a pipe', (_, answer, version) =>
    withProject({ 'compose.yaml': file('1') }, async ({ name, folder, gantry, write }) => {
      await gantry('up', '-d');
      write('compose.yaml', file('2'));
      const { exitCode, stdout } = await piped(answer, folder, name, 'up', '-d', '-t', '0');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Volume "${name}_data" exists but doesn't match configuration`);
      const volume = await engine<{ Labels: Record<string, string> }>('GET', `/volumes/${name}_data`);
      expect(volume.Labels.version).toBe(version);
    }),
  );
});

describe('logs', () => {
  test('must leave out a service of attach: false that is not named', () =>
    withProject(
      {
        'compose.yaml': `services:\n  a: {${image}, command: echo one}\n  b: {${image}, attach: false, command: echo two}\n`,
      },
      async ({ gantry }) => {
        await gantry('up');
        expect((await gantry('logs')).stdout).toBe('a-1  | one\n');
        expect((await gantry('logs', 'b')).stdout).toBe('b-1  | two\n');
      },
    ));
});

/** As `run` makes them. */
async function oneOff(project: string, service: string): Promise<void> {
  const { Id } = await engine<{ Id: string }>('POST', `/containers/create?name=${project}-run`, {
    Image: 'debian:bookworm-slim',
    Cmd: ['sleep', '1000'],
    Labels: {
      'com.docker.compose.project': project,
      'com.docker.compose.service': service,
      'com.docker.compose.oneoff': 'True',
      'com.docker.compose.config-hash': 'x',
    },
  });
  await engine('POST', `/containers/${Id}/start`);
}

function piped(input: string, cwd: string, project: string, ...args: string[]) {
  return new Promise<{ exitCode: number; stdout: string }>(done => {
    const env = { ...process.env, COMPOSE_PROJECT_NAME: project };
    const bin = new URL('../../bin/gantry', import.meta.url).pathname;
    const child = spawn(bin, args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.on('data', data => {
      stdout += data;
    });
    child.on('close', code => done({ exitCode: code ?? 1, stdout }));
    child.stdin.end(input);
  });
}
