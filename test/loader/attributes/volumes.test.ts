import { describe, expect, test } from 'vitest';
import { applyDefaults } from '../../../src/loader/defaults.ts';
import { document, problemsOf, serviceOf } from '../document.ts';

const hostPath = { create_host_path: true };

describe('short syntax', () => {
  test.each([
    ['/data', { type: 'volume', target: '/data', volume: {} }],
    ['/a', { type: 'volume', target: '/a' }],
    ['./a', { type: 'volume', target: 'a', volume: {} }],
    ['data:/b', { type: 'volume', source: 'data', target: '/b', volume: {} }],
    ['data:/b:nocopy', { type: 'volume', source: 'data', target: '/b', volume: { nocopy: true } }],
    ['data:/b:z', { type: 'volume', source: 'data', target: '/b', bind: { selinux: 'z' }, volume: {} }],
    ['./a:/b', { type: 'bind', source: './a', target: '/b', bind: hostPath }],
    ['~/a:/b', { type: 'bind', source: '~/a', target: '/b', bind: hostPath }],
    ['/a:/b:ro', { type: 'bind', source: '/a', target: '/b', read_only: true, bind: hostPath }],
    ['/a:/b:ro,rw', { type: 'bind', source: '/a', target: '/b', bind: hostPath }],
    ['/a:/b:unknown', { type: 'bind', source: '/a', target: '/b', bind: hostPath }],
    ['/a:b/../c/', { type: 'bind', source: '/a', target: 'c', bind: hostPath }],
    ['c:\\x:/y', { type: 'bind', source: 'c:\\x', target: '/y', bind: hostPath }],
    ['\\\\.\\pipe\\x:/b', { type: 'bind', source: '\\\\.\\pipe\\x', target: '/b', bind: hostPath }],
    ['v:/v', { type: 'volume', target: 'v:/v', volume: {} }],
    [
      './a:/b:ro,z,rshared,nocopy',
      {
        type: 'bind',
        source: './a',
        target: '/b',
        read_only: true,
        bind: { ...hostPath, selinux: 'z', propagation: 'rshared' },
        volume: { nocopy: true },
      },
    ],
  ])('%s', async (entry, expected) => {
    expect(await serviceOf(`volumes: [${JSON.stringify(entry)}]`)).toEqual({ volumes: [expected] });
  });
});

test.each([
  ['', 'invalid empty volume spec'],
  [':/b', 'invalid spec: :/b: empty section between colons'],
  ['/aa::/b', 'invalid spec: /aa::/b: empty section between colons'],
  ['/aa:/bb:cc:dd', 'invalid spec: /aa:/bb:cc:dd: too many colons'],
])('%j is no volume', async (entry, message) => {
  const problems = await problemsOf(report => serviceOf(`volumes: [${JSON.stringify(entry)}]`, report));
  expect(problems).toEqual([`services.web.volumes.0: ${message}`]);
});

test('a variable that has no value yet keeps its colons', async () => {
  expect(await serviceOf('volumes: ["${DIR:-/mnt}/a:/b"]')).toEqual({
    volumes: [{ type: 'volume', source: '${DIR:-/mnt}/a', target: '/b', volume: {} }],
  });
});

test('the target of the long syntax is cleaned', async () => {
  expect(await serviceOf('volumes: [{type: bind, source: ./a, target: /z/../y/}]')).toEqual({
    volumes: [{ type: 'bind', source: './a', target: '/y' }],
  });
});

describe('the folder of a long bind mount', () => {
  test.each([
    ['is created whatever other options say', '5', 'selinux: z', { selinux: 'z', create_host_path: true }],
    ['is not if the file says so', '5', 'create_host_path: false', { create_host_path: false }],
    ['is not by version 2', '2', 'selinux: z', { selinux: 'z' }],
  ] as const)('%s', async (_name, flavour, options, bind) => {
    const tree = await document(`services: {web: {volumes: [{type: bind, bind: {${options}}}]}}`);
    expect(applyDefaults(tree, flavour)).toEqual({ services: { web: { volumes: [{ type: 'bind', bind }] } } });
  });

  test('is not written without bind options', async () => {
    const tree = await document('services: {web: {volumes: [{type: bind}, {type: volume}]}}');
    expect(applyDefaults(tree, '5')).toBe(tree);
  });
});
