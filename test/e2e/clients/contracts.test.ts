import { beforeAll, expect, test } from 'vitest';
import {
  engine,
  type Outcome,
  resourcesOf,
  run,
  runPiped,
  statesOf,
  type TestProject,
  withProject,
} from '../support.ts';
import { gantryForDocker } from './docker.ts';

// Command lines of programs that can't be installed here, and what they read in the answers.

const composeFile = `
services:
  web:
    image: busybox
    command: sh -c 'echo I am web; exec sleep 1000'
    init: true
    environment: { VERSION: "\${VERSION:-1}" }
    ports: ["127.0.0.1::80"]
    labels: { a: "b=c" }
    depends_on: [db]
  db: { image: busybox, command: sleep 1000, init: true, volumes: ["data:/data"] }
  tool: { image: busybox, command: sleep 1000, init: true, profiles: [extra] }
volumes: { data: }
`;

let env: NodeJS.ProcessEnv;
beforeAll(() => {
  env = gantryForDocker();
});

type Docker = (...args: string[]) => Promise<Outcome>;

function dockerOf({ folder, name }: TestProject, variables: NodeJS.ProcessEnv = {}): Docker {
  return (...args) => run(['docker', ...args], folder, { ...env, COMPOSE_PROJECT_NAME: name, ...variables });
}

const lines = (text: string) => text.split('\n').filter(line => line !== '');

test('docker-rollout: twice as many, the new ones of the new kind; then the old ones go', async () => {
  await withProject({ 'compose.yaml': composeFile.replace(/ {4}ports.*\n/, '') }, async project => {
    const docker = dockerOf(project);
    expect((await docker('compose')).exitCode).toBe(0);
    await docker('compose', '-f', 'compose.yaml', 'up', '--detach');
    const old = lines((await docker('compose', '-f', 'compose.yaml', 'ps', '--quiet', 'web')).stdout);

    const docker2 = dockerOf(project, { VERSION: '2' });
    const scale = ['up', '--detach', '--scale', 'web=2', '--no-recreate', 'web'];
    expect(await docker2('compose', '-f', 'compose.yaml', ...scale)).toMatchObject({ exitCode: 0 });
    const both = lines((await docker2('compose', '-f', 'compose.yaml', 'ps', '--quiet', 'web')).stdout);
    expect(both).toHaveLength(2);
    expect(both).toContain(old[0]);
    const [added] = both.filter(id => id !== old[0]);
    const { Config } = await engine<{ Config: { Env: string[] } }>('GET', `/containers/${added}/json`);
    expect(Config.Env).toContain('VERSION=2');

    await engine('DELETE', `/containers/${old[0]}?force=1`);
    expect(await docker2('compose', '-f', 'compose.yaml', 'up', '--detach')).toMatchObject({ exitCode: 0 });
    expect(lines((await docker2('compose', 'ps', '--quiet', 'web')).stdout)).toEqual([added]);
    expect(await statesOf(project.name)).toEqual(['db-1 running', 'web-2 running']);
  });
});

test('Ansible: events are JSON, nothing is changed twice, and labels can be taken apart', async () => {
  await withProject({ 'compose.yaml': composeFile }, async project => {
    const docker = dockerOf(project);
    const compose = ['compose', '--ansi', 'never', '--progress', 'json', '--project-directory', project.folder];
    const up = ['up', '--detach', '--no-color', '--quiet-pull'];
    const events = async (...args: string[]) => {
      const { exitCode, stderr } = await docker(...compose, ...args);
      expect(exitCode).toBe(0);
      return lines(stderr).map(line => JSON.parse(line) as { id: string; status: string; text: string });
    };
    const { name } = project;
    const happened = async (...args: string[]) =>
      (await events(...args)).map(({ id, status, text }) => `${id.replace(name, 'P')} ${status} ${text}`);
    const expected = [
      'Network P_default Working Creating',
      'Network P_default Done Created',
      'Container P-web-1 Working Creating',
      'Container P-web-1 Done Created',
      'Container P-web-1 Working Starting',
      'Container P-web-1 Done Started',
    ];
    expect(await happened(...up, '--dry-run')).toEqual(expect.arrayContaining(expected));
    expect(await happened(...up)).toEqual(expect.arrayContaining(expected));
    const again = ['Container P-db-1 Done Running', 'Container P-web-1 Done Running'];
    expect((await happened(...up)).sort()).toEqual(again);
    expect((await happened(...up, '--dry-run')).sort()).toEqual(again);

    const ps = await docker(...compose, 'ps', '--format', 'json', '--all', '--no-trunc');
    const containers = lines(ps.stdout).map(line => JSON.parse(line));
    const web = containers.find(({ Service }) => Service === 'web');
    const labels = Object.fromEntries((web.Labels as string).split(',').map(entry => entry.split(/=(.*)/s)));
    expect(labels).toMatchObject({
      a: 'b=c',
      'com.docker.compose.project.config_files': `${project.folder}/compose.yaml`,
    });
    expect(web).toMatchObject({ Names: `${name}-web-1`, Networks: `${name}_default`, State: 'running' });
    expect(web.Publishers).toEqual([
      { URL: '127.0.0.1', TargetPort: 80, PublishedPort: expect.any(Number), Protocol: 'tcp' },
    ]);
    const images = JSON.parse((await docker(...compose, 'images', '--format', 'json')).stdout);
    expect(images[0]).toMatchObject({ ContainerName: expect.any(String), ID: expect.stringMatching(/^sha256:/) });
  });
});

test('VS Code, and JetBrains, who asks for profiles', async () => {
  await withProject({ 'compose.yaml': composeFile }, async project => {
    const docker = dockerOf(project);
    const compose = ['compose', '--file', 'compose.yaml', '--project-name', project.name];
    const config = async (flag: string) =>
      lines((await docker('compose', '-f', 'compose.yaml', '--profile', '*', 'config', flag)).stdout).sort();
    expect(await config('--services')).toEqual(['db', 'tool', 'web']);
    expect(await config('--profiles')).toEqual(['extra']);
    expect(await config('--images')).toEqual(['busybox', 'busybox', 'busybox']);
    expect(await config('--volumes')).toEqual(['data']);
    const up = ['up', '--detach', '--build', '--scale', 'web=2', '--timeout', '1', '--wait', 'web'];
    expect(await docker(...compose, '--profile', 'extra', ...up)).toMatchObject({ exitCode: 0 });
    expect(await statesOf(project.name)).toEqual(['db-1 running', 'web-1 running', 'web-2 running']);
    expect(await docker(...compose, 'stop', '--timeout', '1', 'web')).toMatchObject({ exitCode: 0 });
    expect((await docker(...compose, 'logs', '--tail', '5', 'web')).stdout).toContain('| I am web\n');
    expect(await docker(...compose, 'down', '--rmi', 'local', '--volumes', '--timeout', '1')).toMatchObject({
      exitCode: 0,
    });
    expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
  });
});

test('Tilt: services one by one, from a file on standard input, and events as lines of JSON', async () => {
  await withProject({}, async project => {
    const docker = dockerOf(project);
    const globals = ['compose', '--project-name', project.name, '--project-directory', project.folder, '-f', '-'];
    const piped = (...args: string[]) =>
      runPiped(composeFile, ['docker', ...globals, ...args], project.folder, env).then(({ exitCode, stdout }) => ({
        exitCode,
        stdout: stdout.toString(),
      }));
    const [, version] = /^docker[ -]compose(?: version)?:? v?([^\s,]+)/i.exec(
      (await docker('compose', 'version')).stdout,
    )!;
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect((await piped('config')).stdout).toContain('services:\n');
    const since = Math.floor(Date.now() / 1000);
    for (const service of ['db', 'web']) {
      const up = ['up', '--no-deps', '--remove-orphans', '--no-build', '-d', service, '--wait'];
      expect(await piped(...up)).toMatchObject({ exitCode: 0 });
    }
    const ids = lines((await piped('ps', '-a', '-q', 'web')).stdout);
    expect(ids).toEqual([expect.stringMatching(/^\w{64}$/)]);

    const until = Math.floor(Date.now() / 1000) + 1;
    const events = await piped('events', '--json', '--since', String(since), '--until', String(until));
    const started = lines(events.stdout)
      .map(line => JSON.parse(line))
      .filter(({ action }) => action === 'start');
    expect(started.map(({ type, id, service }) => ({ type, id, service }))).toContainEqual({
      type: 'container',
      id: ids[0],
      service: 'web',
    });
    expect(await piped('rm', '--stop', '--force', 'web')).toMatchObject({ exitCode: 0 });
    expect(await statesOf(project.name)).toEqual(['db-1 running']);
    expect(await piped('down', '--remove-orphans')).toMatchObject({ exitCode: 0 });
    expect(await statesOf(project.name)).toEqual([]);
  });
});
