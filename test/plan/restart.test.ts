import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/plan/format.ts';
import { planRestart, type RestartOptions } from '../../src/plan/restart.ts';
import { type ContainerInput, observed, once, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const wanted = project({
  services: {
    web: { depends_on: { api: once('started', { restart: true }) } },
    api: { depends_on: { db: once('healthy', { restart: true }) } },
    other: { depends_on: { db: once('started') } },
    db: {},
  },
});
const running: ContainerInput[] = ['web', 'api', 'other', 'db'].map(service => ({ service }));

function restart(options: RestartOptions = {}, containers: readonly ContainerInput[] = running): string {
  return formatPlan(planRestart(wanted, observed(wanted, { containers }), options));
}

describe('restart', () => {
  test('takes dependents that want it after what they depend on, when that is ready', () => {
    expect(restart({ services: ['db'] })).toBe(dedent`
      [] -> #1 service:db:1, restart-container, asked by restart
      [1] -> #2 service:db, wait-for, needed by api
      [2] -> #3 service:api:1, restart-container, db restarted
      [3] -> #4 service:web:1, restart-container, api restarted`);
  });

  test('of all has no other order', () => {
    expect(restart()).toBe(dedent`
      [] -> #1 service:db:1, restart-container, asked by restart
      [1] -> #2 service:db, wait-for, needed by api
      [2] -> #3 service:api:1, restart-container, asked by restart
      [] -> #4 service:other:1, restart-container, asked by restart
      [3] -> #5 service:web:1, restart-container, asked by restart`);
  });

  test('leaves what the service depends on', () => {
    expect(restart({ services: ['api'] })).toBe(dedent`
      [] -> #1 service:api:1, restart-container, asked by restart
      [1] -> #2 service:web:1, restart-container, api restarted`);
  });

  test('without dependents takes those named, in their order', () => {
    expect(restart({ services: ['db'], noDeps: true })).toBe(
      '[] -> #1 service:db:1, restart-container, asked by restart',
    );
    expect(restart({ services: ['web', 'api'], noDeps: true })).toBe(dedent`
      [] -> #1 service:api:1, restart-container, asked by restart
      [1] -> #2 service:web:1, restart-container, asked by restart`);
  });

  test('passes over services without containers, and keeps the order of those around', () => {
    expect(restart({ services: ['db'] }, [{ service: 'web' }, { service: 'db' }])).toBe(dedent`
      [] -> #1 service:db:1, restart-container, asked by restart
      [1] -> #2 service:db, wait-for, needed by api
      [2] -> #3 service:web:1, restart-container, api restarted`);
  });

  test('is for containers that run and those that do not, and for none of run', () => {
    const containers: ContainerInput[] = [
      { service: 'other', state: 'exited' },
      { service: 'other', number: 2, state: 'created' },
      { service: 'other', number: 0, oneOff: true, name: 'app-other-run-1' },
    ];
    expect(restart({ services: ['other'] }, containers)).toBe(dedent`
      [] -> #1 service:other:1, restart-container, asked by restart
      [] -> #2 service:other:2, restart-container, asked by restart`);
  });

  test.each([
    ['running', ['pre_stop', 'restart-container', 'post_start']],
    ['exited', ['restart-container', 'post_start']],
  ] as const)('runs hooks around the restart of a container that is %s, told as one step', (state, steps) => {
    const hooked = project({
      services: { web: { pre_stop: [{ command: ['bye'] }], post_start: [{ command: ['hello'] }] } },
    });
    const { nodes } = planRestart(hooked, observed(hooked, { containers: [{ service: 'web', state }] }));
    const types = nodes.map(({ operation }) => (operation.type === 'exec-hook' ? operation.phase : operation.type));
    expect(types).toEqual(steps);
    expect(new Set(nodes.map(({ group }) => group))).toEqual(new Set(['restart:service:web:1']));
    expect(nodes.map(({ dependsOn }) => dependsOn)).toEqual(steps.map((_, index) => (index === 0 ? [] : [index])));
  });

  test('gives the grace time to every container', () => {
    const state = observed(wanted, { containers: [{ service: 'db' }] });
    const { nodes } = planRestart(wanted, state, { services: ['db'], timeoutSeconds: 3 });
    expect(nodes[0]!.operation).toMatchObject({ timeoutSeconds: 3 });
  });
});
