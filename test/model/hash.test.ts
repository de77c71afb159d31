import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkHash, serviceHash, volumeHash } from '../../src/model/hash.ts';
import type { Service } from '../../src/model/service.ts';

const minimal: Service = { name: 'minimal', image: 'busybox', networks: { default: null } };

const rich: Service = {
  name: 'rich',
  blkio_config: { weight: 300, weight_device: [{ path: '/dev/sda', weight: 400 }] },
  command: ['serve', '--greeting', '<hi> & bye', 'naïve 😀'],
  cpus: 0.3333333333,
  deploy: { resources: { limits: { cpus: 0.3333333333, memory: '1610612736' } }, restart_policy: { condition: 'any' } },
  develop: { watch: [{ path: '/shop', action: 'rebuild' }] },
  entrypoint: [],
  environment: { LEVEL: 'info', EMPTY: '', 10: 'a', 9: 'b' },
  extra_hosts: ['a=10.0.0.1', 'b=10.0.0.2'],
  healthcheck: { test: ['CMD-SHELL', 'curl localhost'], interval: '1m30s', retries: 0 },
  image: 'shop/web:1',
  init: false,
  logging: { driver: 'json-file', options: { 'max-size': '10m' } },
  mem_limit: '1610612736',
  networks: { front: { aliases: ['www'], priority: 10 }, default: null },
  ports: [
    { mode: 'ingress', host_ip: '127.0.0.1', target: 80, published: '8080', protocol: 'tcp' },
    { mode: 'ingress', target: 443, published: '443', protocol: 'udp' },
  ],
  stop_grace_period: '1m30s',
  tmpfs: ['/run'],
  ulimits: { nofile: 1024, nproc: { soft: 1, hard: 2 } },
  volumes: [
    { type: 'volume', source: 'data', target: '/data' },
    { type: 'tmpfs', target: '/t', tmpfs: { size: '1048576', mode: 448 } },
  ],
};

const mounts: Service = {
  ...minimal,
  volumes: [
    { type: 'bind', source: '/srv/a', target: '/a', read_only: true, bind: { create_host_path: true } },
    { type: 'bind', source: '/srv/b', target: '/b', bind: { create_host_path: false, propagation: 'rshared' } },
  ],
};

describe('equals what Docker Compose gives', () => {
  test.each([
    ['a service with an image alone', minimal, '2afd7866203dca40993313263173003833e9de9c3ad83f2f59484e32a5605234'],
    ['a service with much of everything', rich, '57cc87f636ad2b6c1e271613016ddcbe4492b220346c6a6efaa4d1e67e2e6a82'],
  ])('%s', (_, service, hash) => {
    expect(serviceHash(service, '2')).toBe(hash);
    expect(serviceHash(service, '5')).toBe(hash);
  });

  test('bind mounts, by Compose 2', () => {
    expect(serviceHash(mounts, '2')).toBe('f91320213d34e08e08c73c54edf1d52864f35dd9d6c8f3a38f07584e648c70e5');
  });

  test('networks', () => {
    const front = {
      name: 'l3hash_front',
      driver: 'bridge',
      enable_ipv6: false,
      labels: { a: 'b' },
      ipam: { config: [{ subnet: '10.219.7.0/24' }] },
    };
    expect(networkHash(front)).toBe('601326611f319b664c53cc2f9b759daae1549d257fb6295277645f13d8131a38');
    const plain = { name: 'l3hash_default' };
    expect(networkHash(plain)).toBe('a52015ba61076c6138aa1357e8c74c402b81d4d506c986b1612cc1c93f7cd99b');
  });

  test('volumes, whose driver is local unless they say so', () => {
    const data = { name: 'l3hash_data', labels: { a: 'b' } };
    expect(volumeHash(data)).toBe('628b261cf07d2eaf5ab124d495bca83d30bc53cfb11c66c9c0bd70c3d568fcd2');
    const plain = 'd485f7a5a6d549dfa4c0767f0ea0ef12d14c61606ba0946f506e9ad03e851dba';
    expect(volumeHash({ name: 'l3hash_plain' })).toBe(plain);
    expect(volumeHash({ name: 'l3hash_plain', driver: 'local' })).toBe(plain);
  });
});

describe('what is hashed differs between the versions for', () => {
  const around = (part: string) =>
    `{"command":null,"entrypoint":null,${part},"image":"busybox","networks":{"default":null}}`;

  test('bind mounts, of which 5 writes down what is not the default', () => {
    const volumes =
      '[{"type":"bind","source":"/srv/a","target":"/a","read_only":true,"bind":{}},' +
      '{"type":"bind","source":"/srv/b","target":"/b","bind":{"propagation":"rshared","create_host_path":false}}]';
    const json = `{"command":null,"entrypoint":null,"image":"busybox","networks":{"default":null},"volumes":${volumes}}`;
    expect(serviceHash(mounts, '5')).toBe(sha256(json));
  });

  test('env files, which 2 takes by their path alone', () => {
    const env_file = [
      { path: '/a.env', required: true },
      { path: '/b.env', required: false },
    ];
    const files = { ...minimal, env_file };
    expect(serviceHash(files, '5')).toBe(
      sha256(around('"env_file":[{"path":"/a.env"},{"path":"/b.env","required":false}]')),
    );
    expect(serviceHash(files, '2')).toBe(sha256(around('"env_file":["/a.env",{"path":"/b.env","required":false}]')));
  });

  test('options of address management, which 2 does not know', () => {
    const network = { name: 'n', ipam: { options: { a: 'b' } } };
    expect(networkHash(network, '5')).toBe(sha256('{"name":"n","ipam":{"options":{"a":"b"}}}'));
    expect(networkHash(network, '2')).toBe(sha256('{"name":"n","ipam":{}}'));
  });
});

test('a container is up to date however it is built, when it starts and how many there are', () => {
  const changed: Service = {
    ...minimal,
    build: { context: '.' },
    pull_policy: 'always',
    scale: 3,
    depends_on: { db: { condition: 'service_started', required: true } },
    profiles: ['debug'],
    'x-note': 'for people',
  };
  expect(serviceHash(changed)).toBe(serviceHash(minimal));
  const deploy = { resources: { limits: { memory: '1' } } };
  expect(serviceHash({ ...minimal, deploy: { ...deploy, replicas: 3 } })).toBe(serviceHash({ ...minimal, deploy }));
});

test('does not depend on the order in which keys were written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), environment => {
      const reversed = Object.fromEntries(Object.entries(environment).reverse());
      expect(serviceHash({ ...minimal, environment: reversed })).toBe(serviceHash({ ...minimal, environment }));
    }),
  );
});

test('does not change the service', () => {
  const service: Service = Object.freeze({ ...minimal, deploy: Object.freeze({ replicas: 3 }) });
  serviceHash(service);
  expect(service.deploy?.replicas).toBe(3);
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
