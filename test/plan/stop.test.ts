import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/plan/format.ts';
import { type KillOptions, planKill } from '../../src/plan/kill.ts';
import { type PauseOptions, planPause, planUnpause } from '../../src/plan/pause.ts';
import { planStop, type StopOptions } from '../../src/plan/stop.ts';
import { type ContainerInput, observed, once, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const wanted = project({
  services: {
    web: { depends_on: { api: once('started') }, pre_stop: [{ command: ['bye'] }] },
    api: { depends_on: { db: once('healthy') } },
    db: {},
  },
});
const oneOff = { service: 'web', name: 'app-web-run-1', number: 0, oneOff: true } as const;
const running: ContainerInput[] = [{ service: 'web' }, { service: 'api' }, { service: 'db' }, oneOff];

function stopPlan(containers: readonly ContainerInput[], options: StopOptions = {}) {
  return planStop(wanted, observed(wanted, { containers }), options);
}

describe('stop', () => {
  test('stops dependents before what they depend on, and runs pre_stop first; containers of run go on', () => {
    expect(formatPlan(stopPlan(running))).toBe(dedent`
      [] -> #1 service:web:1, exec-hook, pre_stop hook [stop:service:web:1]
      [1] -> #2 service:web:1, stop-container, asked by stop [stop:service:web:1]
      [2] -> #3 service:api:1, stop-container, asked by stop
      [3] -> #4 service:db:1, stop-container, asked by stop`);
  });

  test('keeps the order between services whose link is left alone', () => {
    expect(formatPlan(stopPlan(running, { services: ['db', 'web'] }))).toBe(dedent`
      [] -> #1 service:web:1, exec-hook, pre_stop hook [stop:service:web:1]
      [1] -> #2 service:web:1, stop-container, asked by stop [stop:service:web:1]
      [2] -> #3 service:db:1, stop-container, asked by stop`);
  });

  test('gives the grace time to every container', () => {
    const { nodes } = stopPlan(running, { timeoutSeconds: 0, services: ['api', 'db'] });
    expect(nodes.map(({ operation }) => operation)).toMatchObject([{ timeoutSeconds: 0 }, { timeoutSeconds: 0 }]);
  });

  test.each<[state: ContainerInput['state'] & string, steps: string[]]>([
    ['running', ['exec-hook', 'stop-container']],
    ['paused', ['stop-container']],
    ['restarting', ['stop-container']],
    ['exited', []],
    ['created', []],
    ['dead', []],
  ])('of a container that is %s takes %j', (state, steps) => {
    const plan = stopPlan([{ service: 'web', state }]);
    expect(plan.nodes.map(({ operation }) => operation.type)).toEqual(steps);
    expect(plan.unchanged.map(({ name, state }) => `${name} ${state}`)).toEqual(
      steps.length > 0 ? [] : ['app-web-1 Stopped'],
    );
  });
});

describe('kill', () => {
  function kill(containers: readonly ContainerInput[], options: KillOptions = {}): string {
    return formatPlan(planKill(wanted, observed(wanted, { containers }), options));
  }

  test('goes to all at once, containers of run too', () => {
    expect(kill(running)).toBe(dedent`
      [] -> #1 service:web:1, kill-container, asked by kill
      [] -> #2 service:api:1, kill-container, asked by kill
      [] -> #3 service:db:1, kill-container, asked by kill
      [] -> #4 container:app-web-run-1, kill-container, asked by kill`);
  });

  test('goes to those named and up only', () => {
    const containers = [{ service: 'db', state: 'paused' }, { service: 'api', state: 'exited' }, oneOff] as const;
    expect(kill(containers, { services: ['db', 'api'] })).toBe('[] -> #1 service:db:1, kill-container, asked by kill');
  });

  test('goes to orphans only when asked for, and removes none', () => {
    expect(kill([{ service: 'gone' }])).toBe('');
    expect(kill([{ service: 'gone' }], { removeOrphans: true })).toBe(
      '[] -> #1 service:gone:1, kill-container, orphan',
    );
  });

  test('sends the signal asked for', () => {
    const plan = planKill(wanted, observed(wanted, { containers: [{ service: 'db' }] }), { signal: 'HUP' });
    expect(plan.nodes[0]!.operation).toMatchObject({ signal: 'HUP' });
  });
});

describe.each([
  ['pause', planPause],
  ['unpause', planUnpause],
])('%s', (action, plan) => {
  const state = observed(wanted, {
    containers: [
      ...running,
      { service: 'db', number: 2, state: 'paused' },
      { service: 'db', number: 3, state: 'exited' },
    ],
  });
  const resources = (options: PauseOptions) => plan(wanted, state, options).nodes.map(({ resource }) => resource);

  test('is for what is up, without containers of run', () => {
    expect(resources({})).toEqual(['service:web:1', 'service:api:1', 'service:db:1', 'service:db:2']);
    expect(resources({ services: ['db'] })).toEqual(['service:db:1', 'service:db:2']);
  });

  test('is one call a container, for the reason that it was asked for', () => {
    expect(formatPlan(plan(wanted, state, { services: ['web'] }))).toBe(
      `[] -> #1 service:web:1, ${action}-container, asked by ${action}`,
    );
  });
});
