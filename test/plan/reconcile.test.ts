import { describe, expect, test } from 'vitest';
import { label } from '../../src/model/labels.ts';
import type { Project } from '../../src/model/project.ts';
import { formatPlan } from '../../src/plan/format.ts';
import type { ReconcileOptions } from '../../src/plan/options.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { type ObservedInput, observed, once, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

function plan(wanted: Project, found: ObservedInput = {}, options: ReconcileOptions = {}): string {
  return formatPlan(reconcile(wanted, observed(wanted, found), options));
}

const nothing = { networks: {}, volumes: {} };

describe('creation', () => {
  test('makes networks and volumes, then containers, then starts them along dependencies', () => {
    const wanted = project({
      services: {
        web: { depends_on: { db: once('healthy') } },
        db: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
      },
      volumes: { data: {} },
    });
    expect(plan(wanted, nothing)).toBe(dedent`
      [] -> #1 network:default, create-network, missing
      [] -> #2 volume:data, create-volume, missing
      [1,2] -> #3 service:db:1, create-container, missing
      [1] -> #4 service:web:1, create-container, missing
      [3] -> #5 service:db:1, start-container, created
      [5] -> #6 service:db, wait-for, needed by web
      [4,6] -> #7 service:web:1, start-container, created`);
  });

  test('does not start anything for `create`', () => {
    const wanted = project({ services: { web: { depends_on: { db: once('healthy') } }, db: {} } });
    expect(plan(wanted, {}, { start: false })).toBe(dedent`
      [] -> #1 service:db:1, create-container, missing
      [] -> #2 service:web:1, create-container, missing`);
  });

  test('waits for the container whose namespace it shares', () => {
    const wanted = project({ services: { vpn: {}, app: { network_mode: 'service:vpn' } } });
    expect(plan(wanted)).toBe(dedent`
      [] -> #1 service:vpn:1, create-container, missing
      [1] -> #2 service:app:1, create-container, missing
      [1] -> #3 service:vpn:1, start-container, created
      [2,3] -> #4 service:app:1, start-container, created`);
  });

  test('an optional dependency that is disabled is not waited for', () => {
    const wanted = project({
      services: { web: { depends_on: { debug: once('healthy', { required: false }) } } },
      disabledServices: { debug: {} },
    });
    expect(plan(wanted)).toBe(dedent`
      [] -> #1 service:web:1, create-container, missing
      [1] -> #2 service:web:1, start-container, created`);
  });

  test('those that wait in the same way share one wait', () => {
    const db = { db: once('healthy') };
    const wanted = project({ services: { a: { depends_on: db }, b: { depends_on: db }, db: {} } });
    const containers = [{ service: 'a' }, { service: 'b' }, { service: 'db' }];
    expect(plan(wanted, { containers })).toBe('[] -> #1 service:db, wait-for, needed by a, b');
  });

  test('waits are glances where nothing comes of them', () => {
    const db = { db: once('healthy') };
    const wanted = project({ services: { a: { depends_on: db }, b: { depends_on: db }, db: {} } });
    const glances = (containers: ObservedInput['containers']) =>
      reconcile(wanted, observed(wanted, { containers: containers! })).nodes.flatMap(({ operation }) =>
        operation.type === 'wait-for' ? [operation.glance ?? false] : [],
      );
    expect(glances([{ service: 'a' }, { service: 'b' }, { service: 'db' }])).toEqual([true]);
    expect(glances([{ service: 'a' }, { service: 'db' }])).toEqual([false]);
    expect(glances([{ service: 'a' }, { service: 'b' }, { service: 'db', state: 'exited' }])).toEqual([false]);
  });

  test('and so are those behind them', () => {
    const services = { a: { depends_on: { b: once('healthy') } }, b: { depends_on: { db: once('healthy') } }, db: {} };
    const wanted = project({ services });
    const containers = [{ service: 'a' }, { service: 'b' }, { service: 'db' }];
    const { nodes } = reconcile(wanted, observed(wanted, { containers }));
    expect(nodes.map(({ operation }) => operation.type === 'wait-for' && operation.glance)).toEqual([true, true]);
  });

  test('starts what depends on a running service after what that one depends on', () => {
    const wanted = project({
      services: {
        top: { depends_on: { mid: once('started') } },
        mid: { depends_on: { db: once('started') } },
        db: {},
      },
    });
    const containers = [{ service: 'mid' }, { service: 'db', state: 'exited' as const }];
    expect(plan(wanted, { containers })).toBe(dedent`
      [] -> #1 service:top:1, create-container, missing
      [] -> #2 service:db:1, start-container, is exited
      [1,2] -> #3 service:top:1, start-container, created`);
  });
});

describe('what is up to date', () => {
  test('has no plan, and is told of as running', () => {
    const wanted = project({ services: { web: { deploy: { replicas: 2 } } } });
    const state = observed(wanted, { containers: [{ service: 'web' }, { service: 'web', number: 2 }] });
    const { nodes, unchanged } = reconcile(wanted, state);
    expect(nodes).toEqual([]);
    expect(unchanged.map(({ name, state }) => `${name} ${state}`)).toEqual(['app-web-1 Running', 'app-web-2 Running']);
  });

  test.each(['exited', 'created', 'restarting', 'paused', 'dead'] as const)('is started when it is %s', state => {
    const wanted = project({ services: { web: {} } });
    expect(plan(wanted, { containers: [{ service: 'web', state }] })).toBe(
      `[] -> #1 service:web:1, start-container, is ${state}`,
    );
  });
});

describe('recreation', () => {
  const web = project({ services: { web: {} } });
  const recreated = (reason: string) => dedent`
      [] -> #1 service:web:1, create-container, ${reason} [recreate:web:1]
      [1] -> #2 service:web:1, stop-container, replaced by #1 [recreate:web:1]
      [2] -> #3 service:web:1, remove-container, replaced by #1 [recreate:web:1]
      [3] -> #4 service:web:1, rename-container, replaced by #1 [recreate:web:1]
      [4] -> #5 service:web:1, start-container, recreated`;

  test('when the configuration changed', () => {
    expect(plan(web, { containers: [{ service: 'web', configHash: 'old' }] })).toBe(recreated('config changed'));
  });

  test('when the image changed', () => {
    const reason = 'image sha256:old → sha256:busybox';
    expect(plan(web, { containers: [{ service: 'web', imageLabel: 'sha256:old' }] })).toBe(recreated(reason));
  });

  test('when it is not attached to the network of the name', () => {
    const container = { service: 'web', networks: { app_default: 'id-of-before' } };
    expect(plan(web, { containers: [container] })).toBe(recreated('network default changed'));
  });

  test('when a named volume is not mounted', () => {
    const wanted = project({
      services: { web: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } },
      volumes: { data: {} },
    });
    expect(plan(wanted, { containers: [{ service: 'web', mounts: [] }] })).toBe(recreated('volume data changed'));
  });

  test('when it is forced', () => {
    const containers = [{ service: 'web' }];
    expect(plan(web, { containers }, { forceRecreate: true })).toBe(recreated('forced by --force-recreate'));
    expect(plan(web, { containers }, { renewAnonVolumes: true })).toBe(recreated('forced by --renew-anon-volumes'));
  });

  test('never with --no-recreate', () => {
    expect(plan(web, { containers: [{ service: 'web', configHash: 'old' }] }, { noRecreate: true })).toBe('');
  });

  test('stops nothing that does not run', () => {
    expect(plan(web, { containers: [{ service: 'web', configHash: 'old', state: 'exited' }] })).toBe(dedent`
      [] -> #1 service:web:1, create-container, config changed [recreate:web:1]
      [1] -> #2 service:web:1, remove-container, replaced by #1 [recreate:web:1]
      [2] -> #3 service:web:1, rename-container, replaced by #1 [recreate:web:1]
      [3] -> #4 service:web:1, start-container, recreated`);
  });

  test('forces only what was named, unless dependencies are asked for', () => {
    const wanted = project({ services: { web: { depends_on: { db: once('started') } }, db: {} } });
    const containers = [{ service: 'web' }, { service: 'db' }];
    const groups = (options: ReconcileOptions) => {
      const { nodes } = reconcile(wanted, observed(wanted, { containers }), { services: ['web'], ...options });
      return [...new Set(nodes.flatMap(node => node.group ?? []))];
    };
    expect(groups({ forceRecreate: true })).toEqual(['recreate:web:1']);
    expect(groups({ alwaysRecreateDeps: true })).toEqual(['recreate:db:1']);
  });

  test('of a parent recreates what shares its namespace', () => {
    const wanted = project({ services: { vpn: {}, app: { network_mode: 'service:vpn' } } });
    const resolved = { ...wanted.services.app!, network_mode: 'container:id-app-vpn-1' };
    const upToDate = observed(
      { ...wanted, services: { ...wanted.services, app: resolved } },
      {
        containers: [{ service: 'vpn' }, { service: 'app' }],
      },
    );
    expect(formatPlan(reconcile(wanted, upToDate))).toBe('');
    const changed = {
      ...upToDate,
      containers: upToDate.containers.map(c => (c.service === 'vpn' ? { ...c, configHash: 'old' } : c)),
    };
    const text = formatPlan(reconcile(wanted, changed));
    expect(text).toContain('service:app:1, create-container, vpn recreated [recreate:app:1]');
  });

  describe('shares with what the plan leaves out', () => {
    const app = { network_mode: 'service:vpn', volumes_from: ['vpn'] };
    const left = project({ services: { app }, disabledServices: { vpn: {} } });
    const made = { network_mode: 'container:id-app-vpn-1', volumes_from: ['id-app-vpn-1'] };
    const vpns = [{ service: 'vpn', number: 2 }, { service: 'vpn' }, { service: 'vpn', name: 'a', oneOff: true }];

    test('and is as it should be while its first container is the same', () => {
      const upToDate = observed(project({ services: { app: made } }), { containers: [...vpns, { service: 'app' }] });
      expect(formatPlan(reconcile(left, upToDate))).toBe('');
      const gone = { ...upToDate, containers: upToDate.containers.filter(({ service }) => service === 'app') };
      expect(formatPlan(reconcile(left, gone))).toContain('create-container, vpn recreated');
    });

    test('and gets the first of its containers when it is made', () => {
      const { nodes } = reconcile(left, observed(left, { containers: vpns }));
      expect(nodes[0]!.operation).toMatchObject({
        type: 'create-container',
        related: { vpn: [{ id: 'id-app-vpn-1' }, { id: 'id-app-vpn-2' }] },
      });
    });
  });

  test('stops first, and starts again, what wants a restart with it', () => {
    const wanted = project({
      services: {
        app: { depends_on: { db: once('started', { restart: true }) } },
        other: { depends_on: { db: once('started') } },
        db: {},
      },
    });
    const containers = [{ service: 'app' }, { service: 'other' }, { service: 'db', configHash: 'old' }];
    expect(plan(wanted, { containers })).toBe(dedent`
      [] -> #1 service:db:1, create-container, config changed [recreate:db:1]
      [1] -> #2 service:app:1, stop-container, db recreated
      [2] -> #3 service:db:1, stop-container, replaced by #1 [recreate:db:1]
      [3] -> #4 service:db:1, remove-container, replaced by #1 [recreate:db:1]
      [4] -> #5 service:db:1, rename-container, replaced by #1 [recreate:db:1]
      [5] -> #6 service:db:1, start-container, recreated
      [6] -> #7 service:app:1, start-container, is stopped`);
  });

  test('takes over anonymous volumes of the image and of the service, unless they are to be new', () => {
    const wanted = project({ services: { web: { volumes: [{ type: 'volume', target: '/cache' }] } } });
    const mount = (name: string, destination: string) => ({ type: 'volume', name, destination });
    const mounts = [mount('v1', '/cache'), mount('v2', '/var/lib'), mount('v3', '/gone')];
    const state = observed(wanted, {
      containers: [{ service: 'web', configHash: 'old', mounts }],
      images: { busybox: { id: 'sha256:busybox', platform: 'linux/amd64', volumes: ['/var/lib'] } },
    });
    const inherited = (options: ReconcileOptions) =>
      reconcile(wanted, state, options).nodes.flatMap(({ operation }) =>
        operation.type === 'create-container' ? operation.inheritedMounts.map(({ name }) => name) : [],
      );
    expect(inherited({})).toEqual(['v1', 'v2']);
    expect(inherited({ renewAnonVolumes: true })).toEqual([]);
  });
});

describe('scale', () => {
  test('up goes on after the highest number and leaves gaps', () => {
    const wanted = project({ services: { web: { scale: 3 } } });
    const containers = [
      { service: 'web', number: 1 },
      { service: 'web', number: 4 },
    ];
    expect(plan(wanted, { containers })).toBe(dedent`
      [] -> #1 service:web:5, create-container, scaled up to 3
      [1] -> #2 service:web:5, start-container, created`);
  });

  test('down removes what is out of date first, then the highest numbers', () => {
    const wanted = project({ services: { web: { scale: 1 } } });
    const containers = [
      { service: 'web', number: 1, configHash: 'old' },
      { service: 'web', number: 2 },
      { service: 'web', number: 3 },
    ];
    expect(plan(wanted, { containers })).toBe(dedent`
      [] -> #1 service:web:3, stop-container, scaled down to 1
      [1] -> #2 service:web:3, remove-container, scaled down to 1
      [] -> #3 service:web:1, stop-container, scaled down to 1
      [3] -> #4 service:web:1, remove-container, scaled down to 1`);
  });

  test('to none is not waited for', () => {
    const wanted = project({ services: { web: { depends_on: { db: once('healthy') } }, db: { scale: 0 } } });
    expect(plan(wanted)).toBe(dedent`
      [] -> #1 service:web:1, create-container, missing
      [1] -> #2 service:web:1, start-container, created`);
  });
});

describe('networks', () => {
  test('a changed one is made anew under its containers, which stay', () => {
    const wanted = project({ services: { web: {} } });
    const labels = { [label.project]: 'app', [label.configHash]: 'old' };
    const networks = { app_default: { id: 'id-app_default', name: 'app_default', labels } };
    expect(plan(wanted, { containers: [{ service: 'web' }], networks })).toBe(dedent`
      [] -> #1 service:web:1, stop-container, network default changed
      [1] -> #2 service:web:1, disconnect-network, network default changed
      [2] -> #3 network:default, remove-network, network default changed
      [3] -> #4 network:default, create-network, network default changed
      [4] -> #5 service:web:1, connect-network, network default changed
      [5] -> #6 service:web:1, start-container, is stopped`);
  });

  test('what shares the namespace of a container that is stopped for it is started again after that one', () => {
    const wanted = project({ services: { vpn: {}, app: { network_mode: 'service:vpn' } } });
    const resolved = { ...wanted.services.app!, network_mode: 'container:id-app-vpn-1' };
    const labels = { [label.project]: 'app', [label.configHash]: 'old' };
    const state = observed(
      { ...wanted, services: { ...wanted.services, app: resolved } },
      {
        containers: [{ service: 'vpn' }, { service: 'app' }],
        networks: { app_default: { id: 'id-app_default', name: 'app_default', labels } },
      },
    );
    expect(formatPlan(reconcile(wanted, state)).split('\n').slice(5)).toEqual([
      '[] -> #6 service:app:1, stop-container, vpn restarted',
      '[5,6] -> #7 service:vpn:1, start-container, is stopped',
      '[7] -> #8 service:app:1, start-container, is stopped',
    ]);
  });

  test.each([
    ['made by hand', {}, 'a network with name app_default exists but was not created by compose.'],
    [
      'of another project',
      { [label.project]: 'zz' },
      'a network with name app_default exists but was not created for project "app".',
    ],
  ])('one %s is used, with a warning', (_name, labels, warning) => {
    const wanted = project({ services: { web: {} } });
    const networks = { app_default: { id: 'n', name: 'app_default', labels } };
    const { nodes, warnings } = reconcile(wanted, observed(wanted, { networks }));
    expect(warnings).toEqual([`${warning}\nSet \`external: true\` to use an existing network`]);
    expect(nodes.some(node => node.operation.type === 'create-network')).toBe(false);
  });

  test('all that is external and missing is told at once, before anything is made', () => {
    const wanted = project({
      services: { web: { networks: { front: null } } },
      networks: { front: { name: 'front', external: true } },
      volumes: { data: { name: 'data', external: true } },
    });
    expect(() => reconcile(wanted, observed(wanted, nothing))).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({ message: 'network front declared as external, but could not be found' }),
          expect.objectContaining({ message: 'external volume "data" not found' }),
        ],
      }),
    );
  });
});

describe('volumes', () => {
  const wanted = project({
    services: { web: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } },
    volumes: { data: {} },
  });
  const changed = { app_data: { name: 'app_data', labels: { [label.project]: 'app', [label.configHash]: 'old' } } };

  test('a changed one is kept unless the user agrees to lose it', () => {
    expect(plan(wanted, { containers: [{ service: 'web' }], volumes: changed })).toBe('');
  });

  test('a changed one is made anew with the containers that mount it', () => {
    const options = { recreateVolumes: ['data'] };
    expect(plan(wanted, { containers: [{ service: 'web', number: 3 }], volumes: changed }, options)).toBe(dedent`
      [] -> #1 service:web:3, stop-container, volume data changed
      [1] -> #2 service:web:3, remove-container, volume data changed
      [2] -> #3 volume:data, remove-volume, volume data changed
      [3] -> #4 volume:data, create-volume, volume data changed
      [4] -> #5 service:web:1, create-container, missing
      [5] -> #6 service:web:1, start-container, created`);
  });
});

describe('what is stopped', () => {
  const containers = [{ service: 'web' }, { service: 'db' }];

  test('stops after those that depend on it', () => {
    const wanted = project({ services: { web: { depends_on: { db: once('started') } }, db: {} } });
    expect(plan(wanted, { containers }, { forceRecreate: true, start: false })).toBe(dedent`
      [] -> #1 service:db:1, create-container, forced by --force-recreate [recreate:db:1]
      [1,6] -> #2 service:db:1, stop-container, replaced by #1 [recreate:db:1]
      [2] -> #3 service:db:1, remove-container, replaced by #1 [recreate:db:1]
      [3] -> #4 service:db:1, rename-container, replaced by #1 [recreate:db:1]
      [] -> #5 service:web:1, create-container, forced by --force-recreate [recreate:web:1]
      [5] -> #6 service:web:1, stop-container, replaced by #5 [recreate:web:1]
      [6] -> #7 service:web:1, remove-container, replaced by #5 [recreate:web:1]
      [7] -> #8 service:web:1, rename-container, replaced by #5 [recreate:web:1]`);
  });

  test('does not wait for what waits for it: here the new network, for which db is stopped', () => {
    const wanted = project({ services: { web: { depends_on: { db: once('started') } }, db: {} } });
    const labels = { [label.project]: 'app', [label.configHash]: 'old' };
    const found = {
      containers: [{ service: 'web', networks: {} }, { service: 'db' }],
      networks: { app_default: { id: 'id-app_default', name: 'app_default', labels } },
    };
    const { nodes } = reconcile(wanted, observed(wanted, found));
    const stops = nodes.filter(({ operation }) => operation.type === 'stop-container');
    expect(stops.map(({ resource, dependsOn }) => [resource, dependsOn])).toEqual([
      ['service:db:1', []],
      ['service:web:1', [expect.any(Number)]],
    ]);
  });
});

describe('orphans', () => {
  const wanted = project({ services: { web: {} }, disabledServices: { debug: {} } });
  const containers = [
    { service: 'web' },
    { service: 'debug' },
    { service: 'gone' },
    { service: 'web', name: 'app-web-run-1', oneOff: true, number: 0, state: 'exited' as const },
    { service: 'web', name: 'app-web-run-2', oneOff: true, number: 0 },
  ];

  test('are warned of', () => {
    const { warnings, nodes } = reconcile(wanted, observed(wanted, { containers }));
    expect(nodes).toEqual([]);
    expect(warnings).toEqual([
      'Found orphan containers (app-gone-1, app-web-run-1) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.',
    ]);
  });

  test('are told with their files when those are not the ones at hand', () => {
    const labels = { [label.configFiles]: '/app/other.yaml' };
    const { warnings } = reconcile(wanted, observed(wanted, { containers: [{ service: 'gone', labels }] }));
    expect(warnings[0]).toMatch(/clean it up\. Made from other files: app-gone-1 of \/app\/other\.yaml\. Give/);
  });

  test('are removed on demand', () => {
    expect(plan(wanted, { containers }, { removeOrphans: true })).toBe(dedent`
      [] -> #1 service:gone:1, stop-container, orphan
      [1] -> #2 service:gone:1, remove-container, orphan
      [] -> #3 container:app-web-run-1, remove-container, orphan`);
  });

  test('that are removed free their name before it is taken', () => {
    const renamed = project({ services: { www: { container_name: 'site' } } });
    const found = { containers: [{ service: 'web', name: 'site' }] };
    expect(plan(renamed, found, { removeOrphans: true })).toBe(dedent`
      [] -> #1 service:web:1, stop-container, orphan
      [1] -> #2 service:web:1, remove-container, orphan
      [2] -> #3 service:www:1, create-container, missing
      [3] -> #4 service:www:1, start-container, created`);
  });
});

describe('--wait', () => {
  test('waits for all services once everything is started; for completion where somebody expects it', () => {
    const wanted = project({ services: { web: { depends_on: { job: once('completed_successfully') } }, job: {} } });
    const nodes = reconcile(wanted, observed(wanted), { wait: true, waitTimeoutSeconds: 3 }).nodes;
    const waits = nodes.flatMap(({ operation, reason }) =>
      operation.type === 'wait-for' && reason.type === 'requested'
        ? [`${operation.service} ${operation.condition} ${operation.timeoutSeconds}`]
        : [],
    );
    expect(waits).toEqual(['job service_completed_successfully 3', 'web running_or_healthy 3']);
  });
});
