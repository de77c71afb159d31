import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { engine, resourcesOf, statesOf, withProject } from './support.ts';

const image = 'image: debian:bookworm-slim';
const idle = `${image}, init: true, command: sleep 1000`;
/** Ends by a kill alone, for which the engine would wait for the grace time. */
const stubborn = `${image}, command: ["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"], stop_grace_period: 10m`;
const chain = (more = '') => `
services:
  web: {${idle}, depends_on: [api]}
  api: {${idle}, depends_on: [db]${more}}
  db: {${idle}}
`;

describe('what depends and what is depended on', () => {
  test('stop of a service must leave its dependency and its dependents running', () =>
    withProject({ 'compose.yaml': chain() }, async ({ name, gantry }) => {
      await gantry('up', '-d');
      expect((await gantry('stop', 'api')).exitCode).toBe(0);
      expect(await statesOf(name)).toEqual(['api-1 exited', 'db-1 running', 'web-1 running']);
    }));

  test('a changed service must leave its dependency and its dependents untouched', () =>
    withProject({ 'compose.yaml': chain() }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const before = await startsOf(name);
      write('compose.yaml', chain(', environment: {A: b}'));
      expect((await gantry('up', '-d')).exitCode).toBe(0);
      const after = await startsOf(name);
      expect(after.api).not.toEqual(before.api);
      expect({ ...after, api: undefined }).toEqual({ ...before, api: undefined });
      await gantry('up', '-d', '--force-recreate', 'api');
      const forced = await startsOf(name);
      expect(forced.api).not.toEqual(after.api);
      expect({ ...forced, api: undefined }).toEqual({ ...before, api: undefined });
    }));

  test.each([
    ['--force-recreate', (text: string) => text],
    ['a change of both', (text: string) => text.replaceAll('init: true', 'init: true, environment: {A: b}')],
  ])('up for %s must stop dependents first', (how, change) =>
    withProject({ 'compose.yaml': chain() }, async ({ name, gantry, write }) => {
      await gantry('up', '-d');
      const told = deathsOf(name);
      write('compose.yaml', change(chain()));
      expect((await gantry('up', '-d', ...(how.startsWith('--') ? [how] : []))).exitCode).toBe(0);
      expect((await told()).slice(0, 3)).toEqual(['web', 'api', 'db']);
    }),
  );

  test('down must stop dependents first', () =>
    withProject({ 'compose.yaml': chain() }, async ({ name, gantry }) => {
      await gantry('up', '-d');
      const { stderr } = await gantry('down');
      const ends = ['web', 'api', 'db'].map(service => stderr.indexOf(`${name}-${service}-1 Removed`));
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(ends[0]).toBeGreaterThan(0);
    }));
});

describe('-t must be heeded, not the grace time', () => {
  test.each([
    ['stop', ['stop', '-t', '1']],
    ['restart', ['restart', '--timeout', '0']],
    ['down', ['down', '-t', '1']],
    ['up that recreates', ['up', '-d', '--force-recreate', '--timeout=0']],
  ])('by %s', (_, args) =>
    withProject({ 'compose.yaml': `services:\n  web: {${stubborn}}\n` }, async ({ gantry }) => {
      await gantry('up', '-d');
      expect((await gantry(...args)).exitCode).toBe(0);
      expect((await gantry('down', '-t', '0')).exitCode).toBe(0);
    }),
  );
});

describe('the exit code of up', () => {
  const ends = (code: number, after = 0) => `${image}, command: sh -c "sleep ${after}; exit ${code}"`;
  /** Ends well when it is told to stop. */
  const polite = `${image}, command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;
  test.each<[title: string, services: string, flags: string[], code: number]>([
    ['is 0 when all ended, however they did', `  job: {${ends(3)}}`, [], 0],
    ['is that of the first to end', `  job: {${ends(7)}}\n  web: {${idle}}`, ['--abort-on-container-exit'], 7],
    ['is 0 when the first ended well', `  job: {${ends(0)}}\n  web: {${idle}}`, ['--abort-on-container-exit'], 0],
    [
      'is that of the first to fail, not of the first to end',
      `  ok: {${ends(0)}}\n  job: {${ends(5, 1)}}\n  web: {${idle}}`,
      ['--abort-on-container-failure'],
      5,
    ],
    [
      'is 0 with --abort-on-container-failure when none failed',
      `  a: {${ends(0)}}\n  b: {${ends(0)}}`,
      ['--abort-on-container-failure'],
      0,
    ],
    ['is that of the service asked for', `  job: {${ends(4)}}\n  web: {${idle}}`, ['--exit-code-from', 'job'], 4],
    [
      'is that of the service asked for, though another failed first',
      `  bad: {${ends(9)}}\n  web: {${polite}}`,
      ['--exit-code-from', 'web'],
      0,
    ],
    [
      'is that of a kill by the engine when the service asked for was ended so',
      `  job: {${ends(0)}}\n  web: {${stubborn}}`,
      ['--exit-code-from', 'web', '-t', '0'],
      137,
    ],
    [
      'is 1 when a dependency failed',
      `  job: {${ends(3)}}\n  web: {${idle}, depends_on: {job: {condition: service_completed_successfully}}}`,
      [],
      1,
    ],
    [
      'is 1 when a dependency failed, detached',
      `  web: {${idle}, depends_on: [job]}\n  job: {${image}, command: /nope}`,
      ['-d'],
      1,
    ],
    ['is 1 when --wait waits in vain', `  job: {${ends(3)}}`, ['--wait'], 1],
    ['is 1 when there is no service', '  web: {image: x, profiles: [p]}', ['-d'], 1],
  ])('%s', (_, services, flags, code) =>
    withProject({ 'compose.yaml': `services:\n${services}\n` }, async ({ gantry }) => {
      expect((await gantry('up', ...flags)).exitCode).toBe(code);
    }),
  );

  test('an up of one service must end with it, whatever its dependency does', () =>
    withProject(
      { 'compose.yaml': `services:\n  job: {${ends(0, 1)}, depends_on: [db]}\n  db: {${idle}}\n` },
      async ({ name, gantry }) => {
        const { exitCode, stdout } = await gantry('up', 'job');
        expect(exitCode).toBe(0);
        expect(stdout).toContain('job-1 exited with code 0');
        expect(await statesOf(name)).toEqual(['db-1 running', 'job-1 exited']);
      },
    ));
});

/** Id and time of the start, by service: neither changes in a container that is left alone. */
async function startsOf(name: string): Promise<Record<string, readonly string[]>> {
  const { containers } = await resourcesOf(name);
  const starts = containers.map(async ({ id, name: container }) => {
    const { State } = await engine<{ State: { StartedAt: string } }>('GET', `/containers/${id}/json`);
    return [container.slice(name.length + 1, -2), [id, State.StartedAt]] as const;
  });
  return Object.fromEntries(await Promise.all(starts));
}

/** Services whose containers ended since this was called, in that order, when asked for. */
function deathsOf(name: string): () => Promise<string[]> {
  const since = Date.now() / 1000;
  return async () => {
    const filters = { type: ['container'], event: ['die'], label: [`com.docker.compose.project=${name}`] };
    const range = `since=${since.toFixed(3)}&until=${(Date.now() / 1000).toFixed(3)}`;
    const host = new URL(process.env.DOCKER_HOST!).pathname;
    const path = `/events?${range}&filters=${encodeURIComponent(JSON.stringify(filters))}`;
    const text = await new Promise<string>((done, fail) => {
      const call = request({ socketPath: host, path }, response => {
        let body = '';
        response.on('data', data => {
          body += data;
        });
        response.on('end', () => done(body));
      });
      call.on('error', fail).end();
    });
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line).Actor.Attributes['com.docker.compose.service']);
  };
}
