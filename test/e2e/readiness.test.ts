import { describe, expect, test } from 'vitest';
import { engine, eventually, type TestProject, withProject } from './support.ts';

/** The engine looks for the first time after the interval: what is healthy before was found so by our own probe. */
const never = '10m';

const server = (command: string, healthcheck: string, more = '') => `
    image: debian:bookworm-slim
    init: true
    command: ["/bin/bash", "-c", "${command}; exec sleep 1000"]
    healthcheck: {${healthcheck}}
    ${more}`;

const soon = 'sleep 1; touch /ready';

interface Health {
  readonly Status: string;
  readonly Log: readonly { readonly ExitCode: number }[];
}

async function healthOf({ name }: TestProject, service: string): Promise<Health> {
  const { State } = await engine<{ State: { Health: Health } }>('GET', `/containers/${name}-${service}-1/json`);
  return State.Health;
}

describe('readiness', () => {
  const chain = `
services:
  a: ${server(soon, `test: test -f /ready, interval: ${never}`)}
  b: ${server(soon, `test: test -f /ready, interval: ${never}`, 'depends_on: {a: {condition: service_healthy}}')}
  c: ${server(soon, `test: ["CMD", "test", "-f", "/ready"], interval: ${never}`, 'depends_on: {b: {condition: service_healthy}}')}
`;

  test('a chain of services is waited for as long as they take, not for the interval', () =>
    withProject({ 'compose.yaml': chain }, async project => {
      const up = await project.gantry('up', '--wait');
      expect(up).toMatchObject({ exitCode: 0 });
      expect(up.stderr.match(/ Container \S+ Healthy/g)).toHaveLength(5);
      for (const service of ['a', 'b', 'c'])
        expect(await healthOf(project, service)).toMatchObject({ Status: 'starting', FailingStreak: 0, Log: [] });
      const { Config } = await engine<{ Config: { Healthcheck: object } }>(
        'GET',
        `/containers/${project.name}-c-1/json`,
      );
      expect(Config.Healthcheck).toEqual({ Test: ['CMD', 'test', '-f', '/ready'], Interval: 600e9 });
    }));

  const built = `
services:
  web:
    build:
      dockerfile_inline: |
        FROM debian:bookworm-slim
        HEALTHCHECK --interval=${never} CMD test $$OF:$$(id -un):$$PWD = service:nobody:/tmp
    init: true
    user: nobody
    working_dir: /tmp
    environment: {OF: service}
    command: sleep 1000
`;

  test("the image's own healthcheck is run as the container's user, with its environment, in its folder", () =>
    withProject({ 'compose.yaml': built }, async project => {
      expect(await project.gantry('up', '--wait')).toMatchObject({ exitCode: 0 });
      expect((await healthOf(project, 'web')).Log).toEqual([]);
      await project.gantry('down', '-t', '0', '--rmi', 'local');
    }));

  const probed = 'mkdir /lock || echo twice > /proc/1/fd/1; sleep 0.1; rmdir /lock; test -f /ready';
  const shared = `
services:
  db: ${server(soon, `test: "${probed}", interval: ${never}`)}
  one: ${server('true', 'disable: true', 'depends_on: {db: {condition: service_healthy}}')}
  two: ${server('true', 'disable: true', 'depends_on: {db: {condition: service_healthy, required: false}}')}
`;

  test('however many wait for a service, one probe runs at a time', () =>
    withProject({ 'compose.yaml': shared }, async project => {
      expect(await project.gantry('up', '--wait')).toMatchObject({ exitCode: 0 });
      expect((await project.gantry('logs', '--no-log-prefix', 'db')).stdout).toBe('');
    }));

  const hanging = `
services:
  db: ${server('true', 'test: "mkdir /second || exit 0; exec sleep 1000", interval: 1s, timeout: 500ms, retries: 100')}
`;

  test('a probe that hangs does not keep the engine from finding the service healthy', () =>
    withProject({ 'compose.yaml': hanging }, async project => {
      expect(await project.gantry('up', '--wait')).toMatchObject({ exitCode: 0 });
    }));

  const shellless = (test: string) => `
services:
  db: ${server('rm -f /bin/sh /bin/dash; touch /ready', `test: ${test}, interval: 500ms, retries: 3`)}
`;

  test.each([
    ['["CMD", "test", "-f", "/ready"]', 0, ' Healthy'],
    ['test -f /ready', 1, ' is unhealthy'],
  ])('where there is no shell, %s ends with %d', (check, exitCode, said) =>
    withProject({ 'compose.yaml': shellless(check) }, async project => {
      const up = await project.gantry('up', '--wait');
      expect(up.exitCode).toBe(exitCode);
      expect(up.stderr).toContain(`${project.name}-db-1${said}`);
    }),
  );

  const failsOnce = `
services:
  db: ${server('mkdir /again && { sleep 0.5; exit 1; }; touch /ready', `test: test -f /ready, interval: ${never}`, 'restart: on-failure')}
`;

  test('a service that is restarted meanwhile is probed on', () =>
    withProject({ 'compose.yaml': failsOnce }, async project => {
      expect(await project.gantry('up', '--wait')).toMatchObject({ exitCode: 0 });
      expect((await healthOf(project, 'db')).Status).toBe('starting');
    }));

  const slow = `
services:
  db: ${server('sleep 2; touch /ready', `test: test -f /ready, interval: ${never}`)}
`;

  async function whileWaited(project: TestProject, act: (container: string) => Promise<void>) {
    const up = project.gantry('up', '--wait');
    const container = `/containers/${project.name}-db-1`;
    await eventually(async () => {
      const { State } = await engine<{ State: { Running: boolean } }>('GET', `${container}/json`);
      expect(State.Running).toBe(true);
    });
    await act(container);
    return up;
  }

  test('one that is paused meanwhile is waited for until it goes on', () =>
    withProject({ 'compose.yaml': slow }, async project => {
      const up = await whileWaited(project, async container => {
        await engine('POST', `${container}/pause`);
        await new Promise(resolve => setTimeout(resolve, 500));
        await engine('POST', `${container}/unpause`);
      });
      expect(up).toMatchObject({ exitCode: 0 });
    }));

  test('one that is removed meanwhile is not waited for', () =>
    withProject({ 'compose.yaml': slow.replace('sleep 2', 'sleep 600') }, async project => {
      const up = await whileWaited(project, async container => {
        await engine('DELETE', `${container}?force=1`);
      });
      expect(up.exitCode).toBe(1);
      expect(up.stderr).toContain('was removed while it was waited for');
    }));
});

describe('up --wait ends', () => {
  const job = (exit: number, more = '') => `
    image: debian:bookworm-slim
    command: ["sh", "-c", "sleep 0.1; exit ${exit}"]
    ${more}`;
  const runs = server('true', 'disable: true');
  const neverReady = server('true', `test: "false", interval: ${never}`);

  test.each<[string, string, string[], number, RegExp]>([
    ['with 0 when a job is done', `web: ${runs}\n  job: ${job(0)}`, [], 0, /job-1 Exited/],
    ['with 0 when a job may be tried again', `job: ${job(0, 'restart: on-failure')}`, [], 0, /job-1 Exited/],
    ['with 1 when a job fails', `job: ${job(3)}`, [], 1, /^container \S+-job-1 exited \(3\)$/m],
    [
      'with 1 when a job fails each time',
      `job: ${job(3, 'restart: "on-failure:2"')}`,
      [],
      1,
      /^container \S+-job-1 exited \(3\)$/m,
    ],
    [
      'with 0 when a job that others wait for is done',
      `job: ${job(0)}\n  web: ${runs}\n    depends_on: {job: {condition: service_completed_successfully}}`,
      [],
      0,
      /job-1 Exited[\s\S]*web-1 Healthy/,
    ],
    [
      'with 1 when a job that others wait for fails',
      `job: ${job(5)}\n  web: ${runs}\n    depends_on: {job: {condition: service_completed_successfully}}`,
      [],
      1,
      /^service "job" didn't complete successfully: exit 5$/m,
    ],
    [
      'with 0 when what others wait for is left out',
      `db: ${neverReady}\n  web: ${runs}\n    depends_on: {db: {condition: service_healthy, required: false}}`,
      ['--wait-timeout', '1', '--no-deps', 'web'],
      0,
      /web-1 Healthy/,
    ],
    [
      'with 1 when the time is over',
      `db: ${neverReady}`,
      ['--wait-timeout', '1'],
      1,
      /^application not healthy after 1s$/m,
    ],
    [
      'with 1 when the time of what others wait for is over',
      `db: ${neverReady}\n  web: ${runs}\n    depends_on: {db: {condition: service_healthy}}`,
      ['--wait-timeout', '1'],
      1,
      /^timeout waiting for dependencies$/m,
    ],
    [
      'with 0 when what others wait for has no containers',
      `db: ${neverReady}\n    scale: 0\n  web: ${runs}\n    depends_on: {db: {condition: service_healthy}}`,
      [],
      0,
      /web-1 Healthy/,
    ],
  ])('%s', (_, services, args, exitCode, said) =>
    withProject({ 'compose.yaml': `services:\n  ${services}\n` }, async project => {
      const up = await project.gantry('up', '--wait', ...args);
      expect(up).toMatchObject({ exitCode });
      expect(up.stderr).toMatch(said);
    }),
  );
});
