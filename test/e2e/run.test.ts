import { describe, expect, test } from 'vitest';
import { engine, eventually, havePeer, resourcesOf, type TestProject, withProject } from './support.ts';

const havingPeer = await havePeer();

const app = `
services:
  web:
    image: debian:bookworm-slim
    init: true
    command: sh -c 'echo default; exit 6'
    environment: {FOO: service}
    ports: ["127.0.0.1::80"]
    restart: always
    volumes: [data:/data]
    networks: {default: {aliases: [front]}}
    depends_on:
      db: {condition: service_healthy}
      once: {condition: service_completed_successfully}
  db:
    image: debian:bookworm-slim
    init: true
    command: sleep 1000
    healthcheck: {test: "true", interval: 1s}
  once:
    image: debian:bookworm-slim
    command: "true"
  never:
    image: debian:bookworm-slim
    command: "true"
    depends_on: {failing: {condition: service_completed_successfully}}
  failing:
    image: debian:bookworm-slim
    command: "false"
volumes: {data: {}}
`;

async function namesOf({ name }: TestProject): Promise<string[]> {
  return (await resourcesOf(name)).containers.map(container => container.name.slice(name.length + 1));
}

/** Without names and times: ` Container web-run-ID Created`. */
function masked({ name }: TestProject, text: string): string[] {
  return text
    .replaceAll(`${name}-`, '')
    .replace(/-run-[0-9a-f]{12}/g, '-run-ID')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

describe('run', () => {
  test('must make what the service depends on, wait for it, and end with the exit code of its container', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const first = await project.gantry('run', '--rm', 'web');
      expect({ exitCode: first.exitCode, stdout: first.stdout }).toEqual({ exitCode: 6, stdout: 'default\n' });
      const steps = masked(project, first.stderr);
      expect(steps).toEqual(expect.arrayContaining(['Container db-1 Healthy', 'Container once-1 Exited']));
      expect(steps.slice(-2)).toEqual(['Container web-run-ID Creating', 'Container web-run-ID Created']);
      expect(first.stderr.endsWith('\n\n')).toBe(true);
      expect(await namesOf(project)).toEqual(['db-1', 'once-1']);
      const second = await project.gantry(
        'run',
        '--rm',
        '--no-deps',
        'web',
        'sh',
        '-c',
        'echo "$@"',
        '-',
        '--rm',
        '-it',
      );
      expect(second).toMatchObject({ exitCode: 0, stdout: '--rm -it\n' });
      expect(masked(project, second.stderr)).toEqual(['Container web-run-ID Creating', 'Container web-run-ID Created']);
      const third = await project.gantry('run', '-q', '--no-deps', 'web', 'nosuchcommand');
      expect({ exitCode: third.exitCode, stdout: third.stdout }).toEqual({ exitCode: 127, stdout: '' });
      expect(await namesOf(project)).toEqual(['db-1', 'once-1', expect.stringMatching(/^web-run-[0-9a-f]{12}$/)]);
      expect(await project.gantry('run', 'nope')).toMatchObject({ exitCode: 1, stderr: 'no such service: nope\n' });
    }));

  test('must make nothing where a dependency fails', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const { exitCode, stderr } = await project.gantry('run', '--rm', 'never');
      expect(exitCode).toBe(1);
      expect(stderr.trimEnd().split('\n').at(-1)).toBe(`service "failing" didn't complete successfully: exit 1`);
      expect(await namesOf(project)).toEqual(['failing-1']);
    }));

  test('must leave dependencies that run as they are, though their files have changed', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d', 'db');
      const [before] = (await resourcesOf(project.name)).containers;
      project.write('compose.yaml', app.replace('sleep 1000', 'sleep 2000'));
      const { exitCode, stderr } = await project.gantry('run', '--rm', 'web', 'true');
      expect(exitCode).toBe(0);
      expect(stderr).toContain('db-1 runs and is left as it is, though db has changed');
      expect((await resourcesOf(project.name)).containers.find(({ id }) => id === before!.id)?.state).toBe('running');
      await project.gantry('stop', '-t', '0', 'db');
      expect((await project.gantry('run', '--rm', 'web', 'true')).exitCode).toBe(0);
      const [after] = (await resourcesOf(project.name)).containers;
      expect(after!.id).not.toBe(before!.id);
    }));

  test('must change nothing in a rehearsal, and tell what it would do', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const { exitCode, stderr } = await project.gantry('--dry-run', 'run', '--rm', 'web', 'true');
      expect(exitCode).toBe(0);
      const steps = masked(project, stderr);
      expect(steps).toContain('Container web-run-ID Created');
      expect(steps).toContain('Container db-1 Created');
      const { containers, networks, volumes } = await resourcesOf(project.name);
      expect([...containers, ...networks, ...volumes]).toEqual([]);
    }));

  test('must leave a detached container running, and take another name, ports and aliases where asked to', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const name = `${project.name}-own`;
      const flags = ['-d', '--rm', '--no-deps', '--name', name, '-P', '--use-aliases', '-l', 'x=y'];
      const { exitCode, stdout } = await project.gantry('run', ...flags, 'web', 'sleep', '1000');
      expect(exitCode).toBe(0);
      const { Name, State, HostConfig, Config, NetworkSettings } = await engine<Inspected>(
        'GET',
        `/containers/${stdout.trim()}/json`,
      );
      expect({ Name, Status: State.Status }).toEqual({ Name: `/${name}`, Status: 'running' });
      expect(Object.keys(HostConfig.PortBindings)).toEqual(['80/tcp']);
      expect(Config.Labels).toMatchObject({ x: 'y', 'com.docker.compose.oneoff': 'True' });
      expect(NetworkSettings.Networks[`${project.name}_default`]!.Aliases).toEqual(
        expect.arrayContaining(['web', 'front']),
      );
      await engine('POST', `/containers/${name}/kill`);
      await eventually(async () => expect(await namesOf(project)).toEqual([]));
    }));

  test('must be a pipe without a terminal, and refuse one where it was asked for a terminal', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const input = 'some\0bytes\n'.repeat(100_000);
      const { exitCode, stdout } = await project.piped(input, 'run', '--rm', '--no-deps', 'web', 'cat');
      expect({ exitCode, same: stdout.toString() === input }).toEqual({ exitCode: 0, same: true });
      const closed = await project.piped('lost', 'run', '--rm', '--no-deps', '-i=false', '-T', 'web', 'cat');
      expect({ exitCode: closed.exitCode, stdout: closed.stdout.toString() }).toEqual({ exitCode: 0, stdout: '' });
      const refused = await project.gantry('run', '--rm', '--no-deps', '-it', 'web', 'cat');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(
        'cannot attach stdin to a TTY-enabled container because stdin is not a terminal',
      );
      expect(await namesOf(project)).toEqual([]);
    }));

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s must go to the container', (signal, exitCode) =>
    withProject({ 'compose.yaml': app }, async project => {
      const command = ['run', '--rm', '--no-deps', 'web', 'sh', '-c', 'echo begun; exec sleep 1000'];
      expect(await project.signalled({ shown: /begun/, signal }, ...command)).toMatchObject({ exitCode });
      expect(await namesOf(project)).toEqual([]);
    }),
  );

  test('must not leave a container that cannot be started and was to be removed', () =>
    withProject({ 'compose.yaml': app.replace('    init: true\n', '') }, async project => {
      const { exitCode, stderr } = await project.gantry('run', '--rm', '--no-deps', 'web', 'nosuchcommand');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('executable file not found in $PATH');
      await eventually(async () => expect(await namesOf(project)).toEqual([]));
    }));

  test('must run the hooks of the service in the container', () =>
    withProject(
      { 'compose.yaml': app.replace('    restart: always\n', '    post_start: [{command: touch /tmp/hooked}]\n') },
      async project => {
        const script = 'until [ -e /tmp/hooked ]; do sleep 0.05; done; echo hooked';
        const { exitCode, stdout } = await project.gantry('run', '--rm', '--no-deps', 'web', 'sh', '-c', script);
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'hooked\n' });
      },
    ));

  test.runIf(havingPeer)('must make the container that Docker Compose makes', () =>
    withProject(
      { 'compose.yaml': app, '.env': 'FROM_FILE=file\n', 'more.env': 'MORE=more\nFOO=unused\n' },
      async project => {
        const flags = [
          ...[
            '-d',
            '--rm',
            '--name',
            `${project.name}-one`,
            '-e',
            'A=1',
            '-e',
            'FROM_FILE',
            '-e',
            'UNSET',
            '-l',
            'x=y',
          ],
          ...['--env-from-file', 'more.env', '-e', 'FOO=own', '-v', './folder:/folder:ro', '--volumes', '/anonymous'],
          ...['--cap-add', 'NET_ADMIN', '-w', '/etc', '-u', '1000', '-p', '127.0.0.1::99'],
        ];
        const command = ['--entrypoint', 'sleep -- ', 'web', '1000'];
        const made: unknown[] = [];
        for (const run of [project.peer, project.gantry]) {
          expect((await run('run', ...flags, ...command)).exitCode).toBe(0);
          const found = await engine<Inspected>('GET', `/containers/${project.name}-one/json`);
          made.push(comparable(found));
          await engine('DELETE', `/containers/${found.Id}?force=1&v=1`);
        }
        expect(made[1]).toEqual(made[0]);
      },
    ),
  );
});

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly State: { readonly Status: string };
  readonly HostConfig: { readonly PortBindings: Record<string, unknown>; readonly Binds: string[] } & Record<
    string,
    unknown
  >;
  readonly Config: { readonly Labels: Record<string, string>; readonly Env: string[] } & Record<string, unknown>;
  readonly NetworkSettings: { readonly Networks: Record<string, { readonly Aliases: string[] }> };
}

/** Without what is another at every run, or with every version. */
function comparable({ Id, Config, HostConfig, NetworkSettings }: Inspected) {
  const { Hostname: _, Env, Labels, ...config } = Config;
  const {
    slug,
    'config-hash': hash,
    version,
    image,
    ...labels
  } = Object.fromEntries(Object.entries(Labels).map(([key, value]) => [key.replace('com.docker.compose.', ''), value]));
  const own = (alias: string) => !Id.startsWith(alias);
  return {
    config: { ...config, Env: [...Env].sort() },
    labels: {
      ...labels,
      depends_on: labels.depends_on!.split(',').sort(),
      known: [slug, hash, version, image].every(value => value !== undefined && value !== ''),
    },
    // Docker Compose has them in an order of chance.
    HostConfig: { ...HostConfig, Binds: [...HostConfig.Binds].sort() },
    aliases: Object.values(NetworkSettings.Networks).map(({ Aliases }) => Aliases.filter(own)),
  };
}

describe('run in a terminal', () => {
  test('must give the container the size of the terminal, its keys, and take its exit code', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const script = 'while sleep 0.1; do echo "size $(stty -F /dev/tty size)"; done & read line; exit $line';
      const terminal = project.terminal('run', '--rm', '--no-deps', 'web', 'bash', '-c', script);
      await terminal.shows('size 30 100');
      terminal.resize(90, 20);
      await terminal.shows('size 20 90');
      terminal.type('9\r');
      expect(await terminal.exit).toBe(9);
    }));

  test('must be left by keys, with the container running on, and take Ctrl-C', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const command = ['run', '--rm', '--no-deps', 'web', 'sh', '-c', 'echo begun; exec sleep 1000'];
      const left = project.terminal(...command);
      await left.shows('begun');
      left.type('\x10\x11');
      expect(await left.exit).toBe(0);
      expect((await resourcesOf(project.name)).containers.map(({ state }) => state)).toEqual(['running']);
      const ended = project.terminal(...command);
      await ended.shows('begun');
      ended.type('\x03');
      expect(await ended.exit).toBe(130);
    }));

  test('must put the terminal back when signals end it, also where the container takes no notice', () =>
    withProject({ 'compose.yaml': app }, async project => {
      const script = `trap "echo ignored" TERM; echo begun; while :; do sleep 0.1; done`;
      const terminal = project.shell(
        `stty -a >a; "$GANTRY" run --no-deps web bash -c '${script}'; echo "exit $?"; stty -a >b; cmp a b && echo same`,
      );
      await terminal.shows('begun');
      for (const times of [1, 2]) {
        terminal.kill('SIGTERM');
        await terminal.shows(new RegExp('(ignored[^]*){'.concat(String(times), '}')));
      }
      terminal.kill('SIGTERM');
      await terminal.shows('same');
      expect(terminal.screen()).toContain('exit 130');
    }));
});
