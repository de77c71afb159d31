import { describe, expect, test } from 'vitest';
import { serviceHash } from '../../src/model/hash.ts';
import { orderFreeHash } from '../../src/model/order-free.ts';
import type { Service } from '../../src/model/service.ts';

const port = (target: number, published: string) => ({ target, published, protocol: 'tcp', mode: 'ingress' });
const volume = (source: string, target: string) => ({ type: 'volume', source, target });
const rate = (path: string) => ({ path, rate: '1' });

/** Whether a container of one of both services does for the other. */
function isSame(part: Partial<Service>, other: Partial<Service>): boolean {
  const [one, two] = [part, other].map(fields => ({ name: 'web', image: 'app', ...fields }) as Service);
  expect(serviceHash(one!)).not.toBe(serviceHash(two!));
  const configHash = serviceHash(one!);
  return orderFreeHash(one!, { configHash }) === orderFreeHash(two!, { configHash });
}

describe('orderFreeHash', () => {
  test.each<[keyof Service, readonly unknown[]]>([
    ['volumes', [volume('a', '/a'), volume('b', '/b'), { type: 'volume', target: '/c' }]],
    ['ports', [port(80, '1'), port(443, '2')]],
    ['secrets', [{ source: 'a' }, { source: 'b', target: '/run/secrets/c' }]],
    ['configs', [{ source: 'a' }, { source: 'b' }]],
    ['cap_add', ['KILL', 'CHOWN']],
    ['cap_drop', ['KILL', 'CHOWN']],
    ['security_opt', ['no-new-privileges:true', 'seccomp=unconfined']],
    ['devices', ['/dev/null', '/dev/zero'].map(path => ({ source: path, target: path, permissions: 'rwm' }))],
    ['device_cgroup_rules', ['c 1:3 mr', 'a 7:* rmw']],
    ['expose', ['80', '443']],
    ['group_add', ['1', '2']],
    ['label_file', ['/a', '/b']],
    ['tmpfs', ['/a', '/b:size=1m']],
  ])('is the same for %s in another order', (key, entries) => {
    expect(isSame({ [key]: entries }, { [key]: [...entries].reverse() })).toBe(true);
  });

  test('is the same for aliases and devices that are slowed down in another order', () => {
    const aliases = ['x', 'y'];
    expect(
      isSame({ networks: { default: { aliases } } }, { networks: { default: { aliases: [...aliases].reverse() } } }),
    ).toBe(true);
    expect(
      isSame(
        { blkio_config: { device_read_bps: [rate('/dev/a'), rate('/dev/b')] } },
        { blkio_config: { device_read_bps: [rate('/dev/b'), rate('/dev/a')] } },
      ),
    ).toBe(true);
  });

  test.each<[string, keyof Service, readonly unknown[]]>([
    ['words of a command', 'command', ['a', 'b']],
    ['name servers', 'dns', ['1.1.1.1', '8.8.8.8']],
    ['domains that are searched', 'dns_search', ['a', 'b']],
    ['containers whose volumes it has', 'volumes_from', ['a', 'b']],
    ['links', 'links', ['a:x', 'b:x']],
    ['hooks', 'post_start', [{ command: ['a'] }, { command: ['b'] }]],
    ['host ports of one container port', 'ports', [port(80, '1'), port(80, '2')]],
    ['one path mounted twice', 'volumes', [volume('a', '/a'), volume('b', '/a/')]],
    [
      'one file of two secrets',
      'secrets',
      [
        { source: 'a', target: 'x' },
        { source: 'b', target: '/run/secrets/x' },
      ],
    ],
    ['two settings of one option', 'security_opt', ['label=user:x', 'label:disable']],
    ['one path with two mounts in memory', 'tmpfs', ['/a:size=1m', '/a:size=2m']],
    ['devices of a driver', 'devices', ['a.com/x=1', 'a.com/x=2'].map(name => ({ source: name, target: name }))],
  ])('is another for %s in another order', (_, key, entries) => {
    expect(isSame({ [key]: entries }, { [key]: [...entries].reverse() })).toBe(false);
  });

  test('is another for another value, and for another container', () => {
    expect(isSame({ volumes: [volume('a', '/a')] }, { volumes: [volume('b', '/a')] })).toBe(false);
    const service = { name: 'web', image: 'app' };
    expect(orderFreeHash(service, { configHash: 'a' })).not.toBe(orderFreeHash(service, { configHash: 'b' }));
  });
});
