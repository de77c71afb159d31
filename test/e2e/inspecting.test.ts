import { describe, expect, test } from 'vitest';
import { engine, type Outcome, withProject } from './support.ts';

const file = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    ports: ["127.0.0.1::80", "127.0.0.1::81/udp"]
    expose: [90]
    volumes: [data:/data]
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
  job:
    image: debian:bookworm-slim
    command: "true"
volumes:
  data: {}
`;

const failure = (stderr: string): Outcome => ({ exitCode: 1, stdout: '', stderr: `${stderr}\n` });

describe('what a project has', () => {
  test('must be told by port, images, ls, volumes, top and ps', () =>
    withProject({ 'compose.yaml': file }, async ({ name, folder, gantry }) => {
      await gantry('up', '-d');
      const { NetworkSettings: network, Image } = await engine<{
        NetworkSettings: { Ports: Record<string, { HostPort: string }[]> };
        Image: string;
      }>('GET', `/containers/${name}-web-1/json`);
      const published = (port: string) => `127.0.0.1:${network.Ports[port]![0]!.HostPort}\n`;

      expect((await gantry('port', 'web', '80')).stdout).toBe(published('80/tcp'));
      expect((await gantry('-p', name, 'port', '--index', '1', '--protocol', 'UDP', 'web', '81')).stdout).toBe(
        published('81/udp'),
      );
      expect(await gantry('port', 'web', '90')).toEqual({ exitCode: 0, stdout: ':0\n', stderr: '' });
      expect(await gantry('port', 'web', '81')).toEqual(
        failure(`no port 81/tcp for container ${name}-web-1: 80/tcp, 81/udp, 90/tcp`),
      );
      expect(await gantry('port', 'db', '1')).toEqual(failure(`no port 1/tcp for container ${name}-db-1: `));
      expect(await gantry('port', '--index', '2', 'web', '80')).toEqual(
        failure('service "web" is not running container #2'),
      );
      expect(await gantry('port', 'job', '80')).toEqual(failure('service "job" is not running'));

      const images = JSON.parse((await gantry('images', '--format', 'json')).stdout);
      expect(images.map((image: object) => Object.values(image).slice(0, 4))).toEqual(
        ['db', 'job', 'web'].map(service => [Image, `${name}-${service}-1`, 'debian', 'bookworm-slim']),
      );
      expect((await gantry('images', '-q', 'web')).stdout).toBe(`${Image.replace('sha256:', '')}\n`);
      expect((await gantry('images', 'nope')).stdout.split('\n')).toHaveLength(2);

      expect(JSON.parse((await gantry('ls', '-a', '--filter', `name=^${name}$`, '--format', 'json')).stdout)).toEqual([
        { Name: name, Status: 'exited(1), running(2)', ConfigFiles: `${folder}/compose.yaml` },
      ]);
      expect((await gantry('ls', '--filter', `name=${name}`, '-q')).stdout).toBe(`${name}\n`);

      expect((await gantry('volumes', 'web')).stdout).toBe(`DRIVER    VOLUME NAME\nlocal     ${name}_data\n`);
      expect((await gantry('volumes', 'db', '--format', '{{.Name}}')).stdout).toBe('');
      expect((await gantry('volumes', '--format', '{{.Name}}:{{.Label "com.docker.compose.volume"}}')).stdout).toBe(
        `${name}_data:data\n`,
      );
      expect(await gantry('volumes', 'nope')).toEqual(failure('no such service: nope'));
      expect(await gantry('volumes', '--format', '{{.Nope}}')).toEqual(
        failure(
          'template parsing error: template: :1:2: executing "" at <.Nope>: ' +
            "can't evaluate field Nope in type *formatter.volumeContext",
        ),
      );

      const top = (await gantry('top')).stdout.split('\n');
      expect(top[0]).toMatch(/^SERVICE {2}# {3}UID /);
      expect(top.slice(1).map(line => line.slice(0, 10).trim())).toEqual([
        'db       1',
        'db       1',
        'web      1',
        'web      1',
        '',
      ]);
      expect(await gantry('top', 'job')).toEqual({ exitCode: 0, stdout: '', stderr: '' });

      expect((await gantry('ps', '--format', 'table {{.Service}}\\t{{.State}}')).stdout).toBe(
        'SERVICE   STATE\ndb        running\nweb       running\n',
      );
      expect((await gantry('ps', '--services')).stdout).toBe('db\nweb\n');
      expect((await gantry('ps', '--services', '--status', 'paused')).stdout).toBe('\n');
    }));
});

describe('what happens to a project', () => {
  test('must be told by events, and what it uses by stats', () =>
    withProject({ 'compose.yaml': file }, async ({ name, gantry, signalled }) => {
      await gantry('up', '-d', 'web', 'job');
      const { Id: id } = await engine<{ Id: string }>('GET', `/containers/${name}-web-1/json`);

      const past = await gantry('events', '--json', '--since', '10m', '--until', '0s', 'web');
      expect({ ...past, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      const events = past.stdout
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line));
      expect(events.map(event => `${event.action} ${event.service} ${event.type} ${event.id}`)).toEqual([
        `create web container ${id}`,
        `start web container ${id}`,
      ]);
      expect(events[0].attributes).toEqual({ image: 'debian:bookworm-slim', name: `${name}-web-1` });
      expect(Object.keys(events[0])).toEqual(['action', 'attributes', 'id', 'service', 'time', 'type']);
      expect(await gantry('events', 'nope')).toEqual(failure('no such service: nope'));

      const followed = await signalled(
        { shown: /container start/, signal: 'SIGINT' },
        'events',
        '--since',
        '10m',
        'web',
      );
      expect({ ...followed, stdout: '' }).toEqual({ exitCode: 130, stdout: '', stderr: '\n' });
      expect(followed.stdout).toMatch(
        new RegExp(
          `^[\\d-]+ [\\d:]+\\.\\d{6} container create ${id} \\(image=debian:bookworm-slim, name=${name}-web-1\\)\n\n`,
        ),
      );

      const once = await gantry('stats', '--no-stream', '--format', '{{.Container}} {{.Name}} {{.PIDs}}');
      expect(once.stdout).toBe(`${id} ${name}-web-1 2\n`);
      const table = (await gantry('stats', '--no-stream', '-a')).stdout.split('\n');
      expect(table[0]).toMatch(/^CONTAINER ID {3}NAME +CPU % +MEM USAGE \/ LIMIT +MEM % +NET I\/O +BLOCK I\/O +PIDS$/);
      expect(table[1]).toMatch(/ +0\.00% +0B \/ 0B +0\.00% +0B \/ 0B +0B \/ 0B +0$/);
      expect(table[2]).toMatch(/ +[\d.]+% +[\d.]+[KM]iB \/ [\d.]+[MG]iB +[\d.]+% .* +2$/);
      expect((await gantry('stats', '--no-stream', 'nope')).stdout).toBe('');
      const over = await signalled(
        { shown: /web-1\n.*web-1\n/, signal: 'SIGTERM' },
        'stats',
        '--format',
        '{{.Name}}',
        'web',
      );
      expect(over.exitCode).toBe(130);
      expect(over.stdout).toMatch(new RegExp(`^(${name}-web-1\n){2,}$`));
    }));
});
