import { describe, expect, test } from 'vitest';
import { label } from '../../src/model/labels.ts';
import { type DownOptions, planDown } from '../../src/plan/down.ts';
import { formatPlan } from '../../src/plan/format.ts';
import { labelledProject } from '../../src/plan/labelled-project.ts';
import { type ObservedInput, observed, once, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const wanted = project({
  services: { web: { depends_on: { db: once('started') } }, db: {}, built: { image: undefined as never } },
  volumes: { data: {} },
});
const containers = [{ service: 'web' }, { service: 'db' }];

function plan(found: ObservedInput, options: DownOptions = {}): string {
  return formatPlan(planDown(wanted, observed(wanted, found), options));
}

describe('down', () => {
  test('removes dependents before what they depend on, and networks last', () => {
    expect(plan({ containers })).toBe(dedent`
      [] -> #1 service:web:1, stop-container, asked by down
      [1] -> #2 service:web:1, remove-container, asked by down
      [2] -> #3 service:db:1, stop-container, asked by down
      [3] -> #4 service:db:1, remove-container, asked by down
      [4] -> #5 network:default, remove-network, asked by down`);
  });

  test('of one service leaves the others', () => {
    expect(plan({ containers }, { services: ['db'] })).toBe(dedent`
      [] -> #1 service:db:1, stop-container, asked by down
      [1] -> #2 service:db:1, remove-container, asked by down
      [2] -> #3 network:default, remove-network, asked by down`);
  });

  test('removes orphans on demand', () => {
    const found = { containers: [{ service: 'gone', state: 'exited' as const }], networks: {} };
    expect(plan(found)).toBe('');
    expect(plan(found, { removeOrphans: true })).toBe('[] -> #1 service:gone:1, remove-container, asked by down');
  });

  test('leaves what run started, and tells of all that it leaves', () => {
    const found = {
      containers: [
        { service: 'web', name: 'app-web-run-1', oneOff: true, number: 0 },
        { service: 'debug' },
        { service: 'gone' },
      ],
      networks: {},
    };
    const profiled = { ...wanted, disabledServices: { debug: { name: 'debug', profiles: ['tools'] } } };
    const { nodes, warnings } = planDown(profiled, observed(profiled, found));
    expect(nodes).toEqual([]);
    expect(warnings).toEqual([
      'Containers of this project are left: app-web-run-1 (of run: goes with --remove-orphans), app-debug-1 (goes with --profile tools), app-gone-1 (no service of the Compose file: goes with --remove-orphans)',
    ]);
    expect(formatPlan(planDown(profiled, observed(profiled, found), { removeOrphans: true }))).toBe(dedent`
      [] -> #1 container:app-web-run-1, stop-container, asked by down
      [1] -> #2 container:app-web-run-1, remove-container, asked by down
      [2] -> #3 service:gone:1, stop-container, asked by down
      [3] -> #4 service:gone:1, remove-container, asked by down`);
  });

  test.each([
    ['its own volumes', { [label.project]: 'app' }, 1],
    ['those made by hand', {}, 1],
    ['none of another project', { [label.project]: 'zz' }, 0],
  ])('with volumes removes %s', (_name, labels, count) => {
    const found = { networks: {}, volumes: { app_data: { name: 'app_data', labels } } };
    expect(planDown(wanted, observed(wanted, found), { volumes: true }).nodes).toHaveLength(count);
    expect(plan(found)).toBe('');
  });

  test('leaves external resources', () => {
    const external = project({ services: { web: {} }, networks: { default: { name: 'front', external: true } } });
    expect(planDown(external, observed(external)).nodes).toEqual([]);
  });

  test('says so when there is nothing that it could remove', () => {
    const bare = project({ services: { web: { networks: {} } }, networks: {} });
    expect(planDown(bare, observed(bare)).warnings).toEqual([
      'Warning: No resource found to remove for project "app".',
    ]);
    expect(planDown(wanted, observed(wanted, { networks: {} })).warnings).toEqual([]);
    expect(planDown(bare, observed(bare), { images: 'all' }).warnings).toEqual([]);
    const gone = project({ services: {}, networks: {} });
    expect(planDown(gone, observed(gone), { images: 'all' }).warnings).toHaveLength(1);
  });

  test.each([
    ['local', ['app-built']],
    ['all', ['app-built', 'busybox', 'old']],
  ] as const)('with images %s', (images, names) => {
    const image = { id: 'i', platform: 'linux/amd64', volumes: [] };
    const state = observed(wanted, {
      networks: {},
      images: { busybox: image, 'app-built': image },
      ownImages: [
        { name: 'app-built:latest', service: 'built' },
        { name: 'old:latest', service: 'gone' },
      ],
    });
    expect(planDown(wanted, state, { images }).nodes.map(node => node.resource)).toEqual(
      names.map(name => `image:${name}`),
    );
  });
});

test('a project is known by the labels of what it made', () => {
  const labels = { [label.dependsOn]: 'db:service_healthy:true', [label.workingDir]: '/app' };
  const state = observed(wanted, { containers: [{ service: 'web', labels }, { service: 'db' }] });
  const rebuilt = labelledProject('app', state);
  expect(rebuilt.services.web?.depends_on).toEqual({
    db: { condition: 'service_healthy', required: true, restart: true },
  });
  expect(Object.keys(rebuilt.services)).toEqual(['web', 'db']);
  expect(rebuilt.networks).toEqual({ app_default: { name: 'app_default' } });
});

describe('anonymous volumes', () => {
  const [first, second, shared] = ['1', '2', '3'].map(digit => digit.repeat(64));
  const mount = (name: string | undefined, destination: string) => ({ type: 'volume', name: name!, destination });
  const wanted = project({ services: { web: {}, db: {} }, volumes: { data: {} } });
  const state = observed(wanted, {
    containers: [
      { service: 'web', mounts: [mount(first, '/cache'), mount('app_data', '/data'), mount(shared, '/shared')] },
      { service: 'db', mounts: [mount(second, '/var/lib/db'), mount(shared, '/shared')] },
    ],
  });

  test('that stay behind are named', () => {
    expect(planDown(wanted, state).warnings).toEqual([
      expect.stringContaining(
        `: ${first} (/cache of app-web-1), ${shared} (/shared of app-web-1), ${second} (/var/lib/db of app-db-1). `,
      ),
    ]);
  });

  test('are not told of where a container keeps them', () => {
    expect(planDown(wanted, state, { services: ['web'] }).warnings).toEqual([
      expect.stringContaining(`: ${first} (/cache of app-web-1). `),
    ]);
  });

  test('that go with their containers are not told of', () => {
    expect(planDown(wanted, state, { volumes: true }).warnings).toEqual([]);
  });
});
