import { beforeAll, describe, expect, test } from 'vitest';
import { engine, resourcesOf, statesOf, type TestProject, withProject } from '../support.ts';
import { gantryForDocker } from './docker.ts';

// testcontainers, as it is, with a compose file: it calls `docker compose` through npm's docker-compose, and then finds
// the containers by their labels and the names that Docker Compose would have given them.

const { DockerComposeEnvironment, Wait } = await (async () => {
  // The reaper is an image, and comes from a registry.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  // Where the tests run in a container, it would ask another address for the ports.
  process.env.TESTCONTAINERS_HOST_OVERRIDE = '127.0.0.1';
  return await import('testcontainers');
})();

// It hands its own environment on.
beforeAll(() => {
  Object.assign(process.env, gantryForDocker());
});

const files = {
  'compose.yaml': `
services:
  web:
    build: { context: ., args: ["GREETING=\${GREETING:-hello}"] }
    command: ["sh", "-c", "cd /www; echo serving; exec httpd -f -p 8080"]
    ports: ["127.0.0.1::8080"]
    environment: [NAME]
    volumes: ["data:/data"]
    init: true
    depends_on: { db: { condition: service_healthy } }
  db:
    image: busybox
    command: sleep 1000
    init: true
    healthcheck: { test: "true", interval: 1s }
  extra:
    image: busybox
    command: sleep 1000
    init: true
    profiles: [more]
volumes:
  data:
`,
  Dockerfile: 'FROM busybox\nARG GREETING\nRUN mkdir /www && echo "$GREETING" > /www/index.html\n',
};

function environmentOf({ folder, name }: TestProject) {
  return new DockerComposeEnvironment(folder, 'compose.yaml').withProjectName(name);
}

test('an environment is built, waited for, used and taken down', async () => {
  await withProject(files, async project => {
    const { name } = project;
    const started = await environmentOf(project)
      .withBuild()
      .withProfiles('more')
      .withEnvironment({ NAME: 'a b', GREETING: 'good day' })
      .withWaitStrategy('web-1', Wait.forHttp('/', 8080))
      .withWaitStrategy('db-1', Wait.forHealthCheck())
      .up();
    expect(await statesOf(name)).toEqual(['db-1 running', 'extra-1 running', 'web-1 running']);
    const web = started.getContainer('web-1');
    const [answer, executed] = await Promise.all([
      fetch(`http://127.0.0.1:${web.getMappedPort(8080)}/`).then(response => response.text()),
      web.exec(['sh', '-c', 'echo "$NAME"']),
    ]);
    expect(answer).toBe('good day\n');
    expect(executed).toMatchObject({ exitCode: 0, output: 'a b\n' });

    await started.stop();
    expect(await statesOf(name)).toEqual(['db-1 exited', 'extra-1 exited', 'web-1 exited']);
    await started.down({ timeout: 1000, removeVolumes: true });
    expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [] });
  });
});

test('some services are brought up, and what runs is left alone', async () => {
  await withProject(files, async project => {
    const first = await environmentOf(project).up(['db']);
    const { containers } = await resourcesOf(project.name);
    expect(containers.map(container => container.name)).toEqual([`${project.name}-db-1`]);

    const again = await environmentOf(project)
      .withNoRecreate()
      .withProjectName(project.name)
      .withDefaultWaitStrategy(Wait.forLogMessage('serving'))
      .withWaitStrategy('db-1', Wait.forHealthCheck())
      .up();
    const { containers: now } = await resourcesOf(project.name);
    expect(now.map(container => container.name)).toEqual([`${project.name}-db-1`, `${project.name}-web-1`]);
    expect(now[0]!.id).toBe(containers[0]!.id);
    await again.down();
    await first.down();
    expect(await statesOf(project.name)).toEqual([]);
  });
});

describe('an environment that does not come up is taken down, volumes and all', () => {
  const failing = (web: string) => `
services:
  web: { image: busybox, command: sleep 1000, init: true, volumes: ["data:/data"]${web} }
volumes: { data: }
`;

  test('since its containers cannot start', async () => {
    const text = failing(', depends_on: { bad: { condition: service_healthy } }');
    const bad =
      '  bad: { image: busybox, command: sleep 1000, init: true, healthcheck: { test: "false", interval: 1s, retries: 1 } }';
    await withProject({ 'compose.yaml': text.replace('\nvolumes', `\n${bad}\nvolumes`) }, async project => {
      await expect(environmentOf(project).up()).rejects.toThrow(/bad-1.* is unhealthy/);
      expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
    });
  });

  test('since what it waits for does not come', async () => {
    await withProject({ 'compose.yaml': failing('') }, async project => {
      const environment = environmentOf(project).withWaitStrategy('web-1', Wait.forLogMessage('never'));
      await expect(environment.withStartupTimeout(500).up()).rejects.toThrow(/never/);
      expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
      expect(
        await engine('GET', `/volumes?filters=${encodeURIComponent(`{"name":["${project.name}_data"]}`)}`),
      ).toMatchObject({ Volumes: [] });
    });
  });
});
