import { describe, expect, test } from 'vitest';
import type { ContainerCreate, HostConfig } from '../../src/engine/api.ts';
import type { Service } from '../../src/model/service.ts';
import { type PayloadOptions, payload } from '../support/payload.ts';

type Row = [string, Partial<Service>, Partial<ContainerCreate>];

describe('container attributes', () => {
  test.each<Row>([
    ['command', { command: ['a', 'b'] }, { Cmd: ['a', 'b'] }],
    ['no command is the image’s', {}, { Cmd: null }],
    ['an emptied command is none', { command: [] }, { Cmd: [] }],
    ['environment, sorted; a key without value alone', { environment: { B: '1', A: null } }, { Env: ['A', 'B=1'] }],
    [
      'healthcheck',
      { healthcheck: { test: ['CMD', 'x'], interval: '1m30s', retries: 2 } },
      { Healthcheck: { Test: ['CMD', 'x'], Interval: 90e9, Retries: 2 } },
    ],
    ['healthcheck disabled', { healthcheck: { disable: true } }, { Healthcheck: { Test: ['NONE'] } }],
    ['stop_grace_period, whole seconds', { stop_grace_period: '1m1.9s' }, { StopTimeout: 61 }],
    [
      'expose',
      { expose: ['80', '90/udp', '100-101'] },
      { ExposedPorts: { '80/tcp': {}, '90/udp': {}, '100/tcp': {}, '101/tcp': {} } },
    ],
    ['ports', { ports: [{ target: 80 }] }, { ExposedPorts: { '80/tcp': {} } }],
    ['image of a build', { image: undefined } as Partial<Service>, { Image: 'app-web' }],
    ['tty and stdin', { tty: true, stdin_open: true }, { Tty: true, OpenStdin: true, StdinOnce: false }],
  ])('%s', (_name, service, expected) => {
    expect(payload(service)).toMatchObject(expected);
  });

  test('Docker Compose 2 exposes as written', () => {
    expect(payload({ expose: ['80'] }, { composeVersion: '2' }).ExposedPorts).toEqual({ '80': {} });
  });

  test('start_interval needs API 1.44', () => {
    const service = { healthcheck: { start_interval: '1s', start_period: '2s' } };
    expect(payload(service).Healthcheck).toEqual({ StartInterval: 1e9, StartPeriod: 2e9 });
    expect(() => payload(service, { apiVersion: '1.43' })).toThrow("can't set healthcheck.start_interval");
  });

  test('start_interval counts within a start_period only, which may be none', () => {
    const without = { healthcheck: { start_interval: '1s' } };
    expect(() => payload(without)).toThrow('healthcheck.start_interval requires healthcheck.start_period to be set');
    const none = { healthcheck: { start_interval: '1s', start_period: '0s' } };
    expect(payload(none).Healthcheck).toMatchObject({ StartInterval: 1e9 });
  });
});

describe('host attributes', () => {
  test.each<[string, Partial<Service>, HostConfig]>([
    [
      'published ports by container port',
      {
        ports: [
          { target: 80, published: '8080', host_ip: '127.0.0.1' },
          { target: 80, protocol: 'udp' },
          { target: 80 },
        ],
      },
      {
        PortBindings: {
          '80/tcp': [
            { HostIp: '127.0.0.1', HostPort: '8080' },
            { HostIp: '', HostPort: '' },
          ],
          '80/udp': [{ HostIp: '', HostPort: '' }],
        },
      },
    ],
    ['restart', { restart: 'on-failure:3' }, { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } }],
    [
      'deploy.restart_policy over restart',
      { restart: 'always', deploy: { restart_policy: { condition: 'none' } } },
      { RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
    ],
    ['cpus as 32-bit float', { cpus: 0.1 }, { NanoCpus: 100000000 }],
    [
      'deploy limits over the service’s',
      {
        cpus: 1,
        mem_limit: '10',
        pids_limit: 5,
        deploy: { resources: { limits: { cpus: 2, memory: '20', pids: 6 } } },
      },
      { NanoCpus: 2e9, Memory: 20, PidsLimit: 6 },
    ],
    [
      'memory',
      { mem_reservation: '5', memswap_limit: '-1', mem_swappiness: '7', shm_size: '64' },
      { MemoryReservation: 5, MemorySwap: -1, MemorySwappiness: 7, ShmSize: 64 },
    ],
    [
      'ulimits by name',
      { ulimits: { nproc: 3, core: { soft: 1, hard: 2 } } },
      {
        Ulimits: [
          { Name: 'core', Soft: 1, Hard: 2 },
          { Name: 'nproc', Soft: 3, Hard: 3 },
        ],
      },
    ],
    [
      'capabilities in the kernel’s spelling',
      { cap_add: ['sys_admin', 'CAP_NET_RAW', 'NET_RAW'], cap_drop: ['all'] },
      { CapAdd: ['CAP_NET_RAW', 'CAP_SYS_ADMIN'], CapDrop: ['ALL'] },
    ],
    ['extra_hosts', { extra_hosts: ['a=::1'] }, { ExtraHosts: ['a:::1'] }],
    [
      'devices',
      { devices: [{ source: '/dev/a', target: '/dev/b', permissions: 'rwm' }] },
      { Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev/b', CgroupPermissions: 'rwm' }] },
    ],
    [
      'a CDI device',
      { devices: [{ source: 'v.com/gpu=all', target: 'v.com/gpu=all' }] },
      { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['v.com/gpu=all'] }] },
    ],
    ['gpus', { gpus: [{ count: -1 }] }, { DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['gpu']] }] }],
    [
      'a seccomp profile as text',
      { security_opt: ['seccomp=seccomp.json', 'no-new-privileges'] },
      { SecurityOpt: ['seccomp={"a":1}', 'no-new-privileges'] },
    ],
    ['systempaths=unconfined', { security_opt: ['systempaths=unconfined'] }, { MaskedPaths: [], ReadonlyPaths: [] }],
    [
      'logging',
      { logging: { driver: 'local', options: { a: 'b' } } },
      { LogConfig: { Type: 'local', Config: { a: 'b' } } },
    ],
    [
      'blkio_config',
      { blkio_config: { weight: 10, device_read_bps: [{ path: '/dev/sda', rate: '1024' }] } },
      { BlkioWeight: 10, BlkioDeviceReadBps: [{ Path: '/dev/sda', Rate: 1024 }] },
    ],
    ['tmpfs', { tmpfs: ['/run', '/tmp:size=1m,mode=700'] }, { Tmpfs: { '/run': '', '/tmp': 'size=1m,mode=700' } }],
  ])('%s', (_name, service, expected) => {
    expect(payload(service).HostConfig).toMatchObject(expected);
  });
});

describe('networking', () => {
  const two: PayloadOptions = { networks: { a: {}, b: {} } };
  const service: Partial<Service> = {
    networks: { a: null, b: { priority: 1, ipv4_address: '10.0.0.5', aliases: ['x'] } },
  };

  test('the network of highest priority is the main one; all are endpoints', () => {
    const { HostConfig, NetworkingConfig } = payload(service, two);
    expect(HostConfig.NetworkMode).toBe('app_b');
    expect(NetworkingConfig?.EndpointsConfig).toEqual({
      app_b: { Aliases: ['app-web-1', 'web', 'x'], IPAMConfig: { IPv4Address: '10.0.0.5' }, IPAddress: '10.0.0.5' },
      app_a: { Aliases: ['app-web-1', 'web'] },
    });
  });

  test('before API 1.44 only the main one is given at creation', () => {
    const { NetworkingConfig, MacAddress } = payload(
      { ...service, mac_address: '02:00:00:00:00:01' },
      { ...two, apiVersion: '1.41' },
    );
    expect(Object.keys(NetworkingConfig!.EndpointsConfig)).toEqual(['app_b']);
    expect(MacAddress).toBe('02:00:00:00:00:01');
  });

  test('links give each container three names', () => {
    const links = ['app-db-1:database', 'app-db-1:db-1', 'app-db-1:app-db-1', 'other:o'];
    expect(payload({ links: ['db:database'], external_links: ['other:o'] }).HostConfig.Links).toEqual(links);
  });

  test.each([
    ['host', { network_mode: 'host' }, 'host'],
    ['none without networks', { networks: {} }, 'none'],
  ])('mode %s', (_name, attributes, mode) => {
    const { HostConfig, NetworkingConfig } = payload(attributes);
    expect(HostConfig.NetworkMode).toBe(mode);
    expect(NetworkingConfig).toBeUndefined();
  });
});
