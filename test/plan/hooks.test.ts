import { describe, expect, test } from 'vitest';
import { label } from '../../src/model/labels.ts';
import type { Hook } from '../../src/model/service.ts';
import { planDown } from '../../src/plan/down.ts';
import { formatPlan } from '../../src/plan/format.ts';
import { planPulls } from '../../src/plan/images.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { observed, once, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const hook: Hook = { command: ['hook'] };
const leftover = {
  ...observed(project({ services: { web: {} } }), { containers: [{ service: 'web' }] }).containers[0]!,
  id: 'id-leftover',
  name: 'app-web-pre_start-0',
  number: 0,
  state: 'exited' as const,
  configHash: undefined,
  labels: { [label.hook]: 'pre_start' },
};

describe('post_start', () => {
  test('follows the start, one hook after the other, and what depends on the service waits for it', () => {
    const wanted = project({
      services: { web: { post_start: [hook, hook] }, z: { depends_on: { web: once('started') } } },
    });
    expect(formatPlan(reconcile(wanted, observed(wanted)))).toBe(dedent`
      [] -> #1 service:web:1, create-container, missing
      [] -> #2 service:z:1, create-container, missing
      [1] -> #3 service:web:1, start-container, created [start:service:web:1]
      [3] -> #4 service:web:1, exec-hook, post_start hook [start:service:web:1]
      [4] -> #5 service:web:1, exec-hook, post_start hook [start:service:web:1]
      [2,5] -> #6 service:z:1, start-container, created`);
  });

  test('is not run in a container that goes on running', () => {
    const wanted = project({ services: { web: { post_start: [hook] } } });
    expect(reconcile(wanted, observed(wanted, { containers: [{ service: 'web' }] })).nodes).toEqual([]);
  });
});

describe('pre_start', () => {
  test('runs once before the containers of the service start, and per_replica before each', () => {
    const wanted = project({ services: { web: { scale: 2, pre_start: [hook, { ...hook, per_replica: true }] } } });
    expect(formatPlan(reconcile(wanted, observed(wanted)))).toBe(dedent`
      [] -> #1 service:web:1, create-container, missing
      [] -> #2 service:web:2, create-container, missing
      [1] -> #3 hook:app-web-pre_start-0, run-hook, pre_start hook
      [3] -> #4 hook:app-web-1-pre_start-1, run-hook, pre_start hook
      [2,3] -> #5 hook:app-web-2-pre_start-1, run-hook, pre_start hook
      [4,5] -> #6 service:web:1, start-container, created
      [4,5] -> #7 service:web:2, start-container, created`);
  });

  test('is not run again while a container of the service runs, but per_replica is', () => {
    const wanted = project({ services: { web: { scale: 2, pre_start: [hook, { ...hook, per_replica: true }] } } });
    expect(formatPlan(reconcile(wanted, observed(wanted, { containers: [{ service: 'web' }] })))).toBe(dedent`
      [] -> #1 service:web:2, create-container, scaled up to 2
      [1] -> #2 hook:app-web-2-pre_start-1, run-hook, pre_start hook
      [2] -> #3 service:web:2, start-container, created`);
  });

  test('waits for what the service depends on', () => {
    const wanted = project({ services: { web: { pre_start: [hook], depends_on: { db: once('healthy') } }, db: {} } });
    expect(formatPlan(reconcile(wanted, observed(wanted)))).toContain(
      '[2,4] -> #5 hook:app-web-pre_start-0, run-hook, pre_start hook',
    );
  });

  test('clears away what a run that failed has left', () => {
    const wanted = project({ services: { web: { pre_start: [hook] } } });
    const found = { ...observed(wanted), hookContainers: [leftover] };
    expect(formatPlan(reconcile(wanted, found))).toBe(dedent`
      [] -> #1 service:web:1, create-container, missing
      [] -> #2 hook:app-web-pre_start-0, remove-container, pre_start hook
      [1,2] -> #3 hook:app-web-pre_start-0, run-hook, pre_start hook
      [3] -> #4 service:web:1, start-container, created`);
  });

  test('has its image pulled', () => {
    const wanted = project({ services: { web: { pre_start: [{ ...hook, image: 'tool' }] } } });
    const plan = planPulls(wanted, observed(wanted).images, { now: 0 });
    expect(plan.nodes.map(node => node.resource)).toEqual(['image:tool']);
  });
});

test('a container of a hook is an orphan when its service is gone', () => {
  const wanted = project({ services: { other: {} } });
  const found = { ...observed(wanted, { containers: [{ service: 'other' }] }), hookContainers: [leftover] };
  expect(reconcile(wanted, found).warnings).toEqual([expect.stringContaining('(app-web-pre_start-0)')]);
  expect(formatPlan(reconcile(wanted, found, { removeOrphans: true }))).toBe(
    '[] -> #1 container:app-web-pre_start-0, remove-container, orphan',
  );
});

describe('pre_stop', () => {
  const wanted = project({ services: { web: { pre_stop: [hook] } } });

  test('comes before the stop of a container that is taken down', () => {
    expect(formatPlan(planDown(wanted, observed(wanted, { containers: [{ service: 'web' }] })))).toBe(dedent`
      [] -> #1 service:web:1, exec-hook, pre_stop hook [stop:service:web:1]
      [1] -> #2 service:web:1, stop-container, asked by down [stop:service:web:1]
      [2] -> #3 service:web:1, remove-container, asked by down
      [3] -> #4 network:default, remove-network, asked by down`);
  });

  test('comes before the stop of a container that is one too many', () => {
    const found = observed(wanted, { containers: [{ service: 'web' }, { service: 'web', number: 2 }] });
    expect(formatPlan(reconcile(wanted, found))).toBe(dedent`
      [] -> #1 service:web:2, exec-hook, pre_stop hook [stop:service:web:2]
      [1] -> #2 service:web:2, stop-container, scaled down to 1 [stop:service:web:2]
      [2] -> #3 service:web:2, remove-container, scaled down to 1`);
  });

  test('is left out where the container is replaced, as Docker Compose does', () => {
    const found = observed(wanted, { containers: [{ service: 'web', configHash: 'old' }] });
    expect(reconcile(wanted, found).nodes.map(node => node.operation.type)).not.toContain('exec-hook');
  });

  test('is left out where the container does not run', () => {
    const found = observed(wanted, { containers: [{ service: 'web', state: 'exited' }] });
    expect(planDown(wanted, found).nodes.map(node => node.operation.type)).toEqual([
      'remove-container',
      'remove-network',
    ]);
  });

  test('down removes the containers of hooks that failed', () => {
    const plan = planDown(wanted, { ...observed(wanted), hookContainers: [leftover] });
    expect(plan.nodes.map(node => node.operation.type)).toEqual(['remove-container', 'remove-network']);
  });
});
