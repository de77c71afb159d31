import { describe, expect, test } from 'vitest';
import { canonicalize } from '../../src/loader/canonical.ts';
import { normalize } from '../../src/loader/normalize.ts';
import { isMap, type Tree } from '../../src/loader/tree.ts';
import { document, unexpected } from './document.ts';

async function normal(text: string, environment: Record<string, string> = {}): Promise<Tree> {
  return normalize(canonicalize(await document(text), unexpected), { projectName: 'app', environment });
}

async function normalService(attributes: string, environment?: Record<string, string>): Promise<Tree> {
  const tree = await normal(`services: {web: {network_mode: none, ${attributes}}}`, environment);
  const service = isMap(tree) && isMap(tree.services) ? tree.services.web : undefined;
  if (!isMap(service)) throw new Error('no service');
  const { network_mode: _, ...rest } = service;
  return rest;
}

const started = { condition: 'service_started', required: true };

describe('the default network', () => {
  test.each([
    [
      'joins a service that names none',
      'services: {web: {}}',
      { services: { web: { networks: { default: null } } }, networks: { default: { name: 'app_default' } } },
    ],
    [
      'joins one whose list is empty',
      'services: {web: {networks: []}}',
      { services: { web: { networks: { default: null } } }, networks: { default: { name: 'app_default' } } },
    ],
    [
      'keeps what is declared of it',
      'services: {web: {}}, networks: {default: {driver: x}}',
      {
        services: { web: { networks: { default: null } } },
        networks: { default: { driver: 'x', name: 'app_default' } },
      },
    ],
    [
      'is not there unused',
      'services: {web: {networks: [n]}}, networks: {n: null}',
      { services: { web: { networks: { n: null } } }, networks: { n: { name: 'app_n' } } },
    ],
    [
      'is not for network_mode',
      'services: {web: {network_mode: host}}',
      { services: { web: { network_mode: 'host' } } },
    ],
    [
      'is not for providers',
      'services: {web: {provider: {type: x}}}',
      { services: { web: { provider: { type: 'x' } } } },
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await normal(`{${text}}`)).toEqual(expected);
  });
});

test.each(['networks', 'volumes', 'secrets', 'configs'])('%s are called after the project', async section => {
  expect(await normal(`${section}: {a: null, b: {name: x}, c: {external: true}}`)).toEqual({
    [section]: { a: { name: 'app_a' }, b: { name: 'x' }, c: { name: 'c', external: true } },
  });
});

describe('dependencies that other attributes imply', () => {
  test.each([
    ['links: ["db:database"]', { db: { ...started, restart: true } }],
    ['ipc: "service:db"', { db: { ...started, restart: true } }],
    ['pid: "service:db"', { db: { ...started, restart: true } }],
    ['uts: "service:db"', { db: { ...started, restart: true } }],
    ['volumes_from: ["db:ro", "container:other"]', { db: { ...started, restart: false } }],
    [
      'links: [db], depends_on: {db: {condition: service_healthy}}',
      { db: { condition: 'service_healthy', required: true } },
    ],
  ])('%s', async (attributes, depends_on) => {
    expect(await normalService(attributes)).toMatchObject({ depends_on });
  });

  test('network_mode', async () => {
    expect(await normal('services: {web: {network_mode: "service:db"}}')).toMatchObject({
      services: { web: { depends_on: { db: { ...started, restart: true } } } },
    });
  });
});

describe('variables without a value', () => {
  const environment = { A: 'a', EMPTY: '' };
  test.each([
    ['environment: [A, B, EMPTY, "C=c"]', { environment: ['A=a', 'B', 'EMPTY=', 'C=c'] }],
    ['environment: {A: null, B: null, C: 1}', { environment: { A: 'a', B: null, C: 1 } }],
    ['build: {args: [A, B, "C=c"], dockerfile: x}', { build: { args: ['A=a', 'C=c'], dockerfile: 'x' } }],
    ['build: {args: {A: null, B: null}, dockerfile: x}', { build: { args: { A: 'a' }, dockerfile: 'x' } }],
  ])('%s', async (attributes, expected) => {
    expect(await normalService(attributes, environment)).toEqual(expected);
  });
});

test.each([
  ['build: {context: x}', { build: { context: 'x', dockerfile: 'Dockerfile' } }],
  ['build: {dockerfile_inline: FROM x}', { build: { dockerfile_inline: 'FROM x' } }],
  ['pull_policy: if_not_present', { pull_policy: 'missing' }],
  [
    'image: x, pre_start: [{command: a}, {command: b, image: y}]',
    {
      image: 'x',
      pre_start: [
        { command: 'a', image: 'x' },
        { command: 'b', image: 'y' },
      ],
    },
  ],
])('%s is written out', async (attributes, expected) => {
  expect(await normalService(attributes)).toEqual(expected);
});

test('what is normal stays so', async () => {
  const once = await normal('{services: {web: {links: [db], build: .}, db: {image: x}}, volumes: {v: null}}');
  expect(normalize(once, { projectName: 'app', environment: {} })).toEqual(once);
});
