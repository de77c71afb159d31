import { describe, expect, test } from 'vitest';
import type { Service } from '../../src/model/service.ts';
import { formatPlan } from '../../src/plan/format.ts';
import type { ReconcileOptions } from '../../src/plan/options.ts';
import { reasonsOf } from '../../src/plan/reason.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { planTakeBack } from '../../src/plan/take-back.ts';
import { busyboxId, type ContainerInput, observed, once, type ProjectInput, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const rebuilt = 'sha256:old';

interface Found {
  readonly more?: ProjectInput;
  readonly container?: Partial<ContainerInput>;
  readonly others?: readonly ContainerInput[];
  readonly options?: ReconcileOptions;
}

/** The plan for `web`, whose image was built anew. */
function planOf(web: Partial<Service>, { more = {}, container = {}, others = [], options = {} }: Found = {}) {
  const wanted = project({ ...more, services: { web, ...more.services } });
  const containers = [{ service: 'web', imageLabel: rebuilt, ...container }, ...others];
  return reconcile(wanted, observed(wanted, { containers }), { startFirst: true, ...options });
}

const image = `image ${rebuilt} → ${busyboxId}`;

describe('where nothing forbids it', () => {
  test('the old container goes when the new one is good', () => {
    expect(formatPlan(planOf({}))).toBe(dedent`
      [] -> #1 service:web:1, create-container, ${image}; start-first [recreate:web:1]
      [1] -> #2 service:web:1, start-container, recreated
      [2] -> #3 service:web, wait-for, start-first
      [3] -> #4 service:web:1, stop-container, replaced by #1 [recreate:web:1]
      [4] -> #5 service:web:1, remove-container, replaced by #1 [recreate:web:1]
      [5] -> #6 service:web:1, rename-container, replaced by #1 [recreate:web:1]`);
  });

  test('each replica goes by itself, and none waits for another', () => {
    const plan = planOf({ deploy: { replicas: 2 } }, { others: [{ service: 'web', number: 2, imageLabel: rebuilt }] });
    const starts = plan.nodes.filter(({ operation }) => operation.type === 'start-container');
    expect(starts.map(({ dependsOn }) => dependsOn)).toEqual([[1], [2]]);
  });

  test('who restarts with it does so when the new one is good, and whoever waits for its health, too', () => {
    const more = {
      services: { app: { depends_on: { web: once('healthy', { restart: true }) } } },
    };
    expect(formatPlan(planOf({}, { more, others: [{ service: 'app' }] }))).toBe(dedent`
      [] -> #1 service:web:1, create-container, ${image}; start-first [recreate:web:1]
      [1] -> #2 service:web:1, start-container, recreated
      [2] -> #3 service:web, wait-for, start-first
      [3] -> #4 service:app:1, stop-container, web recreated
      [4] -> #5 service:web:1, stop-container, replaced by #1 [recreate:web:1]
      [5] -> #6 service:web:1, remove-container, replaced by #1 [recreate:web:1]
      [6] -> #7 service:web:1, rename-container, replaced by #1 [recreate:web:1]
      [2] -> #8 service:web, wait-for, needed by app
      [4,8] -> #9 service:app:1, start-container, is stopped`);
  });

  test.each<[string, Partial<Service>]>([
    ['ephemeral ports', { ports: [{ target: 80 }, { target: 81, published: '0' }] }],
    ['what is only read', { volumes: [{ type: 'bind', source: '/src', target: '/src', read_only: true }] }],
    ['memory of its own', { volumes: [{ type: 'tmpfs', target: '/tmp' }], tmpfs: ['/run'] }],
    ['order: start-first', { deploy: { update_config: { order: 'start-first' } } }],
    ['no network', { network_mode: 'none' }],
  ])('%s forbids nothing', (_, web) => {
    const more = { volumes: { data: {} } };
    expect(formatPlan(planOf(web, { more }))).toContain('; start-first [recreate:web:1]');
  });
});

const data = { volumes: { data: {} } };
const volume = { type: 'volume', source: 'data', target: '/data' };

test.each<[string, Partial<Service>, Found?]>([
  ['port 8080 is fixed', { ports: [{ target: 80, published: '8080' }] }],
  ['port 8000-8010 is fixed', { ports: [{ target: 80, published: '8000-8010' }] }],
  ['its container_name is fixed', { container_name: 'mine' }, { container: { name: 'mine' } }],
  ['address 10.0.0.2 is fixed', { networks: { default: { ipv4_address: '10.0.0.2' } } }],
  ['address fd00::2 is fixed', { networks: { default: { ipv6_address: 'fd00::2' } } }],
  ['address 02:42:ac:11:00:03 is fixed', { networks: { default: { mac_address: '02:42:ac:11:00:03' } } }],
  ['address 02:42:ac:11:00:03 is fixed', { mac_address: '02:42:ac:11:00:03' }],
  ['its network is the host’s', { network_mode: 'host' }],
  [
    'its network is db’s',
    { network_mode: 'service:db' },
    { more: { services: { db: {} } }, others: [{ service: 'db' }] },
  ],
  ['its network is another container’s', { network_mode: 'container:x' }],
  [
    'app shares its network namespace',
    {},
    { more: { services: { app: { network_mode: 'service:web' } } }, others: [{ service: 'app' }] },
  ],
  // As a rebuild has it: the others are disabled, and run.
  ['app shares its PID namespace', {}, { more: { disabledServices: { app: { pid: 'service:web' } } } }],
  ['app shares its volume', {}, { more: { disabledServices: { app: { volumes_from: ['web:ro'] } } } }],
  ['app shares its IPC namespace', {}, { more: { disabledServices: { app: { ipc: 'container:app-web-1' } } } }],
  ['app links to it', {}, { more: { disabledServices: { app: { links: ['web:www'] } } } }],
  ['volume data is written to', { volumes: [volume] }, { more: data }],
  ['/src is written to', { volumes: [{ type: 'bind', source: '/src', target: '/app' }] }],
  ['it has volumes of other containers', { volumes_from: ['container:x'] }],
  ['it uses devices', { devices: [{ source: '/dev/fuse', target: '/dev/fuse' }] }],
  ['it uses devices', { gpus: [{ count: -1 }] }],
  ['it uses devices', { deploy: { resources: { reservations: { devices: [{ capabilities: ['gpu'] }] } } } }],
  [
    'its anonymous volume /data goes on',
    { volumes: [{ type: 'volume', target: '/data' }] },
    { container: { mounts: [{ type: 'volume', name: 'abc', destination: '/data' }] } },
  ],
  ['its update_config says so', { deploy: { update_config: { order: 'stop-first' } } }],
  [
    'its files are synced both ways',
    {
      develop: { watch: [{ action: 'sync', path: '/src', target: '/app', 'x-gantry': { sync: 'two-way' } }] },
    } as Partial<Service>,
  ],
  [
    'api takes its port 8080',
    {},
    {
      more: { services: { api: { ports: [{ target: 80, published: '8080' }] } } },
      container: { publishedPorts: [8080] },
    },
  ],
])('stop-first because %s', (because, web, found) => {
  const { nodes } = planOf(web, found);
  const own = nodes.filter(({ resource }) => resource === 'service:web:1').map(({ operation }) => operation.type);
  expect(own).toEqual([
    'create-container',
    'stop-container',
    'remove-container',
    'rename-container',
    'start-container',
  ]);
  const { reason } = nodes.find(({ resource }) => resource === 'service:web:1')!;
  expect(reasonsOf(reason).at(-1)).toEqual({ type: 'stop-first', because });
});

test.each<[string, Found]>([
  ['it doesn’t run', { container: { state: 'exited' } }],
  ['nothing is to be started', { options: { start: false } }],
  ['all is to be taken back', { options: { rollbackOnFailure: true } }],
  ['nobody asked for it', { options: { startFirst: false } }],
])('the order stays as it is, without a word, where %s', (_, found) => {
  expect(formatPlan(planOf({}, found))).not.toMatch(/(start|stop)-first/);
});

test('a network that is made anew keeps no old container', () => {
  const wanted = project({ services: { web: {} } });
  const networks = {
    app_default: {
      id: 'n',
      name: 'app_default',
      labels: { 'com.docker.compose.project': 'app', 'com.docker.compose.config-hash': 'other' },
    },
  };
  const state = observed(wanted, { networks, containers: [{ service: 'web', imageLabel: rebuilt }] });
  expect(formatPlan(reconcile(wanted, state, { startFirst: true }))).not.toMatch(/start-first/);
});

describe('what has failed', () => {
  const plan = planOf({});
  const wanted = project({ services: { web: {} } });
  const both = (state: 'running' | 'exited') =>
    observed(wanted, {
      containers: [
        { service: 'web', id: 'id-app-web-1', state },
        { service: 'web', id: 'new', name: 'id-app-web-1_app-web-1', state: 'exited' },
      ],
    });

  test('is removed while the old one serves', () => {
    expect(formatPlan(planTakeBack(plan, { now: both('running'), begun: new Set([1, 2, 3]) }))).toBe(
      '[] -> #1 service:web:1, remove-container, the update failed',
    );
  });

  test('is left where the old one is about to go, or has gone', () => {
    const takeBack = (state: 'running' | 'exited', begun: number[]) =>
      planTakeBack(plan, { now: both(state), begun: new Set(begun) }).nodes;
    expect(takeBack('running', [1, 2, 3, 4])).toEqual([]);
    expect(takeBack('exited', [1, 2, 3])).toEqual([]);
  });
});
