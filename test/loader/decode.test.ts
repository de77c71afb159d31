import { describe, expect, test } from 'vitest';
import { canonicalize } from '../../src/loader/canonical.ts';
import { decode } from '../../src/loader/decode.ts';
import type { Report } from '../../src/loader/report.ts';
import { document, problemsOf, unexpected } from './document.ts';

async function decodeService(attributes: string, report: Report = unexpected): Promise<unknown> {
  const tree = canonicalize(await document(`services: {web: {${attributes}}}`), report);
  const { web } = decode(tree, report).services;
  const { name, ...service } = web ?? { name: undefined };
  expect(name).toBe('web');
  return service;
}

describe('values of a service', () => {
  test.each<[string, unknown]>([
    ['command: sh -c "echo hi"', { command: ['sh', '-c', 'echo hi'] }],
    ['command: []', { command: [] }],
    ['command: ""', { command: [] }],
    ['command: null', {}],
    ['entrypoint: [a, "b c"]', { entrypoint: ['a', 'b c'] }],
    ['environment: {A: 1.50, B: null, C: true, D: ""}', { environment: { A: '1.5', B: null, C: 'true', D: '' } }],
    ['environment: ["A=b=c", B, "C="]', { environment: { A: 'b=c', B: null, C: '' } }],
    ['labels: [a, "b=c"]', { labels: { a: '', b: 'c' } }],
    ['labels: {a: null, b: 1e3}', { labels: { a: '', b: '1000' } }],
    ['mem_limit: 1.5gb', { mem_limit: '1610612736' }],
    ['mem_limit: 512', { mem_limit: '512' }],
    ['mem_limit: 1.5', {}],
    ['mem_limit: 0', {}],
    ['memswap_limit: -1', { memswap_limit: '-1' }],
    ['memswap_limit: "-1"', { memswap_limit: '-1' }],
    ['stop_grace_period: 1.5d', { stop_grace_period: '36h0m0s' }],
    ['pids_limit: 1.5', { pids_limit: 1 }],
    ['cpus: "0.5"', { cpus: 0.5 }],
    ['scale: "2"', { scale: 2 }],
    ['attach: "false"', { attach: false }],
    ['init: false', { init: false }],
    ['group_add: [1, "a"]', { group_add: ['1', 'a'] }],
    ['expose: [80, "90-91"]', { expose: ['80', '90-91'] }],
    ['tmpfs: /a', { tmpfs: ['/a'] }],
    [
      'healthcheck: {test: a b, retries: 2.5, interval: 90s}',
      { healthcheck: { test: ['CMD-SHELL', 'a b'], retries: 2, interval: '1m30s' } },
    ],
    ['healthcheck: {test: []}', { healthcheck: {} }],
    [
      'extra_hosts: ["b:::1", "a=1.1.1.1,2.2.2.2", "c=[::1]"]',
      { extra_hosts: ['a=1.1.1.1', 'a=2.2.2.2', 'b=::1', 'c=::1'] },
    ],
    ['extra_hosts: {b: 1.1.1.1, a: [2.2.2.2, 3.3.3.3]}', { extra_hosts: ['a=2.2.2.2', 'a=3.3.3.3', 'b=1.1.1.1'] }],
    [
      'ulimits: {a: 5, c: 0, d: {soft: 1, hard: 2}}',
      { ulimits: { a: 5, c: { soft: 0, hard: 0 }, d: { soft: 1, hard: 2 } } },
    ],
    ['gpus: all', { gpus: [{ count: -1 }] }],
    ['gpus: [{count: "2", options: [a=b]}]', { gpus: [{ count: 2, options: { a: 'b' } }] }],
    ['ports: [{target: "80", published: 90}]', { ports: [{ target: 80, published: '90' }] }],
    ['ports: [{target: 80, published: ""}]', { ports: [{ target: 80 }] }],
    ['networks: [a]', { networks: { a: null } }],
    [
      'networks: {a: {priority: 1, driver_opts: {x: 1.5}}}',
      { networks: { a: { driver_opts: { x: '1.5' }, priority: 1 } } },
    ],
    ['build: {context: ., ssh: [default, k=./key]}', { build: { context: '.', ssh: ['default', 'k=./key'] } }],
    ['build: {context: ., provenance: true}', { build: { context: '.', provenance: 'true' } }],
    ['secrets: [{source: s, mode: 0440}]', { secrets: [{ source: 's', mode: '0440' }] }],
    ['secrets: [{source: s, mode: "0440"}]', { secrets: [{ source: 's', mode: '0440' }] }],
    [
      'provider: {type: x, options: {a: 1, b: [c, 2], d: true}}',
      { provider: { type: 'x', options: { a: ['1'], b: ['c', '2'], d: ['true'] } } },
    ],
    ['logging: {options: {a: 1, b: null, c: 1.5}}', { logging: { options: { a: '1', b: '', c: '1.5' } } }],
    [
      'volumes: [{type: tmpfs, target: /x, tmpfs: {size: 1m, mode: 0755}}]',
      { volumes: [{ type: 'tmpfs', target: '/x', tmpfs: { size: '1048576', mode: 0o755 } }] },
    ],
    [
      'blkio_config: {device_read_bps: [{path: /b, rate: 12mb}]}',
      { blkio_config: { device_read_bps: [{ path: '/b', rate: '12582912' }] } },
    ],
    [
      'post_start: [{command: a b, environment: [X=1]}]',
      { post_start: [{ command: ['a', 'b'], environment: { X: '1' } }] },
    ],
    ['x-foo: {a: [1, 2.5]}', { 'x-foo': { a: [1, 2.5] } }],
  ])('%s', async (attributes, expected) => {
    expect(await decodeService(attributes)).toEqual(expected);
  });
});

describe('values that can not be read', () => {
  test.each([
    ['mem_limit: abc', "mem_limit: services.web.mem_limit: invalid size: 'abc'"],
    [
      'stop_grace_period: "10"',
      'stop_grace_period: services.web.stop_grace_period: time: missing unit in duration "10"',
    ],
    ['command: "(a"', 'command: services.web.command: invalid command line string'],
    ['extra_hosts: [abc]', 'extra_hosts: services.web.extra_hosts: invalid additional host, missing IP: abc'],
    [
      'environment: ["A =b"]',
      'environment: services.web.environment: environment variable A  is declared with a trailing space',
    ],
    ['attach: x', 'attach: services.web.attach: invalid boolean: x'],
    [
      'gpus: [{count: x}]',
      'gpus.0.count: services.web.gpus[0].count: invalid value "x", the only value allowed is \'all\' or a number',
    ],
    [
      'group_add: [a, 1.5]',
      "group_add.1: services.web.group_add[1]: expected type 'string', got unconvertible type 'float64'",
    ],
    [
      'volumes: [{type: tmpfs, target: /x, tmpfs: {mode: "1777"}}]',
      "volumes.0.tmpfs.mode: services.web.volumes[0].tmpfs.mode: expected type 'uint32', got unconvertible type 'string'",
    ],
    [
      'secrets: [{source: s, mode: abc}]',
      'secrets.0.mode: services.web.secrets[0].mode: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      'deploy: {resources: {limits: {cpus: abc}}}',
      'deploy.resources.limits.cpus: services.web.deploy.resources.limits.cpus: strconv.ParseFloat: parsing "abc": invalid syntax',
    ],
  ])('%s', async (attributes, problem) => {
    expect(await problemsOf(report => decodeService(attributes, report))).toEqual([`services.web.${problem}`]);
  });
});

test('every mistake is reported, not the first alone', async () => {
  const problems = await problemsOf(report => decodeService('mem_limit: abc, shm_size: def', report));
  expect(problems).toHaveLength(2);
});

test('resources of the project', async () => {
  const tree = canonicalize(
    await document(`
networks: {n: {name: n, ipam: {config: [{subnet: 10.0.0.0/8, aux_addresses: {a: 10.0.0.1}}]}, enable_ipv6: true, labels: [a=1]}}
volumes: {v: {name: v, driver_opts: {size: 1}}, w: null}
secrets: {s: {name: s, environment: S}}
configs: {c: {name: c, content: text}}
models: {m: {model: ai/x, context_size: 5}}
x-own: {a: 1}
`),
    unexpected,
  );
  expect(decode(tree, unexpected)).toEqual({
    services: {},
    networks: {
      n: {
        name: 'n',
        ipam: { config: [{ subnet: '10.0.0.0/8', aux_addresses: { a: '10.0.0.1' } }] },
        labels: { a: '1' },
        enable_ipv6: true,
      },
    },
    volumes: { v: { name: 'v', driver_opts: { size: '1' } }, w: {} },
    secrets: { s: { name: 's', environment: 'S' } },
    configs: { c: { name: 'c', content: 'text' } },
    models: { m: { model: 'ai/x', context_size: 5 } },
    'x-own': { a: 1 },
  });
});
