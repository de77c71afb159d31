import compose, { createAll, type IDockerComposeOptions, images, rm } from 'docker-compose';
import { beforeAll, describe, expect, test } from 'vitest';
import { statesOf, type TestProject, withProject } from '../support.ts';
import { gantryForDocker } from './docker.ts';

// npm's docker-compose, as it is: it calls `docker compose`, or with `standalone` `docker-compose`, and reads what
// that prints. testcontainers and GitHub actions stand on it.

const composeFile = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo I am web; exec sleep 1000"]
    init: true
    ports: ["127.0.0.1::80", "127.0.0.1::53/udp"]
    volumes: ["data:/data"]
  # Wide columns leave no more than three blanks between them.
  a-service-of-a-long-name:
    image: busybox
    command: sleep 1000
    init: true
volumes:
  data:
`;

let env: NodeJS.ProcessEnv;
beforeAll(() => {
  env = gantryForDocker();
});

function optionsFor({ name, folder }: TestProject, more: IDockerComposeOptions = {}): IDockerComposeOptions {
  return { cwd: folder, env: { ...env, COMPOSE_PROJECT_NAME: name }, ...more };
}

test('a project lives and is looked at', async () => {
  await withProject({ 'compose.yaml': composeFile }, async project => {
    const { name } = project;
    const options = optionsFor(project);
    const long = 'a-service-of-a-long-name';
    await expect(compose.upAll(options)).resolves.toMatchObject({ exitCode: 0, out: '' });

    const [table, json, quiet, services, image, port, log, executed, ran, version] = await Promise.all([
      compose.ps(options),
      compose.ps({ ...options, commandOptions: [['--format', 'json']] }),
      compose.ps({ ...options, commandOptions: ['-q'] }),
      compose.ps({ ...options, commandOptions: ['--services'] }),
      images(options),
      compose.port('web', 80, options),
      compose.logs(['web'], options),
      compose.exec('web', 'cat /proc/1/cmdline', options),
      compose.run('web', ['echo', 'it ran'], { ...options, commandOptions: ['--rm'] }),
      compose.version(options),
    ]);
    const ports = [
      { exposed: { port: 80, protocol: 'tcp' }, mapped: { address: '127.0.0.1', port: expect.any(Number) } },
      { exposed: { port: 53, protocol: 'udp' }, mapped: { address: '127.0.0.1', port: expect.any(Number) } },
    ];
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(table.data.services.sort(byName)).toEqual([
      { name: `${name}-${long}-1`, command: '"sleep 1000"', state: expect.stringMatching(/^Up /), ports: [] },
      {
        name: `${name}-web-1`,
        command: expect.stringMatching(/^"sh -c 'echo I am/),
        state: expect.stringMatching(/^Up /),
        ports: expect.arrayContaining(ports),
      },
    ]);
    expect(json.data.services.sort(byName)).toEqual([
      { name: `${name}-${long}-1`, command: '"sleep 1000"', state: 'running', ports: [] },
      { ...table.data.services[1], command: expect.any(String), state: 'running' },
    ]);
    expect(quiet.data.services.map(service => service.name)).toEqual(Array(2).fill(expect.stringMatching(/^\w{64}$/)));
    expect(services.data.services.map(service => service.name).sort()).toEqual([long, 'web']);
    expect(image.data.services).toContainEqual({
      container: `${name}-web-1`,
      repository: 'busybox',
      tag: 'latest',
      platform: expect.stringMatching(/^linux\//),
      id: expect.stringMatching(/^\w{12}$/),
    });
    expect(table.data.services[1]!.ports).toContainEqual({ exposed: { port: 80, protocol: 'tcp' }, mapped: port.data });
    expect(log.out).toContain('web-1  | I am web\n');
    expect(executed.out).toContain('sleep');
    expect(ran.out).toBe('it ran\n');
    expect(version.data.version).toMatch(/^\d+\.\d+\.\d+$/);

    await compose.pauseOne('web', options);
    expect(await statesOf(name)).toEqual([`${long}-1 running`, 'web-1 paused']);
    await compose.unpauseOne('web', options);
    await compose.stopOne('web', options);
    expect(await statesOf(name)).toEqual([`${long}-1 running`, 'web-1 exited']);
    await compose.restartAll(options);
    expect(await statesOf(name)).toEqual([`${long}-1 running`, 'web-1 running']);
    await compose.kill(options);
    await rm(options, 'web');
    expect(await statesOf(name)).toEqual([`${long}-1 exited`]);
    await compose.downAll({ ...options, commandOptions: ['--volumes', '--remove-orphans', ['-t', '1']] });
    expect(await statesOf(name)).toEqual([]);
  });
});

test('a project is made, from a file in memory, by docker-compose', async () => {
  await withProject({}, async project => {
    const standalone = { executable: { standalone: true }, configAsString: composeFile } as const;
    const options = optionsFor(project, standalone);
    const [config, services, volumes, version] = await Promise.all([
      compose.config(options),
      compose.configServices(options),
      compose.configVolumes(options),
      compose.version(optionsFor(project, { executable: { standalone: true } })),
      createAll(options),
    ]);
    expect(config.data.config.services).toMatchObject({ web: { image: 'busybox' } });
    expect(services.data.services).toEqual(['a-service-of-a-long-name', 'web']);
    expect(volumes.data.volumes).toEqual(['data']);
    expect(version.data.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await statesOf(project.name)).toEqual(['a-service-of-a-long-name-1 created', 'web-1 created']);
    await compose.upOne('web', options);
    expect(await statesOf(project.name)).toEqual(['a-service-of-a-long-name-1 created', 'web-1 running']);
    await compose.downMany(['web'], options);
    expect(await statesOf(project.name)).toEqual(['a-service-of-a-long-name-1 created']);
  });
});

test('images are built; what fails tells its code and why', async () => {
  const files = {
    'compose.yaml': `
services:
  web: { build: ., command: "true" }
  bad: { image: busybox, command: sh -c 'exit 3' }
`,
    Dockerfile: 'FROM busybox\nRUN echo built > /built\n',
  };
  await withProject(files, async project => {
    const options = optionsFor(project);
    await expect(compose.buildAll({ ...options, parallel: true })).resolves.toMatchObject({ exitCode: 0 });
    const [ran, ...failed] = await Promise.all([
      compose.run('web', 'cat /built', { ...options, commandOptions: ['--rm'] }),
      compose.upMany(['bad'], { ...options, commandOptions: ['--abort-on-container-exit'] }).catch(error => error),
      compose.upOne('absent', options).catch(error => error),
      compose.upAll({ ...options, cwd: '/' }).catch(error => error),
    ]);
    expect(ran.out).toBe('built\n');
    expect(failed).toEqual([
      expect.objectContaining({ exitCode: 3 }),
      expect.objectContaining({ exitCode: 1, err: expect.stringContaining('no such service: absent') }),
      expect.objectContaining({
        exitCode: 1,
        err: expect.stringContaining('no configuration file provided: not found'),
      }),
    ]);
  });
});

describe('docker gantry', () => {
  test('is gantry under its own name', async () => {
    await withProject({}, async project => {
      const version = await compose.version(
        optionsFor(project, { executable: { standalone: true, executablePath: 'docker' }, composeOptions: ['gantry'] }),
      );
      expect(version.data.version).toMatch(/^\d+\.\d+\.\d+$/);
    });
  });
});
