import { isMap, type Tree, treeMap } from '../tree.ts';
import type { Attribute, Scope } from './attribute.ts';
import { entryKey } from './entry-key.ts';

/** One device, `SOURCE[:TARGET[:PERMISSIONS]]` in short. */
export const device: Attribute = { canonical: parseDevice, check: checkTarget };

export const devices: Attribute = {
  uniqueBy: entryKey('target'),
};

export const gpus: Attribute = {
  canonical: value => (value === 'all' ? [treeMap([['count', 'all']])] : value),
};

/** A request for devices of a kind, as gpus and deploy.resources.reservations.devices list them. */
export const deviceRequest: Attribute = {
  defaults: value =>
    isMap(value) && !('count' in value) && !('device_ids' in value)
      ? treeMap([...Object.entries(value), ['count', 'all']])
      : value,
  check: checkDeviceRequest,
};

function parseDevice(value: Tree, { problem }: Scope): Tree {
  if (typeof value !== 'string') return value;
  const parts = value.split(':');
  if (parts.length > 3) {
    problem('invalid-device', `confusing device mapping, please use long syntax: ${value}`, {
      hint: 'write SOURCE[:TARGET[:PERMISSIONS]], or source, target and permissions as a mapping',
    });
    return value;
  }
  const [source, target = source, permissions = 'rwm'] = parts;
  return treeMap([
    ['source', source!],
    ['target', target!],
    ['permissions', permissions],
  ]);
}

function checkTarget(value: Tree, { path, problem }: Scope): void {
  if (!isMap(value) || value.target !== undefined) return;
  const at = `${path.slice(0, -1).join('.')}.[${path.at(-1)}]`;
  problem('missing-device-target', `service device ${at} is missing a mount target`, { hint: 'add "target:"' });
}

function checkDeviceRequest(value: Tree, { path, problem }: Scope): void {
  if (!isMap(value) || !('count' in value) || !('device_ids' in value)) return;
  const at = path.map(step => (typeof step === 'number' ? '[]' : step)).join('.');
  problem('device-request-exclusive', `${at}: "count" and "device_ids" attributes are exclusive`, {
    below: ['device_ids'],
    atKey: true,
    hint: 'keep one of them',
  });
}
