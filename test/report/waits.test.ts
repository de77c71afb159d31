import { describe, expect, test } from 'vitest';
import type { ContainerInspect } from '../../src/engine/api.ts';
import { findingsOf } from '../../src/report/findings-of.ts';
import { container, facts, waitFor } from './facts.ts';

type State = Partial<ContainerInspect['State']>;

const own = { services: { db: {} } };
const exited = (ExitCode: number, more: State = {}): State => ({ Status: 'exited', Running: false, ExitCode, ...more });
const failing = (Status: 'starting' | 'unhealthy', ExitCode: number, Output: string): State => ({
  Health: {
    Status,
    FailingStreak: 3,
    Log: [1, 2, 3, 4].map(n => ({ Start: '', End: '', ExitCode, Output: `${Output}${n}` })),
  },
});

/** As the wait would have told. */
function codeOf({ Status, Health }: State): string {
  if (Status === 'exited') return 'exited';
  return Health ? Health.Status : 'no-healthcheck';
}

function found(state: State, more: Parameters<typeof facts>[0] & { logs?: string[]; test?: string[] } = {}) {
  const { logs, test: probe, ...rest } = more;
  const seen = container(state, { ...(logs ? { logs } : {}), ...(probe ? { test: probe } : {}) });
  return findingsOf(
    facts({ project: own, code: codeOf(state), operation: waitFor('db'), containers: [seen], ...rest }),
  );
}

describe('exits', () => {
  test('with a code', () => {
    expect(found(exited(3), { logs: ['no', 'way'], notStarted: ['api', 'web'] })).toMatchObject({
      code: 'exited',
      summary: 'app-db-1 exited with code 3',
      service: 'db',
      container: 'app-db-1',
      notStarted: ['api', 'web'],
      exitCode: 3,
      oomKilled: false,
      logs: ['no', 'way'],
      places: [
        ['services', 'db', 'command'],
        ['services', 'db'],
        ['services', 'db'],
      ],
    });
  });

  test.each([
    [137, 'SIGKILL'],
    [139, 'SIGSEGV'],
    [143, 'SIGTERM'],
  ])('by a signal: %i', (code, signal) => {
    expect(found(exited(code))).toMatchObject({
      summary: `app-db-1 was ended by ${signal} (exit code ${code})`,
      exitCode: code,
      signal,
    });
  });

  test('255 is no signal', () => {
    expect(found(exited(255))).not.toHaveProperty('signal');
  });

  test('out of memory', () => {
    expect(found(exited(137, { OOMKilled: true }))).toMatchObject({
      code: 'out-of-memory',
      oomKilled: true,
      signal: 'SIGKILL',
    });
  });

  test.each([
    [126, /chmod/],
    [127, /not found/],
    [0, /service_completed_successfully/],
  ])('what to do about %i', (code, hint) => {
    expect(found(exited(code)).hint).toMatch(hint);
  });

  test('a program of another processor', () => {
    const logs = ['exec /app: exec format error'];
    expect(found(exited(1), { logs }).code).toBe('wrong-platform');
    expect(found(exited(1), { logs, imagePlatform: 'linux/arm64', enginePlatform: 'linux/amd64' })).toMatchObject({
      code: 'wrong-platform',
      summary: "app-db-1 can't run: its image is for linux/arm64, and the engine runs linux/amd64",
    });
  });

  test('of several containers, the one that failed is told of', () => {
    const operation = waitFor('db', 'service_completed_successfully');
    const containers = [container(exited(0)), container(exited(4))];
    expect(found(exited(0), { operation, containers }).exitCode).toBe(4);
  });
});

describe('probes', () => {
  test('the last three runs, and the command as it would be typed', () => {
    expect(
      found(failing('unhealthy', 2, 'no response '), { test: ['CMD', 'pg_isready', '-U', "o'b x"] }),
    ).toMatchObject({
      code: 'unhealthy',
      summary: 'app-db-1 is unhealthy: its probe failed 3 times',
      probe: {
        command: "pg_isready -U 'o'\\''b x'",
        runs: [2, 3, 4].map(n => ({ exitCode: 2, output: `no response ${n}` })),
      },
      places: [
        ['services', 'db', 'healthcheck', 'test'],
        ['services', 'db', 'healthcheck'],
        ['services', 'db'],
        ['services', 'db'],
      ],
    });
  });

  test.each([
    ['app-db-1 is unhealthy: its probe failed', [{ exitCode: 1, output: 'no' }]],
    ['app-db-1 is unhealthy', []],
  ])('whose engine has not counted its runs: %s', (summary, probes) => {
    const seen = { ...container({ Health: { Status: 'unhealthy', FailingStreak: 0, Log: [] } }), probes };
    const findings = findingsOf(
      facts({ project: own, code: 'unhealthy', operation: waitFor('db'), containers: [seen] }),
    );
    expect(findings).toMatchObject({ summary, probe: { runs: probes } });
  });

  test('a shell command stays as it is', () => {
    expect(found(failing('unhealthy', 1, ''), { test: ['CMD-SHELL', 'curl -f x || exit 1'] }).probe?.command).toBe(
      'curl -f x || exit 1',
    );
  });

  test.each([
    [-1, 'Health check exceeded timeout (2s)', /`timeout`/],
    [-1, 'exec: "curl": executable file not found in $PATH', /no such program/],
    [127, 'sh: curl: not found', /no such program/],
    [1, 'no', /gantry logs db/],
  ])('what to do about %i: %s', (code, output, hint) => {
    expect(found(failing('unhealthy', code, output)).hint).toMatch(hint);
  });

  test('a variable that is empty is named, with its place', () => {
    const project = { services: { db: { environment: { A: 'x', PASSWORD: '' } } } };
    expect(found(failing('unhealthy', 1, ''), { project })).toMatchObject({
      hint: 'PASSWORD is empty in its environment',
      hintPlace: ['services', 'db', 'environment', 'PASSWORD'],
    });
  });

  test('a wait that took too long', () => {
    expect(
      found(failing('starting', 1, ''), { code: 'wait-timeout', message: 'application not healthy after 3s' }),
    ).toMatchObject({
      code: 'wait-timeout',
      summary: 'app-db-1 is not ready yet: its probe has not succeeded',
    });
  });

  test('while it starts, those of gantry are the latest', () => {
    const seen = {
      ...container({ Health: { Status: 'starting', FailingStreak: 0 } }),
      probes: [{ exitCode: 7, output: 'x' }],
    };
    expect(found({}, { code: 'wait-timeout', containers: [seen] })).toMatchObject({
      summary: 'app-db-1 is not ready yet: its probe has not succeeded',
      probe: { runs: [{ exitCode: 7, output: 'x' }] },
    });
  });
});

test('a dependency without a healthcheck is placed where its health is asked for', () => {
  const project = {
    services: { db: {}, api: { depends_on: { db: { condition: 'service_healthy', required: true } } } },
  } as const;
  expect(found({}, { project })).toMatchObject({
    code: 'no-healthcheck',
    places: [
      ['services', 'api', 'depends_on', 'db', 'condition'],
      ['services', 'api', 'depends_on', 'db'],
      ['services', 'db'],
      ['services', 'db'],
    ],
  });
});

test('a container that could not be looked at leaves the error as it is', () => {
  expect(found({}, { containers: [], code: 'unhealthy', message: 'container app-db-1 is unhealthy' })).toMatchObject({
    code: 'unhealthy',
    summary: 'db: container app-db-1 is unhealthy',
    service: 'db',
  });
});

test('a job that did not end in time', () => {
  const operation = waitFor('db', 'service_completed_successfully');
  expect(found({}, { operation, code: 'wait-timeout', message: 'application not healthy after 3s' })).toMatchObject({
    code: 'wait-timeout',
    summary: 'app-db-1 has not ended yet',
  });
});

test('a container that is started again and again', () => {
  const state: State = { Status: 'restarting', Running: true, ExitCode: 1 };
  expect(found(state, { code: 'keeps-restarting' })).toMatchObject({
    code: 'keeps-restarting',
    summary: 'app-db-1 exited with code 1, each time that it was started again',
    exitCode: 1,
  });
});

test('a container that was started again before it was looked at has no exit code to tell', () => {
  const findings = found({}, { code: 'exited', message: 'container app-db-1 exited (1)' });
  expect(findings).toMatchObject({ code: 'exited', summary: 'container app-db-1 exited (1)' });
  expect(findings).not.toHaveProperty('exitCode');
});

test('an engine that has missed the kill for want of memory knows of the limit', () => {
  const { inspect, ...rest } = container(exited(137));
  const limited = { ...rest, inspect: { ...inspect, HostConfig: { Memory: 16e6 } } };
  expect(found(exited(137)).hint).toMatch(/ran out of memory$/);
  expect(found(exited(137), { containers: [limited] }).hint).toMatch(/more than its limit of memory$/);
});
