import { describe, expect, test } from 'vitest';
import { resourcesOf, withProject } from './support.ts';

// `web` depends on `db`: it must stop first. Both say when they are told to stop.
const saysGoodbye = (name: string, after: string) =>
  `["sh", "-c", "trap 'echo ${name} stopping; ${after}exit 0' TERM; echo ${name} ready; while :; do sleep 0.1; done"]`;
const file = (after = '') => `
services:
  web:
    image: debian:bookworm-slim
    command: ${saysGoodbye('web', after)}
    depends_on: [db]
  db:
    image: debian:bookworm-slim
    command: ${saysGoodbye('db', after)}
`;

describe('up in a terminal', () => {
  test('Ctrl-C must stop all services, dependents first, and exit 130', () =>
    withProject({ 'compose.yaml': file() }, async ({ name, terminal }) => {
      const session = terminal('up');
      await session.shows('web ready');
      await session.shows('db ready');
      session.type('\x03');
      expect(await session.exit).toBe(130);
      const screen = session.screen();
      expect(screen.indexOf('web stopping')).toBeGreaterThan(0);
      expect(screen.indexOf('db stopping')).toBeGreaterThan(screen.indexOf('web stopping'));
      const { containers } = await resourcesOf(name);
      expect(containers.map(container => container.state)).toEqual(['exited', 'exited']);
    }));

  test('a second Ctrl-C must kill at once', () =>
    withProject({ 'compose.yaml': file('sleep 60; ') }, async ({ name, terminal }) => {
      const session = terminal('up', '--timeout', '60');
      await session.shows('web ready');
      await session.shows('db ready');
      session.type('\x03');
      await session.shows('web stopping');
      session.type('\x03');
      expect(await session.exit).toBe(130);
      const { containers } = await resourcesOf(name);
      expect(containers.map(container => container.state)).toEqual(['exited', 'exited']);
    }));

  test('it must end by itself when every container has ended', () =>
    withProject(
      { 'compose.yaml': 'services:\n  job:\n    image: debian:bookworm-slim\n    command: echo done\n' },
      async ({ gantry }) => {
        const outcome = await gantry('up');
        expect(outcome.exitCode).toBe(0);
        expect(outcome.stdout).toMatch(/job-1 {2}\| done/);
        expect(outcome.stdout + outcome.stderr).toContain('job-1 exited with code 0');
      },
    ));

  test('--abort-on-container-exit must stop the others and give the code of the first', () =>
    withProject(
      {
        'compose.yaml':
          'services:\n  job:\n    image: debian:bookworm-slim\n    command: sh -c "exit 7"\n  web:\n    image: debian:bookworm-slim\n    init: true\n    command: sleep 1000\n',
      },
      async ({ name, gantry }) => {
        const outcome = await gantry('up', '--abort-on-container-exit');
        expect(outcome.exitCode).toBe(7);
        // Docker Compose's error has no words.
        expect(outcome.stderr.endsWith(' Stopped \n\n')).toBe(true);
        const { containers } = await resourcesOf(name);
        expect(containers.map(container => container.state)).toEqual(['exited', 'exited']);
      },
    ));
});
