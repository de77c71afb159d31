import { describe, expect, test } from 'vitest';
import { canonicalize } from '../../../src/loader/canonical.ts';
import { document, problemsOf, serviceOf, unexpected } from '../document.ts';

const started = { condition: 'service_started', required: true };

describe('attributes of a service in long syntax', () => {
  test.each<[string, unknown]>([
    ['build: .', { build: { context: '.' } }],
    ['build: {ssh: [default, "k=./key"]}', { build: { ssh: { default: null, k: './key' } } }],
    [
      'build: {additional_contexts: ["a=./b", "c=docker-image://d"]}',
      { build: { additional_contexts: { a: './b', c: 'docker-image://d' } } },
    ],
    [
      'build: {secrets: [s, {source: t, target: u}]}',
      { build: { secrets: [{ source: 's' }, { source: 't', target: 'u' }] } },
    ],
    ['depends_on: [a, b]', { depends_on: { a: started, b: started } }],
    [
      'depends_on: {a: {condition: service_healthy}}',
      { depends_on: { a: { required: true, condition: 'service_healthy' } } },
    ],
    [
      'depends_on: {a: {condition: service_healthy, required: false}}',
      { depends_on: { a: { required: false, condition: 'service_healthy' } } },
    ],
    ['build: {provenance: true, sbom: mode=max}', { build: { provenance: 'true', sbom: 'mode=max' } }],
    [
      'develop: {watch: [{path: ., action: sync, ignore: a, include: [b]}]}',
      { develop: { watch: [{ path: '.', action: 'sync', ignore: ['a'], include: ['b'] }] } },
    ],
    ['networks: [a, b]', { networks: { a: null, b: null } }],
    ['models: [a]', { models: { a: null } }],
    ['env_file: a.env', { env_file: [{ path: 'a.env', required: true }] }],
    [
      'env_file: [a.env, {path: b.env, required: false}]',
      {
        env_file: [
          { path: 'a.env', required: true },
          { path: 'b.env', required: false },
        ],
      },
    ],
    ['label_file: a', { label_file: ['a'] }],
    ['extends: base', { extends: { service: 'base' } }],
    ['dns: 1.1.1.1', { dns: ['1.1.1.1'] }],
    ['dns: ["", 1.1.1.1, null]', { dns: ['1.1.1.1'] }],
    ['gpus: all', { gpus: [{ count: 'all' }] }],
    ['devices: [/dev/a]', { devices: [{ source: '/dev/a', target: '/dev/a', permissions: 'rwm' }] }],
    ['devices: ["/dev/a:/dev/b"]', { devices: [{ source: '/dev/a', target: '/dev/b', permissions: 'rwm' }] }],
    ['devices: ["/dev/a:/dev/b:r"]', { devices: [{ source: '/dev/a', target: '/dev/b', permissions: 'r' }] }],
    [
      'devices: [vendor.com/class=name]',
      { devices: [{ source: 'vendor.com/class=name', target: 'vendor.com/class=name', permissions: 'rwm' }] },
    ],
    ['secrets: [s], configs: [c]', { secrets: [{ source: 's' }], configs: [{ source: 'c' }] }],
  ])('%s', async (attributes, expected) => {
    expect(await serviceOf(attributes)).toEqual(expected);
  });
});

describe('the old way to name an external resource', () => {
  test.each(['networks', 'volumes', 'secrets', 'configs'])('in %s', async section => {
    const tree = await document(`${section}: {a: {external: {name: b}}, c: {external: true}}`);
    const problems = await problemsOf(report =>
      expect(canonicalize(tree, report)).toEqual({
        [section]: { a: { name: 'b', external: true }, c: { external: true } },
      }),
    );
    expect(problems).toEqual([
      `${section}.a.external: ${section}.a: external.name is deprecated. Please set name and external: true`,
    ]);
  });

  test('must agree with the new one', async () => {
    const tree = await document('volumes: {a: {name: x, external: {name: b}}}');
    expect(await problemsOf(report => canonicalize(tree, report))).toContain(
      'volumes.a.external: volumes.a: name and external.name conflict; only use name',
    );
  });
});

test.each([
  ['devices: ["a:b:c:d"]', 'devices.0: confusing device mapping, please use long syntax: a:b:c:d'],
  [
    'build: {additional_contexts: [x]}',
    'build.additional_contexts.0: services.web.build.additional_contexts: invalid value x, expected key=value',
  ],
])('%s is refused', async (attributes, problem) => {
  expect(await problemsOf(report => serviceOf(attributes, report))).toEqual([`services.web.${problem}`]);
});

test('what is canonical stays so', async () => {
  const tree = await document(`
services:
  web:
    build: {context: ., ssh: [default], secrets: [s], additional_contexts: [a=b]}
    ports: ["8000-8002:80-82/udp", 443]
    volumes: [/data, "./a:/b:ro", "data:/c"]
    depends_on: [db]
    networks: [front]
    env_file: a.env
    devices: [/dev/a]
    gpus: all
    dns: 1.1.1.1
    secrets: [s]
  db: {extends: web}
volumes: {data: {external: {name: x}}}
`);
  const once = canonicalize(tree, problem => problem.severity === 'warning' || unexpected(problem));
  expect(canonicalize(once, unexpected)).toEqual(once);
});
