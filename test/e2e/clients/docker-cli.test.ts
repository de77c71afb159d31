import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { run, statesOf, withProject } from '../support.ts';
import { gantryForDocker } from './docker.ts';

let env: NodeJS.ProcessEnv;
beforeAll(() => {
  env = gantryForDocker();
});

const files = {
  'compose.yaml': 'services: { web: { image: busybox, command: sh -c "echo ready; exec sleep 1000", init: true } }\n',
};

test('docker knows the plugin, and hands its own flags on', async () => {
  await withProject(files, async ({ name, folder }) => {
    const docker = (...args: string[]) => run(['docker', ...args], folder, { ...env, COMPOSE_PROJECT_NAME: name });
    const { DOCKER_HOST: host = 'unix:///var/run/docker.sock' } = process.env;
    const elsewhere = { ...env, COMPOSE_PROJECT_NAME: name, DOCKER_HOST: 'unix:///nowhere.sock' };
    const [info, up, version, help] = await Promise.all([
      docker('info', '--format', '{{json .ClientInfo.Plugins}}'),
      run(['docker', '--host', host, 'compose', 'up', '-d'], folder, elsewhere),
      docker('compose', 'version', '--short'),
      docker('help', 'compose', 'up'),
    ]);
    const plugins: { Name: string; Version: string; Err?: string }[] = JSON.parse(info.stdout);
    expect(plugins.filter(({ Err }) => Err).map(({ Name }) => Name)).toEqual([]);
    expect(plugins.find(({ Name }) => Name === 'compose')!.Version).toBe(`v${version.stdout.trim()}`);
    expect(up).toMatchObject({ exitCode: 0 });
    expect(await statesOf(name)).toEqual(['web-1 running']);
    expect(help.stdout).toContain('Usage:  docker compose up [OPTIONS] [SERVICE...]');
    expect(await docker('compose', 'exec', '-T', 'web', 'sh', '-c', 'exit 9')).toMatchObject({ exitCode: 9 });
    expect((await docker('compose', 'bogus')).stderr).toContain('unknown docker command: "compose bogus"');
  });
});

// As the docker CLI listens: a name that isn't in the file system, and which Node 20 can't make. It is gone with its
// process, which ends with its input.
const listening =
  'use Socket; socket($s, AF_UNIX, SOCK_STREAM, 0); bind($s, pack_sockaddr_un("\\0$ARGV[0]")) or die $!;' +
  'listen($s, 5); $| = 1; print "listening\\n"; <STDIN>;';

test('what follows ends when docker is told to, which closes a socket', async () => {
  await withProject(files, async ({ name, folder }) => {
    const own = { ...env, COMPOSE_PROJECT_NAME: name };
    const server = spawn('perl', ['-e', listening, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(server.stdout, 'data');
    const plugin = spawn(`${env.DOCKER_CONFIG}/cli-plugins/docker-compose`, ['compose', 'up'], {
      cwd: folder,
      env: { ...own, DOCKER_CLI_PLUGIN_SOCKET: `@${name}` },
    });
    const ended = once(plugin, 'close');
    let shown = '';
    const ready = new Promise<void>(done => {
      const read = (data: Buffer) => {
        shown += data;
        if (shown.includes('| ready')) done();
      };
      plugin.stdout.on('data', read);
      plugin.stderr.on('data', read);
    });
    await ready;
    server.stdin.end();
    const [code] = await ended;
    expect(code).toBe(130);
    expect(await statesOf(name)).toEqual(['web-1 exited']);
  });
});
