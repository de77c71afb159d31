import { describe, expect, test } from 'vitest';
import { recordingProxy } from './recording-proxy.ts';
import { resourcesOf, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

/** Everything is different from what runs: an image to build, a volume to make anew, an orphan, hooks, a health check. */
function files(version: string): string {
  return `
services:
  web:
    image: ${image}
    command: sleep 1000
    init: true
    environment: {VERSION: "${version}"}
    healthcheck: {test: "true", interval: 1s}
    post_start: [{command: "true"}]
    pre_stop: [{command: "true"}]
    volumes: [data:/data]
  job: {image: ${image}, command: sleep 1000, init: true, depends_on: {web: {condition: service_healthy}}}
  built: {build: {context: ., dockerfile_inline: "FROM ${image}"}, pull_policy: never, profiles: [never]}
  ${version === 'old' ? 'gone' : 'fresh'}: {image: ${image}, command: sleep 1000, init: true}
volumes: {data: {labels: {version: "${version}"}}}
networks: {default: {labels: {version: "${version}"}}}
`;
}

const commandLines: readonly string[] = [
  'plan',
  'plan --build --force-recreate --out plan.json',
  'plan -y -V --remove-orphans --format json',
  'plan --scale web=3 --no-deps web',
  'up',
  'up -d',
  'up -d -y',
  'up -d --build',
  'up -d --pull always',
  'up -d --force-recreate --always-recreate-deps',
  'up -d -V --remove-orphans',
  'up -d --scale web=3 --no-deps web',
  'up --wait --wait-timeout 5',
  'up --no-start',
  'up --abort-on-container-exit',
  'up --rollback-on-failure -d',
  'create',
  'create --force-recreate --build',
  'build',
  'build --no-cache --pull',
  'start',
  'stop',
  'stop -t 0 web',
  'restart',
  'restart --no-deps web',
  'kill',
  'kill -s HUP --remove-orphans',
  'pause',
  'unpause',
  'rm -f',
  'rm -f -s -v',
  'scale web=3',
  'exec web touch /x',
  'wait web',
  'wait --down-project web job',
  'wait built',
  'down',
  'down -v --rmi all --remove-orphans -t 0',
  'down -v --rmi local',
];

/** What the command itself refuses for this project, a rehearsal refuses too. */
const refused = ['up --rollback-on-failure -d', 'wait built'];

describe('--dry-run', () => {
  test('of every command must send the engine nothing that could change anything', () =>
    withProject({ 'compose.yaml': files('old') }, async ({ name, write, gantry }) => {
      expect((await gantry('up', '-d')).exitCode).toBe(0);
      const before = await resourcesOf(name);
      write('compose.yaml', files('new'));
      const proxy = await recordingProxy();
      try {
        for (const line of commandLines) {
          const { exitCode, stderr } = await gantry(
            '-H',
            proxy.host,
            '--profile',
            'never',
            '--dry-run',
            ...line.split(' '),
          );
          const code = refused.includes(line) ? 1 : 0;
          expect({ line, exitCode, stderr: exitCode === code ? '' : stderr }).toEqual({
            line,
            exitCode: code,
            stderr: '',
          });
          expect({ line, writes: proxy.writes() }).toEqual({ line, writes: [] });
        }
        expect((await gantry('-H', proxy.host, '--dry-run', 'apply', 'plan.json')).exitCode).toBe(0);
        expect(proxy.writes()).toEqual([]);
        expect(proxy.requests.length).toBeGreaterThan(commandLines.length);
        expect(await resourcesOf(name)).toEqual(before);
        // The proxy does see writes.
        expect((await gantry('-H', proxy.host, 'stop', '-t', '0', 'job')).exitCode).toBe(0);
        expect(proxy.writes()).not.toEqual([]);
      } finally {
        proxy.close();
      }
    }));

  test('must be told in the lines of the command itself, and up to its start where it would stay attached', () =>
    withProject({ 'compose.yaml': files('old') }, async ({ name, gantry }) => {
      const told = async (...args: string[]) => {
        const { stdout, stderr } = await gantry('--dry-run', ...args);
        return { stdout, lines: stderr.split('\n').filter(line => line !== '') };
      };
      const created = [`Volume ${name}_data`, `Network ${name}_default`, `Container ${name}-web-1`].flatMap(
        resource => [` ${resource} Creating `, ` ${resource} Created `],
      );
      const started = [` Container ${name}-web-1 Starting `, ` Container ${name}-web-1 Started `];
      const detached = await told('up', '-d', 'web');
      expect(detached.lines.toSorted()).toEqual([...created, ...started].toSorted());
      const attached = await told('up', 'web');
      expect(attached.lines.toSorted()).toEqual(created.toSorted());
      expect([detached.stdout, attached.stdout]).toEqual([
        '',
        "end of 'compose up' output, interactive run is not supported in dry-run mode\n",
      ]);
    }));
});
