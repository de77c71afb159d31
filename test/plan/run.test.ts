import { describe, expect, test } from 'vitest';
import type { Service } from '../../src/model/service.ts';
import { formatPlan } from '../../src/plan/format.ts';
import { type OneOffOverrides, oneOffService } from '../../src/plan/one-off-service.ts';
import type { OneOff } from '../../src/plan/operation.ts';
import { planRun, type RunPlanOptions } from '../../src/plan/run.ts';
import { type ContainerInput, observed, once, type ProjectInput, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const oneOff: OneOff = { slug: 'abcdef'.repeat(11).slice(0, 64), autoRemove: true, useAliases: false };

interface Given {
  readonly services?: ProjectInput['services'];
  readonly containers?: readonly ContainerInput[];
  readonly options?: Partial<RunPlanOptions>;
}

function plan({ services = { web: {} }, containers = [], options = {} }: Given = {}) {
  const wanted = project({ services });
  const found = observed(wanted, { containers });
  return planRun(wanted, found, { service: 'web', oneOff, ...options });
}

describe('run', () => {
  test('makes one container, by a name of its own, and starts it by that', () => {
    const { name, prepare, start } = plan();
    expect(name).toBe('app-web-run-abcdefabcdef');
    expect(formatPlan(prepare)).toBe('[] -> #1 run:web, create-container, asked by run');
    expect(formatPlan(start)).toBe('[] -> #1 run:web, start-container, asked by run');
  });

  test('waits for what the service depends on, as it asks', () => {
    const services = {
      web: { depends_on: { db: once('healthy'), job: once('completed_successfully') } },
      db: {},
      job: {},
    };
    expect(formatPlan(plan({ services }).prepare)).toBe(dedent`
      [] -> #1 service:db:1, create-container, missing
      [] -> #2 service:job:1, create-container, missing
      [1] -> #3 service:db:1, start-container, created
      [2] -> #4 service:job:1, start-container, created
      [3] -> #5 service:db, wait-for, needed by web
      [4] -> #6 service:job, wait-for, needed by web
      [5,6] -> #7 run:web, create-container, asked by run`);
  });

  test('leaves alone the replicas of the service, and warns of what runs and is outdated', () => {
    const services = { web: { depends_on: { db: once('started') } }, db: {} };
    const containers = [
      { service: 'web', configHash: 'other' },
      { service: 'db', configHash: 'other' },
    ];
    const { prepare } = plan({ services, containers });
    expect(formatPlan(prepare)).toBe('[] -> #1 run:web, create-container, asked by run');
    expect(prepare.warnings).toEqual([
      'Container app-db-1 runs and is left as it is, though db has changed: `up` makes it anew',
    ]);
  });

  test('makes anew what is outdated and does not run', () => {
    const services = { web: { depends_on: { db: once('started') } }, db: {} };
    const { prepare } = plan({ services, containers: [{ service: 'db', configHash: 'other', state: 'exited' }] });
    expect(formatPlan(prepare)).toContain('create-container, config changed [recreate:db:1]');
    expect(prepare.warnings).toEqual([]);
  });

  test('warns of orphans, or removes them, but takes no replica of the service for one', () => {
    const containers = [{ service: 'web' }, { service: 'gone' }];
    expect(plan({ containers }).prepare.warnings[0]).toContain('Found orphan containers (app-gone-1)');
    expect(plan({ containers, options: { ignoreOrphans: true } }).prepare.warnings).toEqual([]);
    expect(formatPlan(plan({ containers, options: { removeOrphans: true } }).prepare)).toContain(
      'remove-container, orphan',
    );
  });

  test('runs hooks after the start, for Docker Compose 5 only', () => {
    const services = { web: { post_start: [{ command: ['true'] }] } };
    expect(plan({ services }).start.nodes.map(({ operation }) => operation.type)).toEqual([
      'start-container',
      'exec-hook',
    ]);
    expect(plan({ services, options: { composeVersion: '2' } }).start.nodes).toHaveLength(1);
  });
});

const service: Service = {
  name: 'web',
  image: 'busybox',
  container_name: 'fixed',
  command: ['serve'],
  entrypoint: ['entry'],
  environment: { A: '1', B: '2' },
  restart: 'always',
  deploy: { replicas: 3, restart_policy: { condition: 'any' } },
  ports: [{ target: 80, published: '8080' }],
  cap_add: ['NET_ADMIN'],
  cap_drop: ['CHOWN'],
};

test.each<[what: string, OneOffOverrides, Partial<Service>]>([
  ['nothing', {}, { command: ['serve'], entrypoint: ['entry'], ports: [], tty: false, stdin_open: false, scale: 1 }],
  ['a command', { command: ['x', '-y'] }, { command: ['x', '-y'], entrypoint: ['entry'] }],
  ['an entrypoint', { entrypoint: ['sh', '-c'] }, { command: [], entrypoint: ['sh', '-c'] }],
  ['no entrypoint', { entrypoint: [], command: ['x'] }, { command: ['x'], entrypoint: [] }],
  ['variables', { environment: { B: '3', C: '' } }, { environment: { A: '1', B: '3', C: '' } }],
  ['its own ports', { publish: 'service' }, { ports: service.ports! }],
  ['other ports', { publish: [{ target: 9 }] }, { ports: [{ target: 9 }] }],
  [
    'capabilities',
    { capAdd: ['CHOWN'], capDrop: ['NET_ADMIN', 'KILL'] },
    { cap_add: ['CHOWN'], cap_drop: ['NET_ADMIN', 'KILL'] },
  ],
  ['a terminal', { tty: true, interactive: true }, { tty: true, stdin_open: true }],
])('a container of its own with %s', (_, overrides, expected) => {
  const made = oneOffService(service, overrides);
  expect(made).toMatchObject(expected);
  expect(made).not.toHaveProperty('restart');
  expect(made).not.toHaveProperty('container_name');
  expect(made.deploy).toEqual({ replicas: 3 });
});
