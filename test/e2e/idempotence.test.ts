import { describe, expect, test } from 'vitest';
import { recordingProxy } from './recording-proxy.ts';
import { engine, foundHealthy, type Outcome, resourcesOf, type TestProject, withProject } from './support.ts';

// What is up to date must be left alone, however the project is written and whatever asks for it.

const image = 'debian:bookworm-slim';
const common = `image: ${image}, init: true, command: sleep 1000`;

/** Everything that has made a runner of Compose files recreate containers for no reason. */
const files: Record<string, string> = {
  'compose.yaml': `
include: [included/compose.yaml]
services:
  env:
    extends: {file: base.yaml, service: base}
    env_file: [one.env, {path: none.env, required: false}]
    label_file: [labels.txt]
    environment: {B: "$\${NOT_A_VARIABLE}", C: }
    volumes: [/anonymous, "data:/data", "./folder:/folder:ro"]
    configs: [{source: inline, target: /inline}, file]
    secrets: [{source: secret, mode: 0400}]
    networks: {back: {aliases: [other]}, front: {priority: 10}}
    ports: ["127.0.0.1::8000-8003", "127.0.0.1::9000/udp"]
  shared: {${common}, network_mode: "service:env", ipc: "service:parent", volumes_from: [env:ro]}
  parent: {${common}, ipc: shareable, tmpfs: [/t], healthcheck: {test: "true", interval: 1s}}
  linked: {${common}, links: ["parent:alias"], depends_on: {parent: {condition: service_healthy}}}
  replicas: {${common}, scale: 2, volumes: [/anonymous]}
  profiled: {${common}, profiles: [debug]}
volumes: {data: {labels: {a: b}}}
networks:
  back: {internal: true, ipam: {config: [{subnet: 10.213.77.0/24}]}}
  front: {}
configs:
  inline: {content: "some\\ntext"}
  file: {file: ./config.txt}
secrets:
  secret: {environment: SECRET}
`,
  'base.yaml': `services: {base: {${common}, environment: {A: "1"}, labels: {base: "yes"}}}\n`,
  'included/compose.yaml': `services: {included: {${common}, env_file: ../one.env}}\n`,
  'one.env': 'ONE=1\nTWO="a b"\n',
  'labels.txt': 'from=file\n',
  'config.txt': 'text\n',
  'folder/file': 'text\n',
  '.env': 'SECRET=hidden\nCOMPOSE_PROFILES=debug\n',
};

describe('up', () => {
  test('must write nothing to the engine from the second time on', () =>
    withProject(files, async project => {
      const first = await project.gantry('up', '-d');
      expect(first).toMatchObject({ exitCode: 0 });
      const before = await resourcesOf(project.name);
      expect(before.containers).toHaveLength(8);
      await foundHealthy(project, 'parent');
      for (let times = 0; times < 4; times += 1) {
        const { outcome, writes } = await recorded(project, 'up', '-d');
        expect(outcome.exitCode).toBe(0);
        expect(writes).toEqual([]);
      }
      expect(await resourcesOf(project.name)).toEqual(before);
    }));

  test('must not recreate what the first one has built, and must recreate what was built anew', () =>
    withProject(
      {
        'compose.yaml': 'services:\n  web:\n    build: .\n    init: true\n    command: sleep 1000\n',
        Dockerfile: dockerfile(1),
      },
      async project => {
        const { name, gantry, write } = project;
        try {
          expect((await gantry('up', '-d')).exitCode).toBe(0);
          const before = await resourcesOf(name);
          const second = await recorded(project, 'up', '-d');
          expect(second.writes).toEqual([]);
          expect(await resourcesOf(name)).toEqual(before);
          write('Dockerfile', dockerfile(2));
          expect((await gantry('build')).exitCode).toBe(0);
          expect((await gantry('up', '-d', '-t', '0')).stderr).toContain('Recreated');
          const built = await resourcesOf(name);
          expect(built.containers[0]!.id).not.toBe(before.containers[0]!.id);
          write('Dockerfile', dockerfile(3));
          expect((await gantry('up', '-d', '-t', '0', '--build')).stderr).toContain('Recreated');
          expect((await gantry('up', '-d', '-t', '0', '--build')).stderr).not.toContain('Recreate');
        } finally {
          await engine('DELETE', `/images/${name}-web?force=1`).catch(() => undefined);
        }
      },
    ));

  test('must recreate a container whose image got its tag anew', () =>
    withProject(
      { 'compose.yaml': `services:\n  web: {${common.replace(image, 'PROJECT')}, pull_policy: never}\n` },
      async project => {
        const { name, gantry, write } = project;
        const tagged = `${name}-tagged`;
        write('compose.yaml', `services:\n  web: {${common.replace(image, tagged)}, pull_policy: never}\n`);
        write('other/compose.yaml', `services:\n  web: {image: ${tagged}-other, build: .}\n`);
        write('other/Dockerfile', dockerfile(4));
        try {
          await engine('POST', `/images/${image}/tag?repo=${tagged}`);
          expect((await gantry('up', '-d')).exitCode).toBe(0);
          expect((await recorded(project, 'up', '-d')).writes).toEqual([]);
          expect((await gantry('-f', 'other/compose.yaml', 'build')).exitCode).toBe(0);
          await engine('POST', `/images/${tagged}-other/tag?repo=${tagged}`);
          expect((await gantry('up', '-d', '-t', '0')).stderr).toContain('Recreated');
        } finally {
          for (const tag of [tagged, `${tagged}-other`]) {
            await engine('DELETE', `/images/${tag}?force=1`).catch(() => undefined);
          }
        }
      },
    ));

  test('of one service must find it as up of all left it, and the reverse', () =>
    withProject(files, async project => {
      expect((await project.gantry('up', '-d', 'env')).exitCode).toBe(0);
      const alone = await hashes(project);
      expect((await project.gantry('up', '-d')).stderr).not.toContain('Recreate');
      expect(await hashes(project)).toMatchObject(alone);
      await foundHealthy(project, 'parent');
      for (const service of ['env', 'shared', 'included', 'linked']) {
        const { outcome, writes } = await recorded(project, 'up', '-d', service);
        expect({ service, exitCode: outcome.exitCode, writes }).toEqual({ service, exitCode: 0, writes: [] });
      }
    }));

  test('must not mind how the files are cut, nor the order in which variables, labels and networks are written', () => {
    const one = `services:
  web:
    ${common.replaceAll(', ', '\n    ')}
    volumes: ["va:/a", "vb:/b", /anonymous]
    environment: {X: "1", Y: "2"}
    labels: {l: "1", m: "2"}
    networks: [n1, n2]
`;
    const ends = 'volumes: {va: {}, vb: {}}\nnetworks: {n1: {}, n2: {}}\n';
    const files = {
      'compose.yaml': one + ends,
      'base.yaml': `services:\n  web:\n    image: ${image}\n    command: sleep 1000\n    volumes: ["va:/a"]\n    environment: {Y: "2"}\n    networks: [n2]\nvolumes: {va: {}}\nnetworks: {n2: {}}\n`,
      'more.yaml': `services:\n  web:\n    init: true\n    volumes: ["vb:/b", /anonymous]\n    environment: [X=1]\n    labels: [m=2, l=1]\n    networks: [n1]\nvolumes: {vb: {}}\nnetworks: {n1: {}}\n`,
    };
    return withProject(files, async project => {
      expect((await project.gantry('up', '-d')).exitCode).toBe(0);
      const split = ['-f', 'base.yaml', '-f', 'more.yaml'];
      const hash = await project.gantry('config', '--hash', 'web');
      expect((await project.gantry(...split, 'config', '--hash', 'web')).stdout).toBe(hash.stdout);
      const { outcome, writes } = await recorded(project, ...split, 'up', '-d');
      expect({ exitCode: outcome.exitCode, writes }).toEqual({ exitCode: 0, writes: [] });
    });
  });
});

describe('up of files whose lists were put in another order', () => {
  const service = (flip: boolean) => {
    const list = (...entries: string[]) => `[${(flip ? entries.reverse() : entries).join(', ')}]`;
    return `services:
  web:
    ${common.replaceAll(', ', '\n    ')}
    volumes: ${list('"va:/a"', '"vb:/b"', '/anonymous', '"./folder:/folder:ro"')}
    ports: ${list('"127.0.0.1::8000"', '"127.0.0.1::9000/udp"')}
    secrets: ${list('s1', 's2')}
    configs: ${list('c1', 'c2')}
    networks: {default: {aliases: ${list('x', 'y')}}}
    cap_add: ${list('KILL', 'CHOWN')}
    security_opt: ${list('"no-new-privileges:true"', '"seccomp=unconfined"')}
    tmpfs: ${list('/t', '"/u:size=1m"')}
    expose: ${list('"1"', '"2"')}
    group_add: ${list('"7"', '"8"')}
    env_file: ${list('a.txt', 'b.txt')}
    dns_opt: ["ndots:1", "timeout:2"]
volumes: {va: {}, vb: {}}
secrets: {s1: {file: ./a.txt}, s2: {environment: HOME}}
configs: {c1: {file: ./a.txt}, c2: {content: text}}
`;
  };
  const files = { 'compose.yaml': service(false), 'a.txt': 'A=1\n', 'b.txt': 'B=2\n', 'folder/file': 'text\n' };

  test('must leave the containers alone, whose hash is as Docker Compose has it', () =>
    withProject(files, async project => {
      expect(await project.gantry('up', '-d')).toMatchObject({ exitCode: 0 });
      const before = await hashes(project);
      expect(before.web).toBe((await project.gantry('config', '--hash', 'web')).stdout.trim().split(' ')[1]);
      project.write('compose.yaml', service(true));
      expect((await project.gantry('config', '--hash', 'web')).stdout).not.toContain(before.web);
      for (const more of [[], ['--compose-version', '2']]) {
        const { outcome, writes } = await recorded(project, ...more, 'up', '-d');
        expect({ exitCode: outcome.exitCode, writes }).toEqual({ exitCode: 0, writes: [] });
      }
    }));

  test('must recreate them where the order counts, and say what is another', () =>
    withProject(files, async project => {
      expect(await project.gantry('up', '-d')).toMatchObject({ exitCode: 0 });
      project.write('compose.yaml', service(true).replace('"ndots:1", "timeout:2"', '"timeout:2", "ndots:1"'));
      const { stdout } = await project.gantry('plan');
      expect(stdout).toMatch(/web +recreate +dns_opt changed\n/);
      expect((await project.gantry('up', '-d', '-t', '0')).stderr).toContain('Recreated');
    }));
});

describe('config --hash', () => {
  test('must print what the labels of the containers have', () =>
    withProject(files, async project => {
      await project.gantry('create');
      const labels = await hashes(project);
      const { stdout } = await project.gantry('config', '--hash', '*');
      const printed = Object.fromEntries(
        stdout
          .trim()
          .split('\n')
          .map(line => line.split(' ')),
      );
      // What shares with another service has the id of that one's container in its hash, and label_file its content.
      for (const service of ['shared', 'env']) delete printed[service];
      expect(labels).toMatchObject(printed);
      expect(Object.keys(printed).sort()).toEqual(['included', 'linked', 'parent', 'profiled', 'replicas']);
    }));
});

function dockerfile(version: number): string {
  return `FROM ${image}\nLABEL version=${version}\n`;
}

/** gantry, and what of it changed something in the engine. */
async function recorded(project: TestProject, ...args: string[]): Promise<{ outcome: Outcome; writes: string[] }> {
  const recording = await recordingProxy();
  try {
    const outcome = await project.gantryOn(recording.host, ...args);
    expect(recording.requests).not.toEqual([]);
    return { outcome, writes: recording.writes() };
  } finally {
    recording.close();
  }
}

/** Configuration hashes on the containers, by service. */
async function hashes({ name }: TestProject): Promise<Record<string, string>> {
  const { containers } = await resourcesOf(name);
  return Object.fromEntries(
    containers.map(({ labels }) => [labels['com.docker.compose.service']!, labels['com.docker.compose.config-hash']!]),
  );
}
