import { describe, expect, test } from 'vitest';
import { checkAttributes } from '../../../src/loader/check-attributes.ts';
import { applyDefaults } from '../../../src/loader/defaults.ts';
import { enforceUnique } from '../../../src/loader/unique.ts';
import { document, problemsOf, serviceOf } from '../document.ts';

describe('short syntax', () => {
  test.each([
    ['a container port', '80', [{ target: 80 }]],
    ['a number', '3000', [{ target: 3000 }]],
    ['host and container', '"8080:80"', [{ target: 80, published: '8080' }]],
    ['a protocol', '"53:53/udp"', [{ target: 53, published: '53', protocol: 'udp' }]],
    ['a host address', '"127.0.0.1:8080:80"', [{ host_ip: '127.0.0.1', target: 80, published: '8080' }]],
    ['a host address with any port', '"127.0.0.1::80"', [{ host_ip: '127.0.0.1', target: 80 }]],
    ['an IPv6 address', '"[::1]:8080:80"', [{ host_ip: '::1', target: 80, published: '8080' }]],
    ['a host range for one port', '"8000-8002:80"', [{ target: 80, published: '8000-8002' }]],
    ['a container range', '"80-82"', [{ target: 80 }, { target: 81 }, { target: 82 }]],
    [
      'equal ranges',
      '"90-91:80-81"',
      [
        { target: 80, published: '90' },
        { target: 81, published: '91' },
      ],
    ],
    [
      'a range in the order of its text',
      '"98-101"',
      [{ target: 100 }, { target: 101 }, { target: 98 }, { target: 99 }],
    ],
  ])('%s', async (_name, entry, expected) => {
    expect(await serviceOf(`ports: [${entry}]`)).toEqual({
      ports: expected.map(port => ({ mode: 'ingress', protocol: 'tcp', ...port })),
    });
  });
});

describe('what is no port says why', () => {
  test.each([
    ['"abc"', 'invalid containerPort: abc'],
    ['"80:abc"', 'invalid containerPort: abc'],
    ['"abc:80"', 'invalid hostPort: abc'],
    ['"70000"', 'invalid containerPort: 70000'],
    ['"80-79"', 'invalid containerPort: 80-79'],
    ['"80-82:80-81"', 'invalid ranges specified for container and host Ports: 80-81 and 80-82'],
    ['"1.2.3:80:80"', 'invalid IP address: 1.2.3'],
    ['"::1:80:80"', 'invalid IP address ::1: address ::1:: too many colons in address'],
    ['"80/foo"', 'invalid proto: foo'],
    ['":"', 'no port specified: :<empty>'],
    ['""', 'no port specified: <empty>'],
    ['80.5', 'services.web.ports: invalid type float64 for port'],
  ])('%s', async (entry, message) => {
    const problems = await problemsOf(report => serviceOf(`ports: ["1:1", ${entry}]`, report));
    expect(problems).toEqual([`services.web.ports.1: ${message}`]);
  });
});

test('a list with a variable in it stays as written until the variable has a value', async () => {
  const service = await serviceOf(`ports: ["80:80", "$PORT:90"]`, () => {});
  expect(service).toEqual({ ports: ['80:80', '$PORT:90'] });
});

test('the long syntax gets its protocol and mode', async () => {
  const tree = await document('services: {web: {ports: [{target: 80, mode: host}]}}');
  expect(applyDefaults(tree, '5')).toEqual({
    services: { web: { ports: [{ target: 80, mode: 'host', protocol: 'tcp' }] } },
  });
});

test('a port published twice is published once, by the last entry', async () => {
  const tree = await document(`services: {web: {ports: [
    {target: 80, published: "80", name: first}, {target: 81}, {target: 80, published: "80", protocol: tcp, host_ip: 0.0.0.0}
  ]}}`);
  expect(enforceUnique(tree)).toEqual({
    services: {
      web: { ports: [{ target: 80, published: '80', protocol: 'tcp', host_ip: '0.0.0.0' }, { target: 81 }] },
    },
  });
});

test('a port published without quotes is another than the same one in quotes', async () => {
  const tree = await document('services: {web: {ports: [{target: 80, published: "80"}, {target: 80, published: 80}]}}');
  expect(enforceUnique(tree)).toEqual(tree);
});

test.each([
  ['host_ip: abc, target: 80', 'host_ip: services.web.ports.[]: invalid ip address: abc'],
  ['host_ip: "", target: 80', 'host_ip: services.web.ports.[]: invalid ip address: '],
])('{%s} is refused', async (entry, problem) => {
  const tree = await document(`services: {web: {ports: [{${entry}}]}}`);
  expect(await problemsOf(report => checkAttributes(tree, report))).toEqual([`services.web.ports.0.${problem}`]);
});

test('a port needs a target', async () => {
  const tree = await document('services: {web: {ports: [{published: "80"}]}}');
  expect(await problemsOf(report => checkAttributes(tree, report))).toEqual([
    'services.web.ports.0: service ports services.web.ports.[0] is missing a target port',
  ]);
});
