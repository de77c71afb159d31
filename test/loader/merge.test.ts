import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalize } from '../../src/loader/canonical.ts';
import { mergeModels } from '../../src/loader/merge.ts';
import { type Tree, treeMap } from '../../src/loader/tree.ts';
import { enforceUnique } from '../../src/loader/unique.ts';
import { document, problemsOf, unexpected } from './document.ts';

async function canonical(text: string): Promise<Tree> {
  return canonicalize(await document(text), unexpected);
}

/** Merges the attributes of a service of two files. */
async function merges(base: string, override: string, expected: string): Promise<void> {
  const [first, second] = [
    await canonical(`services: {web: {${base}}}`),
    await canonical(`services: {web: {${override}}}`),
  ];
  expect(enforceUnique(mergeModels(first, second, unexpected))).toEqual(
    await document(`services: {web: {${expected}}}`),
  );
}

describe('the general rule', () => {
  test.each([
    ['replaces scalars', 'image: a', 'image: b', 'image: b'],
    ['keeps what only one has', 'image: a', 'tty: true', 'image: a, tty: true'],
    [
      'merges mappings deep',
      'deploy: {mode: a, placement: {constraints: [x]}}',
      'deploy: {replicas: 1}',
      'deploy: {mode: a, placement: {constraints: [x]}, replicas: 1}',
    ],
    ['appends lists', 'security_opt: [a]', 'security_opt: [b]', 'security_opt: [a, b]'],
    [
      'takes null for no override',
      'image: a, deploy: {mode: x}, cap_add: [A]',
      'image: null, deploy: null, cap_add: null',
      'image: a, deploy: {mode: x}, cap_add: [A]',
    ],
    ['gives null a value', 'deploy: null', 'deploy: {mode: x}', 'deploy: {mode: x}'],
    ['merges extensions', 'x-a: {b: 1, c: [1]}', 'x-a: {b: 2, c: [2]}', 'x-a: {b: 2, c: [1, 2]}'],
  ])('%s', (_name, base, override, expected) => merges(base, override, expected));
});

describe('what belongs together is replaced as a whole', () => {
  test.each([
    ['command', 'command: [a, b]', 'command: c', 'command: c'],
    ['command by null', 'command: [a, b]', 'command: null', 'command: null'],
    ['entrypoint', 'entrypoint: a', 'entrypoint: [b]', 'entrypoint: [b]'],
    [
      'healthcheck.test',
      'healthcheck: {test: [CMD, a], retries: 1}',
      'healthcheck: {test: b}',
      'healthcheck: {test: b, retries: 1}',
    ],
    [
      'one ulimit',
      'ulimits: {nofile: {soft: 1, hard: 2}, core: 0}',
      'ulimits: {nofile: 5}',
      'ulimits: {nofile: 5, core: 0}',
    ],
    [
      'one ulimit by a mapping',
      'ulimits: {nofile: 5}',
      'ulimits: {nofile: {soft: 1, hard: 2}}',
      'ulimits: {nofile: {soft: 1, hard: 2}}',
    ],
  ])('%s', (_name, base, override, expected) => merges(base, override, expected));
});

describe('keys and values', () => {
  test.each(['environment', 'labels', 'annotations', 'sysctls'])('%s: the later value of a key wins', async key => {
    await merges(`${key}: {B: 1, A: 1.50}`, `${key}: [B=2, C]`, `${key}: [A=1.5, B=2, C]`);
    await merges(`${key}: [A=1]`, `${key}: {A: null}`, `${key}: [A]`);
  });

  test.each(['args', 'labels'])('build.%s too', async key => {
    await merges(`build: {${key}: {A: 1}}`, `build: {${key}: [A=2, B=3]}`, `build: {${key}: [A=2, B=3]}`);
  });

  test('build.additional_contexts', () =>
    merges(
      'build: {additional_contexts: [a=x, b=y]}',
      'build: {additional_contexts: {a: z}}',
      'build: {additional_contexts: {a: z, b: y}}',
    ));

  test('labels of a top-level volume are not compared', async () => {
    const base = await canonical('volumes: {v: {labels: {a: 1}}}');
    const override = await canonical('volumes: {v: {labels: [a=1]}}');
    expect(enforceUnique(mergeModels(base, override, unexpected))).toEqual({
      volumes: { v: { labels: ['a=1', 'a=1'] } },
    });
  });
});

describe('lists that are known by a key', () => {
  test.each([
    [
      'ports by address, number and protocol',
      'ports: ["80:80", "81:81"]',
      'ports: [{target: 80, published: "80", name: x}]',
      'ports: [{target: 80, published: "80", name: x}, {mode: ingress, target: 81, published: "81", protocol: tcp}]',
    ],
    [
      'ports of another protocol are others',
      'ports: [80]',
      'ports: [80/udp]',
      'ports: [{mode: ingress, target: 80, protocol: tcp}, {mode: ingress, target: 80, protocol: udp}]',
    ],
    [
      'volumes by target',
      'volumes: [/aaa, "vol:/bbb"]',
      'volumes: ["other:/aaa"]',
      'volumes: [{type: volume, source: other, target: /aaa, volume: {}}, {type: volume, source: vol, target: /bbb, volume: {}}]',
    ],
    [
      'devices by target',
      'devices: ["/dev/a:/dev/x"]',
      'devices: ["/dev/b:/dev/x:r"]',
      'devices: [{source: /dev/b, target: /dev/x, permissions: r}]',
    ],
    [
      'secrets by target',
      'secrets: [a, b]',
      'secrets: [{source: c, target: /run/secrets/a}]',
      'secrets: [{source: c, target: /run/secrets/a}, {source: b}]',
    ],
    ['configs by target', 'configs: [a]', 'configs: [{source: b, target: /a}]', 'configs: [{source: b, target: /a}]'],
    [
      'env_file by path',
      'env_file: a',
      'env_file: [b, {path: a, required: false}]',
      'env_file: [{path: a, required: false}, {path: b, required: true}]',
    ],
    ['dns', 'dns: 1.1.1.1', 'dns: [1.1.1.1, 8.8.8.8]', 'dns: [1.1.1.1, 8.8.8.8]'],
    ['tmpfs by text before =', 'tmpfs: /a', 'tmpfs: [/a, "/b:size=1"]', 'tmpfs: [/a, "/b:size=1"]'],
    ['cap_add', 'cap_add: [A, B]', 'cap_add: [B, C]', 'cap_add: [A, B, C]'],
    ['profiles', 'profiles: [a]', 'profiles: [a]', 'profiles: [a]'],
    ['expose', 'expose: [80]', 'expose: ["80", 81]', 'expose: ["80", 81]'],
    ['links', 'links: [a]', 'links: [a, "b:c"]', 'links: [a, "b:c"]'],
  ])('%s', (_name, base, override, expected) => merges(base, override, expected));
});

describe('names with options', () => {
  test.each([
    [
      'depends_on: a list sets the condition and keeps the rest',
      'depends_on: {a: {condition: service_healthy, restart: true}}',
      'depends_on: [a, b]',
      'depends_on: {a: {condition: service_started, restart: true, required: true}, b: {condition: service_started, required: true}}',
    ],
    ['networks', 'networks: [a, b]', 'networks: {a: {aliases: [x]}}', 'networks: {a: {aliases: [x]}, b: null}'],
    [
      'networks: a name alone keeps the options',
      'networks: {a: {priority: 1}}',
      'networks: [a]',
      'networks: {a: {priority: 1}}',
    ],
    ['models', 'models: [a]', 'models: {a: {model_var: X}}', 'models: {a: {model_var: X}}'],
    ['build', 'build: .', 'build: {target: x}', 'build: {context: ., target: x}'],
    [
      'aliases',
      'networks: {a: {aliases: [x]}}',
      'networks: {a: {aliases: [x, y]}}',
      'networks: {a: {aliases: [x, y]}}',
    ],
  ])('%s', (_name, base, override, expected) => merges(base, override, expected));
});

describe('extra_hosts add up', () => {
  test.each([
    [
      'equal entries once',
      'extra_hosts: ["a=1.1.1.1"]',
      'extra_hosts: {a: 1.1.1.1, b: 2.2.2.2}',
      'extra_hosts: ["a=1.1.1.1", "b=2.2.2.2"]',
    ],
    [
      'several addresses of a host',
      'extra_hosts: {a: [1.1.1.1, 2.2.2.2]}',
      'extra_hosts: ["a=3.3.3.3"]',
      'extra_hosts: ["a=1.1.1.1", "a=2.2.2.2", "a=3.3.3.3"]',
    ],
  ])('%s', (_name, base, override, expected) => merges(base, override, expected));
});

describe('logging options belong to a driver', () => {
  test.each([
    [
      'the same one',
      'logging: {driver: x, options: {a: 1}}',
      'logging: {driver: x, options: {b: 2}}',
      'logging: {driver: x, options: {a: 1, b: 2}}',
    ],
    [
      'one side says none',
      'logging: {options: {a: 1}}',
      'logging: {driver: x}',
      'logging: {driver: x, options: {a: 1}}',
    ],
    ['another one', 'logging: {driver: x, options: {a: 1}}', 'logging: {driver: y}', 'logging: {driver: y}'],
    ['null', 'logging: {driver: x}', 'logging: null', 'logging: {driver: x}'],
  ])('%s', (_name, base, override, expected) => merges(base, override, expected));
});

test('address pools of one subnet are one', async () => {
  const base = await canonical(
    'networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, gateway: 10.0.0.1}, {subnet: 11.0.0.0/8}]}}}',
  );
  const override = await canonical(
    'networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, ip_range: 10.1.0.0/16}, {subnet: 12.0.0.0/8}]}}}',
  );
  expect(mergeModels(base, override, unexpected)).toEqual({
    networks: {
      n: {
        ipam: {
          config: [
            { subnet: '10.0.0.0/8', gateway: '10.0.0.1', ip_range: '10.1.0.0/16' },
            { subnet: '11.0.0.0/8' },
            { subnet: '12.0.0.0/8' },
          ],
        },
      },
    },
  });
});

test.each([
  ['deploy: {mode: x}', 'deploy: [x]', 'deploy'],
  ['security_opt: [x]', 'security_opt: x', 'security_opt'],
])('%s is not overridden by %s', async (base, override, key) => {
  const problems = await problemsOf(async report =>
    mergeModels(
      await canonical(`services: {web: {${base}}}`),
      await canonical(`services: {web: {${override}}}`),
      report,
    ),
  );
  expect(problems).toEqual([`services.web.${key}: cannot override services.web.${key}`]);
});

describe('of any models', () => {
  const service = fc.record(
    {
      image: fc.string(),
      environment: fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), fc.string()),
      cap_add: fc.array(fc.stringMatching(/^[A-C]$/)),
      ports: fc.array(fc.integer({ min: 1, max: 9 })),
      deploy: fc.record({ replicas: fc.nat(5), labels: fc.dictionary(fc.stringMatching(/^[a-c]$/), fc.string()) }),
    },
    { requiredKeys: [] },
  );
  const model = fc
    .dictionary(fc.stringMatching(/^[a-c]$/), service)
    .map(services => canonicalize(toTree({ services }), unexpected));

  test('merging with an empty one changes nothing', () => {
    fc.assert(
      fc.property(model, tree => {
        expect(mergeModels(tree, treeMap(), unexpected)).toEqual(tree);
        expect(mergeModels(treeMap(), tree, unexpected)).toEqual(tree);
      }),
    );
  });

  test('merging the same file twice is merging it once', () => {
    fc.assert(
      fc.property(model, model, (base, override) => {
        const once = enforceUnique(mergeModels(base, override, unexpected));
        const twice = enforceUnique(mergeModels(once, override, unexpected));
        expect(inOneForm(twice)).toEqual(inOneForm(once));
      }),
    );
  });
});

function toTree(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(toTree);
  if (typeof value !== 'object' || value === null) return value as Tree;
  return treeMap(Object.entries(value).map(([key, entry]) => [key, toTree(entry)]));
}

/** A mapping of variables becomes a list when it is merged: the same over nothing, so the same for comparison. */
function inOneForm(tree: Tree): Tree {
  return enforceUnique(mergeModels(tree, tree, unexpected));
}
