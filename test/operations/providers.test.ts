import { describe, expect, test } from 'vitest';
import type { Programs } from '../../src/execute/programs.ts';
import { label } from '../../src/model/labels.ts';
import { down, planOfDown } from '../../src/operations/down.ts';
import { plan } from '../../src/operations/plan.ts';
import { planOfRun, prepareRun } from '../../src/operations/run.ts';
import { planOfStop, stop } from '../../src/operations/stop.ts';
import { planUp, type UpOptions, up } from '../../src/operations/up.ts';
import { formatPlan } from '../../src/plan/format.ts';
import { once, type ProjectInput, project } from '../support/builders.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

interface FakePrograms extends Programs {
  /** Command lines, without metadata. */
  readonly calls: string[];
}

/** A program `cloud` that answers each subcommand with messages, or fails where it has none. */
function fakePrograms(answers: Readonly<Record<string, readonly object[] | string>>): FakePrograms {
  const calls: string[] = [];
  return {
    calls,
    find: async name => (name === 'cloud' ? '/bin/cloud' : undefined),
    async run(program, args, { onOutput }) {
      const action = args[1] === 'metadata' ? 'metadata' : args[2]!;
      if (action !== 'metadata') calls.push([program, ...args].join(' '));
      const answer = answers[action];
      if (answer === undefined) return { failure: 'exit status 3', errorOutput: 'first\nno such region\n' };
      onOutput(typeof answer === 'string' ? answer : answer.map(message => JSON.stringify(message)).join('\n'));
      return { errorOutput: '' };
    },
  };
}

const services: ProjectInput['services'] = {
  app: { depends_on: { db: once('started') }, environment: { MODE: 'file' } },
  other: {},
  db: { provider: { type: 'cloud', options: { size: ['12'], tag: ['a', 'b'] } }, networks: {} },
};
const url = [
  { type: 'info', message: 'preparing\nmore' },
  { type: 'debug', message: 'hidden' },
  { type: 'setenv', message: 'URL=http://x?a=b' },
];

async function upWith(engine: FakeEngine, answers: Parameters<typeof fakePrograms>[0], options: UpOptions = {}) {
  const programs = fakePrograms(answers);
  const context = recordedContext(engine, { programs, concurrency: 1 });
  const result = await up(project({ services }), options, context);
  return { result, programs, lines: context.lines };
}

function environmentOf(engine: FakeEngine, name: string): readonly string[] {
  return [...engine.containers.values()].find(container => container.name === name)!.body.Env ?? [];
}

describe('a service with a provider', () => {
  test('is made available after networks and before containers, whose environment it adds to', async () => {
    const engine = fakeEngine();
    const { programs, lines } = await upWith(engine, { up: url });
    expect(programs.calls).toEqual(['/bin/cloud compose --project-name=app up --size=12 --tag=a --tag=b db']);
    expect(lines.slice(0, 7)).toEqual([
      'Network app_default Creating',
      'Network app_default Created',
      'Service db Creating',
      'Service db preparing',
      'Service db Created',
      'Container app-app-1 Creating',
      'Container app-app-1 Created',
    ]);
    expect(environmentOf(engine, 'app-app-1')).toEqual(['DB_URL=http://x?a=b', 'MODE=file']);
    expect(environmentOf(engine, 'app-other-1')).toEqual([]);
  });

  test('is asked each time, and its dependents are recreated when it gives something else', async () => {
    const engine = fakeEngine();
    await upWith(engine, { up: url });
    const again = await upWith(engine, { up: url });
    expect(again.programs.calls).toHaveLength(1);
    expect(again.result).toEqual({ created: [], started: [], unchanged: ['app-app-1', 'app-other-1'] });
    const moved = await upWith(engine, { up: [{ type: 'setenv', message: 'URL=http://y' }] });
    expect(moved.result.created).toEqual(['app-app-1']);
    expect(environmentOf(engine, 'app-app-1')).toEqual(['DB_URL=http://y', 'MODE=file']);
  });

  test('gives variables by their own names too, and says which of the file it overrides', async () => {
    const engine = fakeEngine();
    const raw = ['MODE=given', 'TOKEN=t'].map(message => ({ type: 'rawsetenv', message }));
    const { lines } = await upWith(engine, { up: raw });
    expect(lines).toContain('warning: provider "db" overrides environment variable "MODE" in service "app"');
    expect(environmentOf(engine, 'app-app-1')).toEqual(['MODE=given', 'TOKEN=t']);
  });

  test.each([
    [
      'an error of its own',
      [{ type: 'error', message: 'no credit\nask Bob' }],
      'provider-failed',
      'no credit\nask Bob',
    ],
    ['text', 'PASSWORD=x', 'provider-message', /cannot be understood: it is no JSON object$/],
    ['half a message', '{"type":"info"', 'provider-message', /cannot be understood/],
    ['an unknown message', [{ type: 'progress' }], 'provider-message', /it has the type "progress"$/],
    [
      'a variable without a value',
      [{ type: 'setenv', message: 'X' }],
      'provider-message',
      /"setenv" needs NAME=VALUE$/,
    ],
    ['something else for a text', [{ type: 'info', message: 1 }], 'provider-message', /cannot be understood/],
  ])('ends the run with %s, before any container is made', async (_, answer, code, message) => {
    const engine = fakeEngine();
    await expect(upWith(engine, { up: answer })).rejects.toMatchObject({
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(engine.containers.size).toBe(0);
  });

  test('that fails is told with the last that it said', async () => {
    await expect(upWith(fakeEngine(), {})).rejects.toMatchObject({
      code: 'provider-failed',
      message: 'failed to create service provider: exit status 3',
      hint: 'it says: no such region',
    });
  });

  test('must have its program before anything is done', async () => {
    const engine = fakeEngine();
    const context = recordedContext(engine, { programs: fakePrograms({}) });
    const wanted = project({ services: { ...services, ai: { provider: { type: 'gone' } } } });
    await expect(up(wanted, {}, context)).rejects.toMatchObject({ code: 'no-such-provider' });
    expect(engine.calls).toEqual([]);
  });

  test('gets the options that its metadata knows, and all that it needs', async () => {
    const parameters = [{ name: 'size' }];
    const known = { description: 'A cloud', up: { parameters }, down: { parameters: [] } };
    const { programs } = await upWith(fakeEngine(), { metadata: JSON.stringify(known), up: [] });
    expect(programs.calls).toEqual(['/bin/cloud compose --project-name=app up --size=12 db']);
    const needy = { ...known, up: { parameters: [{ name: 'region', required: true }] } };
    await expect(upWith(fakeEngine(), { metadata: JSON.stringify(needy), up: [] })).rejects.toMatchObject({
      code: 'provider-options',
      message: 'required parameter "region" is missing from provider "cloud" definition',
    });
  });

  test('is taken down after its dependents, and before what it depends on', async () => {
    const engine = fakeEngine();
    await upWith(engine, { up: url });
    const programs = fakePrograms({ down: [] });
    const context = recordedContext(engine, { programs });
    const wanted = project({
      services: { ...services, db: { ...services.db, depends_on: { other: once('started') } } },
    });
    expect(formatPlan(await planOfDown(wanted, {}, context))).toBe(
      [
        '[] -> #1 service:app:1, stop-container, asked by down',
        '[1] -> #2 service:app:1, remove-container, asked by down',
        '[2] -> #3 provider:db, run-provider, asked by down',
        '[3] -> #4 service:other:1, stop-container, asked by down',
        '[4] -> #5 service:other:1, remove-container, asked by down',
        '[5] -> #6 network:default, remove-network, asked by down',
      ].join('\n'),
    );
    expect(programs.calls).toEqual([]);
    await down(wanted, { services: ['app'] }, context);
    expect(programs.calls).toEqual([]);
    await down(wanted, {}, context);
    expect(programs.calls).toEqual(['/bin/cloud compose --project-name=app down --size=12 --tag=a --tag=b db']);
  });

  test('is stopped with the others if it says that it can be', async () => {
    const engine = fakeEngine();
    await upWith(engine, { up: url });
    const plain = fakePrograms({ stop: [] });
    await stop(project({ services }), {}, recordedContext(engine, { programs: plain }));
    expect(plain.calls).toEqual([]);
    const metadata = JSON.stringify({ description: 'A cloud', stop: {} });
    const able = fakePrograms({ metadata, stop: [{ type: 'info', message: 'pausing' }] });
    const context = recordedContext(engine, { programs: able });
    await stop(project({ services }), {}, context);
    expect(able.calls).toEqual(['/bin/cloud compose --project-name=app stop db']);
    expect(context.lines.filter(line => line.startsWith('Service'))).toEqual([
      'Service db Stopping',
      'Service db pausing',
      'Service db Stopped',
    ]);
    const { nodes } = await planOfStop(project({ services }), { services: ['app'] }, context);
    expect(nodes).toEqual([]);
  });
});

describe('run', () => {
  test('has what its service depends on provided, and gives it the variables', async () => {
    const engine = fakeEngine();
    const programs = fakePrograms({ up: url });
    const context = recordedContext(engine, { programs });
    const { app, db } = services ?? {};
    const wanted = project({ services: { app: app!, db: db! } });
    expect((await planOfRun(wanted, { service: 'app' }, context)).map(formatPlan)[0]).toContain('run-provider');
    expect(programs.calls).toEqual([]);
    const { name } = await prepareRun(wanted, { service: 'app' }, context);
    expect(programs.calls).toHaveLength(1);
    expect(environmentOf(engine, name)).toContain('DB_URL=http://x?a=b');
  });
});

describe('a plan', () => {
  test('has the provider first, runs nothing, and takes it to give what it gave last', async () => {
    const engine = fakeEngine();
    const programs = fakePrograms({});
    const context = recordedContext(engine, { programs });
    const plans = await planUp(project({ services }), {}, context);
    expect(plans.map(formatPlan)[0]).toBe('[] -> #1 provider:db, run-provider, needed by app');
    await upWith(engine, { up: url });
    const { outline } = await plan(project({ services }), {}, context);
    expect(outline.actions.map(({ action, type, name }) => `${action} ${type} ${name}`)).toEqual([
      'run provider db',
      'keep network app_default',
      'keep container app-app-1',
      'keep container app-other-1',
    ]);
    expect(programs.calls).toEqual([]);
  });

  test('tells what has changed beside it', async () => {
    const engine = fakeEngine();
    await upWith(engine, { up: url });
    const changed = project({ services: { ...services, app: { ...services.app, environment: { MODE: 'new' } } } });
    const { outline } = await plan(changed, {}, recordedContext(engine));
    expect(outline.actions.map(({ action, name, why }) => [action, name, why])).toContainEqual([
      'recreate',
      'app-app-1',
      'environment.MODE file → new',
    ]);
  });

  test('knows what was given by the names that the container keeps', async () => {
    const engine = fakeEngine();
    await upWith(engine, { up: url });
    const labels = [...engine.containers.values()].map(({ name, body }) => [
      name,
      body.Labels?.['dev.gantry.provided'],
    ]);
    expect(labels).toEqual([
      ['app-app-1', 'DB_URL'],
      ['app-other-1', undefined],
    ]);
    expect([...engine.containers.values()][0]!.body.Labels?.[label.dependsOn]).toBe('db:service_started:false');
  });
});
