import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EngineProxy, openProxy } from './engine-proxy.ts';
import { foundHealthy, havePeer, resourcesOf, type TestProject, withProject } from './support.ts';

// Needs Docker Compose 2 on the machine: without it nothing is made as it makes it.
const peer = await havePeer();
if (!peer) console.log('docker compose is not installed: the tests of what it made are left out');

/** What the flavours read or hash differently, and what is hashed by way of another container. */
const files = {
  'compose.yaml': `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    scale: 2
    env_file: [web.env]
    label_file: [web.labels]
    expose: ["80"]
    ports: ["127.0.0.1::80"]
    volumes:
      - ./content:/content
      - {type: bind, source: ./content, target: /same}
      - {type: bind, source: ./content, target: /again, read_only: true, bind: {propagation: rprivate}}
      - data:/data
      - /anonymous
    networks: {front: {aliases: [www]}, default: null}
    secrets: [token]
    configs: [{source: motd, target: /etc/motd}]
    depends_on: {db: {condition: service_healthy}}
    deploy: {resources: {limits: {memory: 64M}}}
  beside:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    network_mode: service:db
    volumes_from: [db]
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    links: [cache]
    healthcheck: {test: "true", interval: 1s}
    volumes: [{type: volume, source: data, target: /data, volume: {nocopy: true}}]
  cache:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    env_file: [{path: missing.env, required: false}]
    ulimits: {nofile: {soft: 1000, hard: 2000}}
networks:
  front: {labels: {a: b}}
volumes:
  data: {labels: {a: b}}
secrets:
  token: {file: ./token}
configs:
  motd: {content: "hello\\n"}
`,
  'web.env': 'LEVEL=debug\n',
  'web.labels': 'org.example.team=web\n',
  'content/index': 'hello\n',
  token: 'abc\n',
};

let proxy: EngineProxy;
beforeAll(async () => {
  proxy = await openProxy();
});
afterAll(() => proxy.close());

/** `up -d` by gantry, which has to leave all as it is. */
async function changesNothing(project: TestProject, ...flags: string[]): Promise<void> {
  const before = await resourcesOf(project.name);
  expect(before.containers).toHaveLength(5);
  await foundHealthy(project, 'db');
  const [calls, writes] = [proxy.calls.length, proxy.writes.length];
  const { exitCode, stderr } = await project.gantryOn(proxy.host, ...flags, 'up', '-d');
  expect(proxy.writes.slice(writes)).toEqual([]);
  expect(proxy.calls.length).toBeGreaterThan(calls);
  expect(await resourcesOf(project.name)).toEqual(before);
  const lines = before.containers.map(({ name }) => ` Container ${name} Running `);
  // It looks whether what others depend on is healthy, as Docker Compose does.
  const told = stderr.split('\n').filter(line => line !== '' && !/-db-1 (Waiting|Healthy) $/.test(line));
  expect([exitCode, told.sort()]).toEqual([0, lines.sort()]);
}

describe.skipIf(!peer)('up, after Docker Compose 2 has made all', () => {
  test('must change nothing, whichever version gantry runs as', () =>
    withProject(files, async project => {
      expect((await project.peer('up', '-d')).exitCode).toBe(0);
      await changesNothing(project, '--compose-version', '2');
      await changesNothing(project);
    }));

  test('must change what has changed since then, and nothing else', () =>
    withProject(files, async project => {
      expect((await project.peer('up', '-d')).exitCode).toBe(0);
      const before = await resourcesOf(project.name);
      project.write('web.env', 'LEVEL=info\n');
      expect((await project.gantry('up', '-d', '-t', '0')).exitCode).toBe(0);
      const after = await resourcesOf(project.name);
      const same = after.containers.filter(({ id }) => before.containers.some(container => container.id === id));
      expect(same.map(({ name }) => name.split('-')[1])).toEqual(['beside', 'cache', 'db']);
      expect([after.networks, after.volumes]).toEqual([before.networks, before.volumes]);
    }));
});

describe.skipIf(!peer)('Docker Compose 2, after gantry has made all as that version', () => {
  test('must change nothing, nor must gantry in its own version', () =>
    withProject(files, async project => {
      expect((await project.gantry('--compose-version', '2', 'up', '-d')).exitCode).toBe(0);
      const before = await resourcesOf(project.name);
      expect((await project.peer('up', '-d')).exitCode).toBe(0);
      expect(await resourcesOf(project.name)).toEqual(before);
      await changesNothing(project);
    }));
});

test('up five times must write nothing from the second on', () =>
  withProject(files, async project => {
    expect((await project.gantry('up', '-d')).exitCode).toBe(0);
    for (let time = 2; time <= 5; time++) await changesNothing(project);
    await changesNothing(project, '--compose-version', '2');
  }));
