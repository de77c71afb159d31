import { describe, expect, test } from 'vitest';
import { resourcesOf, statesOf, withProject } from './support.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const image = 'image: debian:bookworm-slim';
/** Says when it runs and when it is told to stop. */
const polite = (name: string) =>
  `["sh", "-c", "trap 'echo ${name} stopping; exit 0' TERM; echo ${name} ready; while :; do sleep 0.1; done"]`;
/** Ends by a kill alone. */
const stubborn = (name: string) =>
  `["sh", "-c", "trap 'echo ${name} stopping' TERM; echo ${name} ready; while :; do sleep 0.1; done"]`;

describe('a signal', () => {
  test('while an image is built must end up with 130, and nothing must be created', () =>
    withProject(
      {
        'compose.yaml': 'services:\n  web:\n    build: .\n',
        Dockerfile: 'FROM debian:bookworm-slim\nRUN echo building && sleep 600\n',
      },
      async ({ name, signalled }) => {
        const outcome = await signalled({ shown: /sleep 600/, signal: 'SIGINT' }, '--progress', 'plain', 'up', '-d');
        expect(outcome.exitCode).toBe(130);
        expect((await resourcesOf(name)).containers).toEqual([]);
      },
    ));

  test.each(signals)('%s while containers are created must leave what a next run can use', signal =>
    withProject(
      {
        'compose.yaml': `services:\n${[1, 2, 3, 4].map(n => `  s${n}: {${image}, init: true, command: sleep 1000}\n`).join('')}`,
      },
      async ({ name, gantry, signalled }) => {
        expect((await signalled({ shown: /-1 Creat/, signal }, 'create')).exitCode).toBe(130);
        expect((await gantry('create')).exitCode).toBe(0);
        expect(await statesOf(name)).toEqual(['s1-1 created', 's2-1 created', 's3-1 created', 's4-1 created']);
      },
    ),
  );

  const waiting = `
services:
  web: {${image}, init: true, command: sleep 1000, depends_on: {db: {condition: service_healthy}}}
  db:
    ${image}
    command: ${polite('db')}
    healthcheck: {test: "false", interval: 1s, retries: 1000}
`;
  test.each(signals)('%s while a detached up waits for health must leave what runs, and start no more', signal =>
    withProject({ 'compose.yaml': waiting }, async ({ name, signalled }) => {
      expect((await signalled({ shown: /db-1 Waiting/, signal }, 'up', '-d')).exitCode).toBe(130);
      expect(await statesOf(name)).toEqual(['db-1 running', 'web-1 created']);
    }),
  );

  test('while an attached up waits for health must stop what runs', () =>
    withProject({ 'compose.yaml': waiting }, async ({ name, signalled }) => {
      const outcome = await signalled({ shown: /db ready/, signal: 'SIGINT' }, 'up');
      expect(outcome.exitCode).toBe(130);
      expect(outcome.stdout).toContain('db stopping');
      expect(await statesOf(name)).toEqual(['db-1 exited', 'web-1 created']);
    }));

  const pair = `
services:
  web: {${image}, command: ${polite('web')}, depends_on: [db]}
  db: {${image}, command: ${polite('db')}}
`;
  test.each(signals)('%s must stop an attached up in good order', signal =>
    withProject({ 'compose.yaml': pair }, async ({ name, signalled }) => {
      const outcome = await signalled({ shown: /db ready.*web ready|web ready.*db ready/s, signal }, 'up');
      expect(outcome.exitCode).toBe(130);
      expect(outcome.stderr).toContain('Gracefully Stopping... press Ctrl+C again to force');
      expect(outcome.stdout.indexOf('db stopping')).toBeGreaterThan(outcome.stdout.indexOf('web stopping'));
      expect(await statesOf(name)).toEqual(['db-1 exited', 'web-1 exited']);
    }),
  );

  test('must stop containers whose policy is to restart always, and tell of their end', () =>
    withProject(
      { 'compose.yaml': pair.replaceAll('command:', 'restart: always, command:') },
      async ({ name, signalled }) => {
        const shown = /db ready.*web ready|web ready.*db ready/s;
        const outcome = await signalled({ shown, signal: 'SIGINT' }, 'up');
        expect(outcome.exitCode).toBe(130);
        expect(outcome.stdout).toMatch(/web-1 exited with code 0\n/);
        expect(outcome.stdout).toMatch(/db-1 exited with code 0\n/);
        expect(await statesOf(name)).toEqual(['db-1 exited', 'web-1 exited']);
      },
    ));

  test.each(['SIGINT', 'SIGTERM'] as const)('a second one, %s, must kill', second =>
    withProject(
      { 'compose.yaml': `services:\n  web: {${image}, command: ${stubborn('web')}, stop_grace_period: 10m}\n` },
      async ({ name, signalled }) => {
        const first = { shown: /web ready/, signal: 'SIGINT' } as const;
        const outcome = await signalled([first, { shown: /web stopping/, signal: second }], 'up');
        expect(outcome.exitCode).toBe(130);
        expect(await statesOf(name)).toEqual(['web-1 exited']);
      },
    ),
  );

  test.each(signals)('%s must end a down with 130, and the next one must finish it', signal =>
    withProject(
      { 'compose.yaml': `services:\n  web: {${image}, command: ${stubborn('web')}, stop_grace_period: 10m}\n` },
      async ({ name, gantry, signalled }) => {
        await gantry('up', '-d');
        expect((await signalled({ shown: /web-1 Stopping/, signal }, 'down')).exitCode).toBe(130);
        expect((await gantry('down', '-t', '0')).exitCode).toBe(0);
        expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [] });
      },
    ),
  );
});
