import { expect, test } from 'vitest';
import { engine, resourcesOf, type TestProject, withProject } from './support.ts';

interface Inspect {
  readonly Config: Record<string, unknown>;
  readonly HostConfig: Record<string, unknown>;
  readonly Mounts: readonly { Type: string; Name?: string; Source?: string; Destination: string; RW: boolean }[];
  readonly NetworkSettings: { Networks: Record<string, { Aliases: string[] | null; IPAMConfig: unknown }> };
}

/** What a container was made with: without its id, and without the name of its project. */
async function madeWith(id: string, project: string): Promise<unknown> {
  const { Config, HostConfig, Mounts, NetworkSettings } = await engine<Inspect>('GET', `/containers/${id}/json`);
  const { Labels, Hostname, ...config } = Config as { Labels: Record<string, string>; Hostname: string };
  const labels = Object.entries(Labels).filter(([key]) => !/^(com\.docker\.compose|dev\.gantry)\./.test(key));
  const networks = Object.entries(NetworkSettings.Networks).map(([name, { Aliases, IPAMConfig }]) => {
    const aliases = (Aliases ?? []).filter(alias => alias !== id.slice(0, 12));
    return [name, { aliases: [...new Set(aliases)].sort(), IPAMConfig: IPAMConfig ?? {} }];
  });
  const text = JSON.stringify({
    config: { ...config, Hostname: Hostname === id.slice(0, 12) ? '' : Hostname },
    labels: labels.sort(),
    host: HostConfig,
    mounts: Mounts.map(({ Type, Name, Source, Destination, RW }) => ({
      Type,
      from: Type === 'bind' ? Source : /^[0-9a-f]{64}$/.test(Name ?? '') ? 'anonymous' : Name,
      Destination,
      RW,
    })).sort((a, b) => (a.Destination < b.Destination ? -1 : 1)),
    networks: networks.sort(),
  });
  // Nothing, and no options at all, are the same.
  const without = text.replaceAll(',"VolumeOptions":{}', '');
  return JSON.parse(without.replaceAll(project, 'PROJECT').replaceAll(/[0-9a-f]{64}/g, 'ID'));
}

/** The same file under another name makes the same containers. */
async function expectRoundTrip(project: TestProject, file: string): Promise<void> {
  const name = `${project.name}copy`;
  project.write('generated/compose.yaml', file);
  const generated = ['-f', 'generated/compose.yaml', '-p', name];
  expect(await project.gantry('--progress', 'quiet', ...generated, 'create')).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
  try {
    const [before, after] = await Promise.all([resourcesOf(project.name), resourcesOf(name)]);
    expect(after.containers.map(container => container.name.replace(name, project.name))).toEqual(
      before.containers.map(container => container.name),
    );
    for (const [index, { id }] of before.containers.entries())
      expect(await madeWith(after.containers[index]!.id, name)).toEqual(await madeWith(id, project.name));
  } finally {
    await project.gantry(...generated, 'down', '--volumes', '--timeout', '0');
  }
}

const everything = `
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo $$HOME; sleep 1000"]
    entrypoint: ["env"]
    environment: { A: "b $$c", EMPTY: "", DB_PASSWORD: hunter2 }
    labels: { a.b: "c $$d" }
    hostname: host
    user: "1:1"
    working_dir: /tmp
    stop_signal: SIGINT
    stop_grace_period: 3s
    tty: true
    init: true
    read_only: true
    cap_add: [NET_ADMIN]
    cap_drop: [ALL]
    security_opt: [no-new-privileges]
    extra_hosts: ["far:10.0.0.1"]
    dns: [10.0.0.2]
    restart: on-failure:3
    sysctls: { net.ipv4.ip_forward: "1" }
    ulimits: { nofile: { soft: 100, hard: 200 }, nproc: 50 }
    shm_size: 1m
    mem_limit: 64m
    cpus: 0.5
    pids_limit: 50
    oom_score_adj: 100
    logging: { driver: json-file, options: { max-size: 1m } }
    tmpfs: ["/t:size=1m"]
    volumes: ["data:/data", "/anonymous", ".:/here:ro", { type: tmpfs, target: /t2, tmpfs: { size: 1024 } }]
    ports: ["127.0.0.1::80", "127.0.0.1::81/udp"]
    expose: ["99"]
    networks: { back: { aliases: [other] }, default: {} }
    depends_on: { db: { condition: service_healthy } }
  db:
    image: busybox
    command: sleep 1000
    healthcheck: { test: ["CMD", "true"], interval: 1m30s, timeout: 500ms, retries: 4 }
    scale: 2
    networks: [back]
    volumes: ["data:/shared"]
  near:
    image: busybox
    command: sleep 1000
    network_mode: service:db
    ipc: shareable
    volumes_from: ["db:ro"]
networks: { back: { internal: true, labels: { x: y } } }
volumes: { data: { labels: { x: y } } }
`;

test('a file made of a project makes the same project under another name', async () => {
  await withProject({ 'compose.yaml': everything }, async project => {
    expect(await project.gantry('--progress', 'quiet', 'create')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const generated = await project.gantry('-p', project.name, 'generate');
    expect(generated).toMatchObject({
      exitCode: 0,
      stderr: `warning: ${project.name}-web-1: DB_PASSWORD looks like a secret, and stands in the file as it is\n`,
    });
    expect(generated.stdout).toMatch(new RegExp(`^name: ${project.name}\n`));
    expect(generated.stdout).not.toMatch(/com\.docker|dev\.gantry|external/);
    await expectRoundTrip(project, generated.stdout);
  });
});

test('containers of no project keep what they have, on networks and volumes that are there already', async () => {
  await withProject({}, async project => {
    const names = { network: `${project.name}_own`, volume: `${project.name}_vol`, db: `${project.name}-db` };
    const removed = ['web', 'db'].map(name => `/containers/${project.name}-${name}?force=1&v=1`);
    try {
      await engine('POST', '/networks/create', { Name: names.network });
      const host = { NetworkMode: names.network, Binds: [`${names.volume}:/v`, `${project.folder}:/src/here:ro`] };
      const common = { Image: 'busybox', Cmd: ['sleep', '1000'] };
      const { Id } = await engine<{ Id: string }>('POST', `/containers/create?name=${project.name}-web`, {
        ...common,
        HostConfig: { ...host, PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
        NetworkingConfig: { EndpointsConfig: { [names.network]: { Aliases: ['web'] } } },
      });
      await engine('POST', `/containers/create?name=${names.db}`, {
        ...common,
        HostConfig: { PidMode: `container:${Id}` },
      });

      const arguments_ = [Id.slice(0, 12), names.db, '--project-dir', project.folder];
      const { stdout, stderr, exitCode } = await project.gantry('alpha', 'generate', ...arguments_);
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
      expect(stdout).toBe(`services:
  ${names.db}:
    command:
      - sleep
      - "1000"
    image: busybox
    network_mode: bridge
    pid: service:${project.name}-web
  ${project.name}-web:
    command:
      - sleep
      - "1000"
    image: busybox
    networks:
      ${names.network}:
        aliases:
          - web
    ports:
      - mode: ingress
        host_ip: 127.0.0.1
        target: 80
        protocol: tcp
    volumes:
      - type: bind
        source: ./
        target: /src/here
        read_only: true
      - type: volume
        source: ${names.volume}
        target: /v
networks:
  ${names.network}:
    name: ${names.network}
    external: true
volumes:
  ${names.volume}:
    name: ${names.volume}
    external: true
`);
      project.write('compose.yaml', stdout);
      expect(await project.gantry('config', '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      expect(await project.gantry('up', '--detach')).toMatchObject({ exitCode: 0 });

      const json = await project.gantry('generate', '--format', 'json', '--name', 'named', names.db);
      expect(JSON.parse(json.stdout)).toMatchObject({ name: 'named', services: { [names.db]: { image: 'busybox' } } });
    } finally {
      await project.gantry('down', '--timeout', '0');
      for (const path of [...removed, `/networks/${names.network}`, `/volumes/${names.volume}`])
        await engine('DELETE', path).catch(() => undefined);
    }
  });
});

test.each([
  [['generate'], 'at least one container must be specified'],
  [['generate', 'absent', 'missing'], 'no container(s) found with the following name(s): absent,missing'],
  [['generate', '--format', 'xml', 'x'], 'unsupported format "xml"'],
])('%j is refused', async (args, words) => {
  await withProject({}, async project => {
    expect(await project.gantry(...args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(words) });
  });
});
