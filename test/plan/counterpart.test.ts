import { describe, expect, test } from 'vitest';
import { networkHash, serviceHash, volumeHash } from '../../src/model/hash.ts';
import { label } from '../../src/model/labels.ts';
import type { Ipam, Volume } from '../../src/model/resources.ts';
import type { VolumeBind } from '../../src/model/service.ts';
import { otherFlavour } from '../../src/plan/counterpart.ts';
import type { ReconcileOptions } from '../../src/plan/options.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { divergedVolumes } from '../../src/plan/volumes.ts';
import { observed, project } from '../support/builders.ts';

const mount = (bind: VolumeBind) => ({ type: 'bind', source: '/srv', target: '/srv', bind });
const read = (bind: VolumeBind, ipam: Ipam, volume: Partial<Volume>) =>
  project({
    services: { web: { volumes: [mount(bind), { type: 'volume', source: 'data', target: '/data' }] } },
    networks: { default: { ipam } },
    volumes: { data: volume },
  });
const wanted = read({ create_host_path: true }, { options: { foo: 'bar' } }, {});
const other = read({ create_host_path: true }, {}, { driver: 'local', labels: { a: 'b' } });
const counterpart = { composeVersion: '2' as const, project: other };

/** All as a flavour that reads the file as `other` does has made it. */
function madeBy(version: string) {
  const labels = { [label.project]: 'app', [label.version]: version };
  const { networks, volumes, services } = other;
  return observed(wanted, {
    containers: [{ service: 'web', configHash: serviceHash(services.web!, '2'), labels }],
    networks: {
      app_default: {
        id: 'id-app_default',
        name: 'app_default',
        labels: { ...labels, [label.configHash]: networkHash(networks.default!, '2') },
      },
    },
    volumes: {
      app_data: { name: 'app_data', labels: { ...labels, [label.configHash]: volumeHash(volumes.data!) } },
    },
  });
}

function steps(version: string, options: ReconcileOptions): string[] {
  const found = madeBy(version);
  const volumes = divergedVolumes(wanted, found, options).map(({ name }) => name);
  return [...volumes, ...reconcile(wanted, found, options).nodes.map(({ operation }) => operation.type)];
}

describe('what the other flavour made', () => {
  test('is up to date when that flavour would make it so', () => {
    expect(steps('2.40.3', { counterpart })).toEqual([]);
  });

  test('is made anew when it is not, or when nobody says how that flavour reads the file', () => {
    const changed = { ...counterpart, project: read({ propagation: 'rshared' }, {}, {}) };
    expect(steps('2.40.3', { counterpart: changed })).toContain('create-container');
    const made = steps('2.40.3', {});
    expect(made[0]).toBe('app_data');
    expect(made).toEqual(expect.arrayContaining(['create-network', 'create-container']));
  });

  test('counts by its own label only', () => {
    expect(steps('5.5.0', { counterpart })).toContain('create-container');
  });
});

test.each([
  ['2.40.3', '5', '2'],
  ['v2.30.0', '5', '2'],
  ['5.5.0', '2', '5'],
  ['5.5.0', '5', undefined],
  ['1.29.2', '5', undefined],
] as const)('made by %s, run as %s: the other flavour is %s', (version, own, flavour) => {
  expect(otherFlavour(wanted, madeBy(version), own)).toBe(flavour);
});

test('what another project made tells nothing', () => {
  expect(otherFlavour({ ...wanted, name: 'zz' }, madeBy('2.40.3'), '5')).toBeUndefined();
});

test('Compose 2 labels no digests of mounted images', () => {
  const wanted = project({ services: { web: { volumes: [{ type: 'image', source: 'busybox', target: '/x' }] } } });
  const found = observed(wanted, {
    containers: [{ service: 'web', configHash: serviceHash(wanted.services.web!, '2') }],
  });
  expect(reconcile(wanted, found, { composeVersion: '2' }).nodes).toEqual([]);
  expect(reconcile(wanted, found, {}).nodes).not.toEqual([]);
});
