import { describe, expect, test } from 'vitest';
import { ComposeError, ExplainedError } from '../../src/diagnostics/errors.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { ExecutionError } from '../../src/execute/failure.ts';
import { explain } from '../../src/operations/explain.ts';
import { gatherFacts } from '../../src/operations/failure-facts.ts';
import { listening } from '../../src/operations/this-machine.ts';
import { up } from '../../src/operations/up.ts';
import { once, type ProjectInput, project } from '../support/builders.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

const never = new AbortController().signal;

/** What `up` fails with on this engine. */
async function failureOf(engine: FakeEngine, input: ProjectInput): Promise<unknown> {
  return up(project(input), {}, recordedContext(engine)).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function reportsOf(engine: FakeEngine, input: ProjectInput, locate?: Parameters<typeof explain>[1]['locate']) {
  const error = await failureOf(engine, input);
  const explained = await explain(error, { engine, signal: never, ...(locate ? { locate } : {}) });
  expect(explained).toBeInstanceOf(ExplainedError);
  return (explained as ExplainedError).reports;
}

const chain: ProjectInput = {
  services: {
    db: { healthcheck: { test: ['CMD', 'ping', '-pcanary'] }, environment: { PASSWORD: 'canary' } },
    api: { depends_on: { db: once('healthy') } },
    web: { depends_on: { api: once('started') } },
  },
};

const location = {
  file: '/app/compose.yaml',
  range: { start: { line: 2, column: 8 }, end: { line: 2, column: 12 } },
  lineText: 'test: ping # canary',
};

describe('a dependency that is not as it should be', () => {
  const engine = () => fakeEngine({ behaviours: { db: { health: 'unhealthy' } } });

  test('is told with all that was to start after it, its probe and its place', async () => {
    const asked: unknown[] = [];
    const locate = async () => (path: readonly (string | number)[]) => {
      asked.push(path.join('.'));
      return { location, variables: [] };
    };
    const [report, ...others] = await reportsOf(engine(), chain, locate);
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      code: 'unhealthy',
      service: 'db',
      container: 'app-db-1',
      notStarted: ['api', 'web'],
      probe: { command: 'ping -p***' },
      location: { ...location, lineText: 'test: ping # ******' },
    });
    expect(asked).toContain('services.db.healthcheck.test');
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  test('files that cannot be read any more cost the place, and nothing else', async () => {
    const [report] = await reportsOf(engine(), chain, () => Promise.reject(new ComposeError('no-such-file', 'gone')));
    expect(report).toMatchObject({ code: 'unhealthy', service: 'db' });
    expect(report).not.toHaveProperty('location');
  });

  test('the error stays what it was', async () => {
    const error = await failureOf(engine(), chain);
    expect(await explain(error, { engine: engine(), signal: never })).toMatchObject({
      message: 'dependency failed to start: container app-db-1 is unhealthy',
      code: 'unhealthy',
      exitCode: 1,
    });
  });

  test('facts that were gathered before the container was removed are told', async () => {
    const running = engine();
    const error = await failureOf(running, chain);
    await gatherFacts(error as Parameters<typeof gatherFacts>[0], { engine: running, signal: never });
    for (const id of running.containers.keys()) await running.removeContainer(id, { force: true });
    const explained = (await explain(error, { engine: running, signal: never })) as ExplainedError;
    expect(explained.reports[0]).toMatchObject({ code: 'unhealthy', probe: expect.anything() });
  });
});

describe('several steps that fail', () => {
  test('are told one after another, the first one first', async () => {
    const refuse = (method: string, subject: string) => {
      if (method === 'startContainer') throw new EngineError('refused', `exec: "${subject}": permission denied`);
    };
    const reports = await reportsOf(fakeEngine({ onCall: refuse }), { services: { a: {}, b: {} } });
    expect(reports.map(({ code, container }) => `${code} ${container}`)).toEqual([
      'command-not-executable app-a-1',
      'command-not-executable app-b-1',
    ]);
  });

  test('of one cause are one', async () => {
    const services = {
      db: { healthcheck: { test: ['CMD', 'ping'] } },
      api: { depends_on: { db: once('healthy') } },
      web: { depends_on: { db: { ...once('healthy'), restart: true } } },
    };
    const engine = fakeEngine({ behaviours: { db: { health: 'unhealthy' } } });
    const reports = await reportsOf(engine, { services });
    expect(reports.map(({ notStarted }) => notStarted)).toEqual([['api', 'web']]);
  });
});

describe('the error comes first', () => {
  test('an engine that has stopped to answer is no reason to lose it', async () => {
    const engine = fakeEngine({ behaviours: { db: { health: 'unhealthy' } } });
    const error = await failureOf(engine, chain);
    const silent = { ...engine, listContainers: gone, inspectContainer: gone, isLocal: gone };
    expect(await explain(error, { engine: silent, signal: never })).toMatchObject({
      message: 'dependency failed to start: container app-db-1 is unhealthy',
      reports: [{ code: 'unhealthy', service: 'db', notStarted: ['api', 'web'] }],
    });
  });

  test('Ctrl-C ends the search', async () => {
    const engine = fakeEngine({ behaviours: { db: { health: 'unhealthy' } } });
    const error = await failureOf(engine, chain);
    const interrupt = new AbortController();
    const explained = explain(error, {
      engine: { ...engine, listContainers: () => new Promise<never>(() => {}) },
      signal: interrupt.signal,
    });
    interrupt.abort();
    expect(await explained).toBe(error);
  });

  test('an engine that never answers is told of by its sentence', async () => {
    const error = new EngineError('unreachable', 'Cannot connect to the Docker daemon at unix:///x. Is it running?');
    expect(await explain(error, { engine: fakeEngine(), signal: never })).toMatchObject({
      message: error.message,
      reports: [{ code: 'engine-unreachable', notStarted: [] }],
    });
  });

  test('other errors say themselves what is wrong', async () => {
    const error = new ComposeError('no-such-service', 'no such service: x');
    expect(await explain(error, { engine: fakeEngine(), signal: never })).toBe(error);
  });
});

function gone(): Promise<never> {
  return Promise.reject(new EngineError('unreachable', 'gone'));
}

test('sockets that listen, in the table of the kernel', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100
   1: 00000000:1F90 0200A8C0:9C40 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100
   2: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100
`;
  expect(listening(table, 8080, 'tcp')).toEqual(['111']);
  expect(listening(table.replaceAll(' 0A ', ' 07 '), 8081, 'udp')).toEqual(['333']);
  expect(listening('', 8080, 'tcp')).toEqual([]);
});

test('the command of a probe is not shown where no file says what in it is a variable', async () => {
  const engine = fakeEngine({ behaviours: { db: { health: 'unhealthy' } } });
  const error = (await failureOf(engine, chain)) as ExecutionError;
  const byLabels = { ...error.project, services: { db: { name: 'db' } } };
  const unread = new ExecutionError(error, { project: byLabels, failures: error.failures });
  const explained = (await explain(unread, { engine, signal: never })) as ExplainedError;
  expect(explained.reports[0]).toMatchObject({ code: 'unhealthy', service: 'db' });
  expect(explained.reports[0]!.probe).not.toHaveProperty('command');
});
