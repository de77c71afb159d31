import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/plan/operation.ts';
import { findingsOf } from '../../src/report/findings-of.ts';
import { facts, neighbour, start } from './facts.ts';

const create: Operation = {
  type: 'create-container',
  service: { name: 'web', image: 'busybox' },
  number: 1,
  name: 'app-web-1',
  imageId: '',
  inheritedMounts: [],
  related: {},
};
const pull: Operation = { type: 'pull-image', image: 'shop/web:1', required: true };
const network: Operation = { type: 'create-network', key: 'back', network: { name: 'app_back' } };
const volume: Operation = { type: 'create-volume', key: 'data', volume: { name: 'app_data' } };
const web = { services: { web: { image: 'shop/web:1' } } };
const oci = 'OCI runtime create failed: runc create failed: unable to start container process: ';

// What engines 20.10 and 28.5 say, and registries through them.
test.each<[code: string, operation: Operation, message: string]>([
  ['command-not-found', start('web'), `${oci}exec: "serve": executable file not found in $PATH`],
  ['command-not-found', start('web'), `${oci}exec: "serve": executable file not found in $PATH: unknown`],
  ['command-not-found', start('web'), `${oci}exec: "/serve": stat /serve: no such file or directory: unknown`],
  ['command-not-executable', start('web'), `${oci}exec: "/etc/passwd": permission denied`],
  ['command-not-executable', start('web'), `${oci}exec: "/etc": is a directory: unknown`],
  ['wrong-platform', start('web'), `${oci}exec /app: exec format error`],
  ['wrong-platform', pull, 'no matching manifest for linux/arm64/v8 in the manifest list entries'],
  [
    'wrong-platform',
    create,
    'image with reference busybox was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
  ],
  [
    'wrong-platform',
    create,
    'image with reference busybox:latest was found but does not provide the specified platform (linux/arm64)',
  ],
  [
    'mount-kind',
    start('web'),
    `${oci}error during container init: error mounting "/p/conf" to rootfs at "/etc/conf": mount /p/conf:/etc/conf (via /proc/self/fd/6), flags: 0x5000: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`,
  ],
  ['mount-source', create, 'invalid mount config for type "bind": bind source path does not exist: /p/none'],
  [
    'image-not-found',
    pull,
    "pull access denied for shop/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  ['image-not-found', pull, 'manifest for shop/web:1 not found: manifest unknown: manifest unknown'],
  ['image-not-found', create, 'No such image: shop/web:1'],
  ['image-denied', pull, 'Head "https://r.example/v2/web/manifests/1": unauthorized: authentication required'],
  [
    'registry-unreachable',
    pull,
    'Get "https://r.example/v2/": dial tcp: lookup r.example on 10.0.0.1:53: no such host',
  ],
  ['registry-unreachable', pull, 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'],
  ['registry-limit', pull, 'toomanyrequests: You have reached your unauthenticated pull rate limit.'],
  [
    'address-pools-exhausted',
    network,
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  ],
  ['address-pools-exhausted', network, 'all predefined address pools have been fully subnetted'],
  ['subnet-taken', network, 'Pool overlaps with other one on this address space'],
  ['subnet-taken', network, 'invalid pool request: Pool overlaps with other one on this address space'],
  ['address-taken', start('web'), 'failed to set up container networking: Address already in use'],
  ['driver-not-found', network, 'plugin "nosuch" not found'],
  ['driver-not-found', volume, 'create app_data: error looking up volume plugin nosuch: plugin "nosuch" not found'],
  ['driver-not-found', start('web'), 'could not select device driver "" with capabilities: [[gpu]]'],
  ['driver-not-found', create, 'unknown or invalid runtime name: nosuch'],
  ['driver-not-found', create, 'Unknown runtime specified nosuch'],
  [
    'device-not-found',
    start('web'),
    'error gathering device information while adding custom device "/dev/none": no such file or directory',
  ],
  ['user-not-found', start('web'), 'unable to find user app: no matching entries in passwd file'],
  ['no-space', create, 'mkdir /var/lib/docker/overlay2/1: no space left on device'],
  [
    'resource-in-use',
    { type: 'remove-network', id: '1', name: 'app_back', ifUnused: false },
    'error while removing network: network app_back has active endpoints (name:"x" id:"c3b2322d2e41")',
  ],
  [
    'resource-in-use',
    { type: 'remove-volume', name: 'app_data', ifUnused: false },
    'remove app_data: volume is in use - [c3b2322d2e41]',
  ],
  ['engine-refused', create, 'something that nobody has heard of'],
])('%s: %#', (code, operation, message) => {
  const findings = findingsOf(facts({ project: web, operation, message }));
  expect(findings).toMatchObject({ code });
  expect(findings.summary).toMatch(/^(web|the registry|there is no image|network|volume|the disk)/);
});

test('a connection that a volume or a container is refused is no registry', () => {
  const message = 'failed to mount local volume: mount 10.0.0.1:/nfs: connection refused';
  expect(findingsOf(facts({ operation: start('web'), message })).code).toBe('engine-refused');
});

describe('what only the engine tells', () => {
  test('it does not answer', () => {
    const message = 'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?';
    const { project: _, ...alone } = facts({ code: 'engine-unreachable', message });
    expect(findingsOf(alone)).toMatchObject({ code: 'engine-unreachable', summary: 'no engine answers', places: [] });
  });

  test('it may not be used', () => {
    const message = 'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock';
    expect(findingsOf(facts({ code: 'engine-unreachable', message })).code).toBe('engine-denied');
  });
});

describe('mounts', () => {
  const project = {
    services: {
      web: {
        volumes: [
          { type: 'volume', target: '/data' },
          { type: 'bind', source: '/p/conf', target: '/etc/conf' },
        ],
      },
    },
    secrets: { token: { name: 'app_token', file: '/p/token' } },
  };
  const kinds = `${oci}error mounting "/p/conf" to rootfs at "/etc/conf": not a directory`;

  test('the entry of the mount is the place', () => {
    const { places } = findingsOf(facts({ project, operation: start('web'), message: kinds }));
    expect(places[0]).toEqual(['services', 'web', 'volumes', 1]);
  });

  test.each([
    ['empty-folder', /engine makes one where a file is missing/],
    ['folder', /is a folder/],
    ['file', /is a file/],
    [undefined, /see whether/],
  ] as const)('a source that is %s', (mountSource, hint) => {
    const seen = mountSource === undefined ? {} : { mountSource };
    expect(findingsOf(facts({ project, operation: start('web'), message: kinds, ...seen })).hint).toMatch(hint);
  });

  test('a secret whose file is missing has its own place', () => {
    const message = 'invalid mount config for type "bind": bind source path does not exist: /p/token';
    const { places } = findingsOf(facts({ project, operation: start('web'), message }));
    expect(places[0]).toEqual(['secrets', 'token', 'file']);
  });
});

describe('names', () => {
  const message =
    'Conflict. The container name "/web" is already in use by container "abc123". You have to remove (or rename) that container to be able to reuse that name.';
  const refused = (labels: Record<string, string>, container_name?: string) =>
    findingsOf(
      facts({
        code: 'engine-conflict',
        message,
        operation: start('web'),
        project: { services: { web: container_name === undefined ? {} : { container_name } } },
        neighbours: [neighbour('web', { Id: 'abc123', Labels: labels })],
      }),
    );

  test('of another project', () => {
    const labels = { 'com.docker.compose.project': 'other', 'com.docker.compose.project.working_dir': '/srv/other' };
    expect(refused(labels)).toMatchObject({
      code: 'name-taken',
      summary: 'the name web is taken by a container of project other (/srv/other)',
      holder: { container: 'web', project: 'other', workingDir: '/srv/other' },
    });
  });

  test('of nobody', () => {
    expect(refused({}, 'web')).toMatchObject({
      summary: 'the name web is taken by a container of no project',
      hint: expect.stringMatching(/^change `container_name`, or/),
    });
  });
});

test('projects that keep networks without containers are named when addresses run out', () => {
  const labels = (project: string) => ({ 'com.docker.compose.project': project });
  const { hint } = findingsOf(
    facts({
      operation: network,
      message: 'all predefined address pools have been fully subnetted',
      networks: ['old', 'busy', 'older'].map(name => ({ Id: name, Name: name, Driver: '', Labels: labels(name) })),
      neighbours: [neighbour('x', { Labels: labels('busy') })],
    }),
  );
  expect(hint).toMatch(/: those of old, older have no containers$/);
});

test('an image that is here for another platform', () => {
  const operation = { ...pull, platform: 'linux/arm64' } as const;
  const message = 'dial tcp: lookup r.example: no such host';
  const { hint } = findingsOf(facts({ project: web, operation, message, imagePlatform: 'linux/amd64' }));
  expect(hint).toMatch(/^the engine has this image for linux\/amd64 and not for linux\/arm64; /);
});

test('an error of our own keeps its code and its hint', () => {
  const findings = findingsOf(
    facts({
      operation: start('web'),
      code: 'hook-failed',
      message: 'hook exited with 3',
      hint: 'its last line was: x',
    }),
  );
  expect(findings).toMatchObject({
    code: 'hook-failed',
    summary: 'web: hook exited with 3',
    hint: 'its last line was: x',
  });
});
