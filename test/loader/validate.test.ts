import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/loader/report.ts';
import { fitsSchema } from '../../src/loader/schema-gate.ts';
import { schemaProblems } from '../../src/loader/schema-problems.ts';
import { type Tree, treeMap, YamlFloat } from '../../src/loader/tree.ts';
import { validate } from '../../src/loader/validate.ts';

describe('says in the words of Docker Compose what is wrong', () => {
  test.each([
    ['an unknown key', { foo: 1 }, "additional properties 'foo' not allowed"],
    ['text that is a number', { image: 5 }, 'image must be a string'],
    ['one of several types', { environment: { A: [] } }, 'environment.A must be a boolean, null, number or string'],
    ['a form that does not exist', { command: 5 }, 'command must be a null'],
    ['an item of the form that was meant', { command: ['a', 5] }, 'command.1 must be a string'],
    ['a key of the form that was meant', { build: { foo: 1 } }, "build additional properties 'foo' not allowed"],
    ['a missing key', { depends_on: { b: {} } }, "depends_on.b missing property 'condition'"],
    ['a missing key of an item', { volumes: [{ target: '/a' }] }, "volumes.0 missing property 'type'"],
    ['a value out of a list', { cgroup: 'none' }, "cgroup value must be one of 'host', 'private'"],
    ['a value that may be one only', { gpus: 'some' }, "gpus value must be 'all'"],
    ['a list in place of a mapping', { healthcheck: [] }, 'healthcheck must be a mapping'],
    ['a name', { container_name: '-' }, "container_name '-' does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'"],
    ['a repeated item', { networks: ['a', 'b', 'a'] }, 'networks items at 0 and 2 are equal'],
    ['too much', { cpu_percent: 150 }, 'cpu_percent must be less than or equal to 100'],
    ['too little', { cpu_count: -1 }, 'cpu_count must be greater than or equal to 0'],
    ['a fraction', { ulimits: { nofile: new YamlFloat(1.5) } }, 'ulimits.nofile must be a integer or string'],
  ])('%s', async (_, service, reason) => {
    const [problem, ...others] = await problemsOf({ services: { web: service } });
    expect(problem?.message.replace(/^services\.web[. ]/, '')).toBe(reason);
    expect(others).toEqual([]);
  });

  test('the file, when it is known', async () => {
    const [problem] = await problemsOf({ foo: 1 }, '/project/compose.yaml');
    expect(problem?.message).toBe("validating /project/compose.yaml: additional properties 'foo' not allowed");
  });
});

test('finds every mistake, in the order of the document', async () => {
  const found = await problemsOf({
    volumes: { data: 5 },
    services: { web: { port: [], image: 5 }, db: { image: 'db', build: { contxt: '.' } } },
  });
  expect(found.map(({ code, path, atKey = false }) => [code, path.join('.'), atKey])).toEqual([
    ['wrong-type', 'volumes.data', false],
    ['unknown-key', 'services.web.port', true],
    ['wrong-type', 'services.web.image', false],
    ['unknown-key', 'services.db.build.contxt', true],
  ]);
});

describe('hints at', () => {
  test.each([
    ['another spelling', { imgae: 'x' }, 'did you mean "image"?'],
    ['another place', { subnet: 'x' }, '"subnet" belongs in networks.<name>.ipam.config[]'],
    ['an extension', { zzzzzz: 'x' }, 'remove it, or call it "x-zzzzzz" if it is for another program'],
    ['quotes', { hostname: 12 }, 'write it in quotes: "12"'],
    ['a missing value', { healthcheck: null }, 'give it a value, or remove the key'],
    ['a list', { ports: 'x' }, 'write a list: lines that begin with "- "'],
    ['forms', { command: {} }, 'write one value, or a list: lines that begin with "- "'],
    ['an allowed value', { pull_policy: 'allways' }, 'did you mean "always"?'],
    ['a range', { oom_score_adj: 2000 }, 'write a number from -1000 to 1000'],
  ])('%s', async (_, service, hint) => {
    const [problem] = await problemsOf({ services: { web: service } });
    expect(problem?.hint).toBe(hint);
  });

  test('services that stand at the top level', async () => {
    const [problem] = await problemsOf({ web: { image: 'nginx' } });
    expect(problem?.hint).toBe('services stand below "services:"');
  });
});

describe('accepts what Docker Compose accepts', () => {
  test.each<[string, unknown]>([
    ['a service called as an extension', { services: { 'x-a': {} } }],
    ['extensions', { 'x-a': 5, services: { web: { 'x-b': [], build: { 'x-c': 1 } } } }],
    ['networks and volumes without a value', { networks: { a: null }, volumes: { b: null } }],
    ['a name with capitals anywhere in it', { services: { web: { container_name: '--ab' } } }],
    ['a limit of another name', { services: { web: { ulimits: { NOFILE: [] } } } }],
    ['anything for gpus', { services: { web: { gpus: [{ foo: 1 }] } } }],
    ['a whole number written with a fraction', { services: { web: { ports: [{ target: new YamlFloat(80) }] } } }],
  ])('%s', async (_, document) => {
    expect(await problemsOf(document)).toEqual([]);
  });
});

test('the quick check and ajv agree', () => {
  fc.assert(
    fc.property(documents(), document => {
      expect(fitsSchema(document)).toBe(schemaProblems(document).length === 0);
    }),
    { numRuns: 3000 },
  );
});

test('the documents of that property are of both kinds', () => {
  const verdicts = fc.sample(documents(), 500).map(fitsSchema);
  expect(verdicts.filter(fits => fits).length).toBeGreaterThan(50);
  expect(verdicts.filter(fits => !fits).length).toBeGreaterThan(50);
});

async function problemsOf(document: unknown, file?: string): Promise<Problem[]> {
  const found: Problem[] = [];
  await validate(tree(document), problem => found.push(problem), file);
  return found;
}

function tree(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(tree);
  if (typeof value !== 'object' || value === null || value instanceof YamlFloat) return value as Tree;
  return treeMap(Object.entries(value).map(([key, item]) => [key, tree(item)]));
}

/** Documents with keys of the schema in their places, and values of any form. */
function documents(): fc.Arbitrary<Tree> {
  const scalar = fc.oneof(
    fc.constantFrom('a', '', 'all', 'host', 'bind', 'z', 'always', 'service_started', 'true', 'x b'),
    fc.integer({ min: -2000, max: 2000 }),
    fc.constantFrom(new YamlFloat(1.5), new YamlFloat(2), true, false, null),
  );
  const mapOf = (keys: readonly string[], value: fc.Arbitrary<Tree>) =>
    fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 }).map(tree);
  const small = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    mapOf(['a', 'A b', 'x-a', ''], scalar),
    mapOf(['soft', 'hard', 'x-a'], scalar),
    mapOf(['source', 'target', 'type', 'path', 'file', 'mode', 'bind'], scalar),
    mapOf(['capabilities', 'count', 'driver', 'options'], fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }))),
  );
  const nested = fc.oneof(
    { weight: 2, arbitrary: small },
    { weight: 1, arbitrary: fc.array(small, { maxLength: 2 }) },
    { weight: 1, arbitrary: mapOf(['a', 'db', 'condition', 'limits', 'watch', 'config', 'test'], small) },
  );
  const service = mapOf(serviceKeys, nested);
  return fc.oneof(
    mapOf(['services'], fc.oneof(mapOf(['web', 'x-a', 'a b'], service), scalar)),
    mapOf(['networks', 'volumes', 'secrets', 'configs', 'models', 'include', 'name', 'x-a', 'foo'], nested),
    mapOf(['networks', 'volumes', 'secrets', 'configs', 'models'], mapOf(['a'], mapOf(resourceKeys, nested))),
  );
}

const serviceKeys = [
  ...['image', 'build', 'command', 'container_name', 'cpu_count', 'cpus', 'configs', 'depends_on', 'deploy', 'develop'],
  ...['devices', 'dns', 'env_file', 'environment', 'expose', 'extends', 'extra_hosts', 'gpus', 'healthcheck', 'labels'],
  ...[
    'logging',
    'mem_limit',
    'models',
    'networks',
    'oom_score_adj',
    'pid',
    'ports',
    'provider',
    'pull_policy',
    'secrets',
  ],
  ...['security_opt', 'storage_opt', 'tmpfs', 'ulimits', 'use_api_socket', 'volumes', 'blkio_config', 'foo', 'x-foo'],
];
const resourceKeys = [
  'name',
  'driver',
  'driver_opts',
  'external',
  'labels',
  'ipam',
  'file',
  'content',
  'model',
  'x-a',
  'foo',
];
