import { describe, expect, test } from 'vitest';
import type { ContainerInspect, ImageConfig, NetworkResource, VolumeResource } from '../../src/engine/api.ts';
import type { ContainerFacts, Facts } from '../../src/generate/facts.ts';
import { type GenerateOptions, generateProject } from '../../src/generate/generate.ts';
import { projectDocument } from '../../src/model/config-document.ts';
import { renderConfigYaml } from '../../src/render/config-yaml.ts';

interface Parts {
  readonly id?: string;
  readonly config?: Partial<ContainerInspect['Config']>;
  readonly host?: ContainerInspect['HostConfig'];
  readonly mounts?: ContainerInspect['Mounts'];
  readonly networks?: ContainerInspect['NetworkSettings']['Networks'];
  /** `project service number`. */
  readonly of?: string;
  readonly image?: ImageConfig;
  readonly hasMoved?: boolean;
}

/** As the engine tells of a container that nothing was said about. */
function container(name: string, parts: Parts = {}): ContainerFacts {
  const id = (parts.id ?? name).padEnd(64, '0');
  const [project, service, number] = parts.of?.split(' ') ?? [];
  const compose = {
    'com.docker.compose.project': project!,
    'com.docker.compose.service': service!,
    'com.docker.compose.container-number': number ?? '1',
  };
  const { Labels, ...config } = parts.config ?? {};
  return {
    container: {
      Id: id,
      Name: `/${name}`,
      Created: '',
      Image: 'sha256:1',
      State: { Status: 'running', Running: true, ExitCode: 0 },
      Config: {
        Hostname: id.slice(0, 12),
        Image: 'app:1',
        Env: null,
        Cmd: null,
        Labels: { ...(project === undefined ? {} : compose), ...Labels },
        ...config,
      },
      HostConfig: {
        NetworkMode: 'none',
        ShmSize: 67108864,
        IpcMode: 'private',
        Runtime: 'runc',
        LogConfig: { Type: 'json-file', Config: {} },
        RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
        ...parts.host,
      },
      Mounts: parts.mounts ?? [],
      NetworkSettings: { Networks: parts.networks ?? {} },
    },
    image: { Id: 'sha256:1', Architecture: '', Os: '', Config: parts.image ?? {} },
    imageHasMoved: parts.hasMoved ?? false,
  };
}

function network(name: string, more: Partial<NetworkResource> = {}): NetworkResource {
  return { Id: name, Name: name, Driver: 'bridge', Labels: {}, ...more };
}

function volume(name: string, more: Partial<VolumeResource> = {}): VolumeResource {
  return { Name: name, Driver: 'local', Mountpoint: '', Labels: null, ...more };
}

function generate(containers: readonly ContainerFacts[], more: Partial<Facts> = {}, options: GenerateOptions = {}) {
  const facts = { containers, networks: [], volumes: [], names: new Map(), ...more };
  return generateProject(facts, options);
}

/** What is said of the one service beyond its image and that it has no network. */
function attributes(parts: Parts, more: Partial<Facts> = {}): string {
  const { project } = generate([container('one', parts)], more);
  const document = projectDocument(project, { format: 'yaml', flavour: '5', escapeDollars: true });
  const text = renderConfigYaml(new Map([['services', document.get('services')!]]));
  return text
    .split('\n')
    .slice(2)
    .map(line => line.slice(4))
    .filter(line => line !== '' && line !== 'image: app:1' && line !== 'network_mode: none')
    .join('\n');
}

describe('what goes without saying is left out', () => {
  const image: ImageConfig = {
    User: 'app',
    Env: ['PATH=/bin', 'A=1'],
    Cmd: ['serve'],
    Entrypoint: ['/start'],
    WorkingDir: '/app',
    StopSignal: 'SIGQUIT',
    Labels: { vendor: 'x' },
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 5e9 },
  };
  const { Volumes: _, ...inherited } = image;
  const same = { ...inherited, Labels: { vendor: 'x' } };
  const anonymous = { Type: 'volume', Name: 'a'.repeat(64), Destination: '/data' };

  test('since the image has it', () => {
    expect(attributes({ image, config: same, mounts: [anonymous] })).toBe('');
  });

  test.each<[change: Parts['config'], attributes: string]>([
    [{ Cmd: ['other', '$x'] }, 'command:\n  - other\n  - $$x'],
    [{ Entrypoint: ['sh'] }, 'command:\n  - serve\nentrypoint:\n  - sh'],
    [{ Entrypoint: ['sh'], Cmd: null }, 'entrypoint:\n  - sh'],
    [{ Entrypoint: null }, 'command:\n  - serve\nentrypoint: []'],
    [{ Cmd: null }, 'command: []'],
    [{ Env: ['PATH=/bin', 'A=2', 'B=x=$y'] }, 'environment:\n  A: "2"\n  B: x=$$y'],
    [{ Env: ['PATH=/bin'] }, 'environment:\n  A: null'],
    [{ Labels: { vendor: 'y', own: '' } }, 'labels:\n  own: ""\n  vendor: "y"'],
    [{ User: '' }, ''],
    [{ User: 'root' }, 'user: root'],
    [{ ExposedPorts: { '80/tcp': {}, '81/tcp': {}, '82/udp': {} } }, 'expose:\n  - "81"\n  - 82/udp'],
    [{ Healthcheck: { Test: ['NONE'] } }, 'healthcheck:\n  disable: true'],
    [
      { Healthcheck: { Test: ['CMD', 'true'], Interval: 90e9, Timeout: 1_500_000_000, Retries: 3 } },
      'healthcheck:\n  timeout: 1500ms\n  interval: 90s\n  retries: 3',
    ],
    [{ StopTimeout: 3, StopSignal: 'SIGTERM' }, 'stop_grace_period: 3s\nstop_signal: SIGTERM'],
  ])('and what is otherwise is said: %j', (change, expected) => {
    expect(attributes({ image, config: { ...same, ...change }, mounts: [anonymous] })).toBe(expected);
  });
});

test.each<[host: Parts['host'], attributes: string]>([
  [{ RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } }, 'restart: on-failure:3'],
  [{ RestartPolicy: { Name: 'always' } }, 'restart: always'],
  [{ Privileged: true, SecurityOpt: ['label=disable'], MaskedPaths: [] }, 'privileged: true'],
  [{ SecurityOpt: ['label=disable'] }, 'security_opt:\n  - label=disable'],
  [{ MaskedPaths: [] }, 'security_opt:\n  - systempaths=unconfined'],
  [{ SecurityOpt: ['seccomp={"a":1}'] }, ''],
  [{ Init: false }, 'init: false'],
  [{ Memory: 1024, MemorySwap: 2048 }, 'mem_limit: "1024"'],
  [{ Memory: 1024, MemorySwap: -1 }, 'mem_limit: "1024"\nmemswap_limit: "-1"'],
  [{ NanoCpus: 5e8, CpuShares: 7, CpusetCpus: '0' }, 'cpus: 0.5\ncpuset: "0"\ncpu_shares: 7'],
  [{ Ulimits: [{ Name: 'core', Soft: 1, Hard: 1 }] }, 'ulimits:\n  core: 1'],
  [
    { Binds: ['/a:/b:ro,z'] },
    'volumes:\n  - type: bind\n    source: /a\n    target: /b\n    read_only: true\n    bind:\n      selinux: z',
  ],
  [
    { Binds: ['v:/b:nocopy'] },
    'volumes:\n  - type: volume\n    source: v\n    target: /b\n    volume:\n      nocopy: true',
  ],
  [
    { Mounts: [{ Type: 'bind', Source: '/a', Target: '/b' }] },
    'volumes:\n  - type: bind\n    source: /a\n    target: /b\n    bind:\n      create_host_path: false',
  ],
  [{ Tmpfs: { '/a': '', '/b': 'size=1m' } }, 'tmpfs:\n  - /a\n  - /b:size=1m'],
  [{ DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['gpu']] }] }, 'gpus:\n  - count: -1'],
  [
    { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['a.b/c=d'] }] },
    'devices:\n  - source: a.b/c=d\n    target: a.b/c=d',
  ],
  [{ NetworkMode: 'default' }, 'network_mode: bridge'],
  [{ NetworkMode: 'host' }, 'network_mode: host'],
  [{ LogConfig: { Type: 'none', Config: {} } }, 'logging:\n  driver: none'],
  [
    { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '53/udp': null as never } },
    'ports:\n  - mode: ingress\n    target: 80\n    published: "8080"\n    protocol: tcp',
  ],
])('%j', (host, expected) => {
  expect(attributes({ host })).toBe(expected);
});

test('what is shared with another container is shared with its service, or with it by its name', () => {
  const far = 'f'.repeat(64);
  const { project } = generate(
    [
      container('a', { host: { NetworkMode: `container:${'b'.padEnd(64, '0')}`, PidMode: `container:${far}` } }),
      container('b', { host: { NetworkMode: 'none', VolumesFrom: ['a:ro', far] } }),
    ],
    { names: new Map([[far, 'far']]) },
  );
  expect(project.services.a).toMatchObject({ network_mode: 'service:b', pid: 'container:far' });
  expect(project.services.b).toMatchObject({ volumes_from: ['a:ro', 'container:far'] });
});

describe('containers of one project', () => {
  const labels = (key: string, kind: 'network' | 'volume') => ({
    'com.docker.compose.project': 'shop',
    [`com.docker.compose.${kind}`]: key,
  });
  const host = { NetworkMode: 'shop_default', Binds: ['shop_data:/d:rw'] };
  const networks = { shop_default: { Aliases: ['shop-web-1', 'web', 'extra', '000000000000'] } };
  const facts = {
    networks: [network('shop_default', { Labels: labels('default', 'network') })],
    volumes: [volume('shop_data', { Labels: { ...labels('data', 'volume'), own: 'x' } })],
  };

  test('are services, replicas of them are counted, and its networks and volumes are its own', () => {
    const dependsOn = { 'com.docker.compose.depends_on': 'db:service_healthy:false,gone:service_started:true' };
    const { project, warnings } = generate(
      [
        container('shop-web-2', { of: 'shop web 2', host, networks }),
        container('shop-web-1', { of: 'shop web 1', host, networks, config: { Labels: dependsOn, Env: ['Z=1'] } }),
        container('database', { of: 'shop db', host: { NetworkMode: 'shop_default' }, networks: { shop_default: {} } }),
      ],
      facts,
    );
    expect(warnings).toEqual([]);
    expect(project.name).toBe('shop');
    expect(project.services.web).toMatchObject({
      scale: 2,
      container_name: undefined,
      environment: { Z: '1' },
      depends_on: { db: { condition: 'service_healthy', restart: false, required: true } },
      networks: { default: { aliases: ['extra', '000000000000'] } },
    });
    expect(project.services.db).toMatchObject({ container_name: 'database', networks: undefined });
    expect(project.networks).toEqual({});
    expect(project.volumes).toEqual({ data: { name: '', labels: { own: 'x' } } });
  });

  test('an address that was chosen keeps the addresses of its network', () => {
    const pool = { Subnet: '10.1.0.0/24', Gateway: '10.1.0.1' };
    const chosen = { shop_default: { IPAMConfig: { IPv4Address: '10.1.0.9' } } };
    const own = [
      network('shop_default', { Labels: labels('default', 'network'), IPAM: { Driver: 'default', Config: [pool] } }),
    ];
    const { project } = generate([container('shop-web-1', { of: 'shop web', host, networks: chosen })], {
      networks: own,
    });
    expect(project.services.web!.networks).toEqual({ default: { ipv4_address: '10.1.0.9' } });
    expect(project.networks.default!.ipam).toEqual({ config: [{ subnet: '10.1.0.0/24', gateway: '10.1.0.1' }] });
  });

  test('another name leaves its volumes behind, which is said', () => {
    const { project, warnings } = generate([container('shop-web-1', { of: 'shop web', host })], facts, {
      name: 'other',
    });
    expect(project.name).toBe('other');
    expect(warnings).toEqual(['volume shop_data is not used by project other, which has an empty one of its own']);
  });

  test('together with others they are of none, and what they use is external', () => {
    const { project } = generate([container('shop-web-1', { of: 'shop web', host, networks }), container('x')], facts);
    expect(project.name).toBe('');
    expect(Object.keys(project.services)).toEqual(['shop-web-1', 'x']);
    expect(project.networks).toEqual({ shop_default: { name: 'shop_default', external: true } });
    expect(project.volumes).toEqual({ shop_data: { name: 'shop_data', external: true } });
  });
});

test.each<[parts: Parts, warning: string]>([
  [{ config: { Env: ['DB_PASSWORD=x'] } }, 'DB_PASSWORD looks like a secret, and stands in the file as it is'],
  [{ hasMoved: true }, 'app:1 is another image by now'],
  [{ host: { AutoRemove: true } }, "a service can't be removed when it ends, as --rm has it"],
  [
    { host: { SecurityOpt: ['seccomp={"a":1}'] } },
    'its seccomp profile is left out: put it in a file, and name that in security_opt',
  ],
  [
    { config: { Image: 'sha256:1234567890ab' } },
    'its image has no name but sha256:1234567890ab: tag it, and write the tag',
  ],
  [
    { host: { NetworkMode: 'bridge' }, networks: { bridge: {}, own: {} } },
    'the networks own are left out: a service on the bridge has no others',
  ],
])('%j is told', (parts, warning) => {
  expect(generate([container('one', parts)]).warnings).toEqual([`one: ${warning}`]);
});
