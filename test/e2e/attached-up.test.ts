import { describe, expect, test } from 'vitest';
import { eventually, resourcesOf, withProject } from './support.ts';

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

/** In a shell that has no use for Ctrl-C, and compares the terminal before with the terminal after. */
const compared = (command: string) =>
  `trap : INT; stty -a >a; "$GANTRY" ${command}; echo "exit $?"; stty -a >b; cmp a b && echo same`;

describe('up in a terminal', () => {
  test.each([
    ['up', 0],
    ['up --menu=false', 130],
  ])('Ctrl-C must stop all services, dependents first; %s ends with %i then', (command, exitCode) =>
    withProject({ 'compose.yaml': file() }, async ({ name, shell }) => {
      const session = shell(compared(command));
      await session.shows('web ready');
      await session.shows('db ready');
      session.type('\x03');
      await session.shows('same');
      const screen = session.screen();
      expect(screen).toContain(`exit ${exitCode}`);
      expect(screen.includes('Detach')).toBe(command === 'up');
      expect(screen.indexOf('web stopping')).toBeGreaterThan(0);
      expect(screen.indexOf('db stopping')).toBeGreaterThan(screen.indexOf('web stopping'));
      const { containers } = await resourcesOf(name);
      expect(containers.map(container => container.state)).toEqual(['exited', 'exited']);
    }),
  );

  test.each(['up --timeout 60', 'up -t 60 --menu=false'])('a second Ctrl-C must kill at once: %s', command =>
    withProject({ 'compose.yaml': file('sleep 60; ') }, async ({ name, shell }) => {
      const session = shell(compared(command));
      await session.shows('web ready');
      await session.shows('db ready');
      session.type('\x03');
      await session.shows('web stopping');
      session.type('\x03');
      await session.shows('same');
      expect(session.screen()).toContain('exit 130');
      const { containers } = await resourcesOf(name);
      expect(containers.map(container => container.state)).toEqual(['exited', 'exited']);
    }),
  );

  test('a container that somebody else recreates must be told of, and its successor followed', () =>
    withProject({ 'compose.yaml': file() }, async ({ gantry, terminal }) => {
      const session = terminal('up', '--no-color');
      await session.shows('web ready');
      await gantry('up', '-d', '--force-recreate', '--no-deps', '-t', '0', 'web');
      await session.shows(/web-1 has been recreated[\s\S]*web-1 exited with code[\s\S]*web-1 +\| web ready/);
      session.type('d');
      expect(await session.exit).toBe(0);
    }));

  test('d must leave the containers running, and the terminal as it was', () =>
    withProject({ 'compose.yaml': file() }, async ({ name, shell }) => {
      const session = shell(compared('up'));
      await session.shows('web ready');
      await session.shows('db ready');
      session.type('d');
      await session.shows('same');
      expect(session.screen()).toContain('exit 0');
      const { containers } = await resourcesOf(name);
      expect(containers.map(container => container.state)).toEqual(['running', 'running']);
    }));

  test('Ctrl-Z must hand the terminal over until up may go on', () =>
    withProject({ 'compose.yaml': file(), '.env': 'COMPOSE_MENU=true\n' }, async ({ shell }) => {
      const session = shell(compared('up'));
      await session.shows('web ready');
      const raw = session.settings();
      session.type('\x1a');
      await eventually(async () => expect(session.settings()).toMatch(/ icanon .* echo /));
      session.kill('SIGCONT');
      await eventually(async () => expect(session.settings()).toBe(raw));
      session.type('\x03');
      await session.shows('same');
    }));

  test('COMPOSE_MENU must do without the menu', () =>
    withProject({ 'compose.yaml': file(), '.env': 'COMPOSE_MENU=0\n' }, async ({ shell }) => {
      const session = shell(compared('up'));
      await session.shows('web ready');
      session.type('\x03');
      await session.shows('same');
      expect(session.screen()).toContain('exit 130');
      expect(session.screen()).not.toContain('Detach');
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
