import { beforeEach, describe, expect, test } from 'vitest';
import type { Labels } from '../../src/engine/api.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { label } from '../../src/model/labels.ts';
import { observe } from '../../src/observe/observe.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';

let engine: FakeEngine;

const own = { [label.project]: 'app', [label.service]: 'web', [label.oneOff]: 'False', [label.configHash]: 'h' };

beforeEach(() => {
  engine = fakeEngine({ images: ['busybox', 'nginx'] });
});

function create(name: string, labels: Labels, networks: readonly string[] = []) {
  return engine.createContainer(name, {
    Image: 'busybox',
    Labels: labels,
    HostConfig: {
      Binds: ['app_data:/data:rw'],
      Mounts: [{ Type: 'volume', Source: 'anonymous', Target: '/anonymous' }],
    },
    NetworkingConfig: { EndpointsConfig: Object.fromEntries(networks.map(network => [network, {}])) },
  });
}

function observed(more = {}) {
  return observe(engine, { projectName: 'app', ...more });
}

describe('containers', () => {
  test('are read with what their labels, networks and mounts say', async () => {
    const { Id: network } = await engine.createNetwork({ Name: 'app_default' });
    const { Id } = await create('app-web-2', { ...own, [label.containerNumber]: '2', [label.image]: 'sha256:i' }, [
      'app_default',
    ]);
    expect((await observed()).containers).toEqual([
      {
        id: Id,
        name: 'app-web-2',
        service: 'web',
        number: 2,
        oneOff: false,
        state: 'created',
        status: 'created',
        configHash: 'h',
        imageLabel: 'sha256:i',
        networks: { app_default: network },
        mounts: [
          { type: 'volume', name: 'app_data', destination: '/data' },
          { type: 'volume', name: 'anonymous', destination: '/anonymous' },
        ],
        labels: { ...own, [label.containerNumber]: '2', [label.image]: 'sha256:i' },
      },
    ]);
  });

  test('are in the order of their names, those of `run` among them, those of other projects and tools not', async () => {
    const { [label.configHash]: _, ...foreign } = own;
    await create('app-web-2', own);
    await create('app-web-1', own);
    await create('app-web-run-1', { ...own, [label.oneOff]: 'True' });
    await create('other', { ...own, [label.project]: 'other' });
    await create('by-hand', foreign);
    const { containers } = await observed();
    expect(containers.map(({ name, oneOff }) => [name, oneOff])).toEqual([
      ['app-web-1', false],
      ['app-web-2', false],
      ['app-web-run-1', true],
    ]);
  });

  test('of hooks are kept apart', async () => {
    const { [label.configHash]: _, ...foreign } = own;
    await create('app-web-pre_start-0', { ...foreign, [label.hook]: 'pre_start' });
    const { containers, hookContainers } = await observed();
    expect(containers).toEqual([]);
    expect(hookContainers?.map(({ name }) => name)).toEqual(['app-web-pre_start-0']);
  });

  test('have their own name, and not one that a link gives them', async () => {
    const { Id } = await create('app-web-1', own);
    const [found] = await engine.listContainers();
    engine.listContainers = async () => [{ ...found!, Names: ['/app-other-1/alias', '/app-web-1'] }];
    expect((await observed()).containers.map(({ id, name }) => [id, name])).toEqual([[Id, 'app-web-1']]);
  });
});

describe('networks and volumes', () => {
  test("are the project's own, and those that it names", async () => {
    const labels = { [label.project]: 'app' };
    await engine.createNetwork({ Name: 'app_default', Labels: labels });
    const { Id } = await engine.createNetwork({ Name: 'shared' });
    await engine.createNetwork({ Name: 'foreign' });
    await engine.createVolume({ Name: 'app_data', Labels: labels });
    await engine.createVolume({ Name: 'kept' });
    await engine.createVolume({ Name: 'foreign' });
    const { networks, volumes } = await observed({ networks: ['shared', 'missing'], volumes: ['kept', 'missing'] });
    expect(Object.keys(networks).sort()).toEqual(['app_default', 'shared']);
    expect(networks.shared).toEqual({ id: Id, name: 'shared', labels: {} });
    expect(volumes).toEqual({ app_data: { name: 'app_data', labels }, kept: { name: 'kept', labels: {} } });
  });

  test('a network may be named by its id', async () => {
    const { Id } = await engine.createNetwork({ Name: 'shared' });
    expect((await observed({ networks: [Id] })).networks[Id]).toEqual({ id: Id, name: 'shared', labels: {} });
  });
});

describe('images', () => {
  test('that are missing are left out', async () => {
    const { images } = await observed({ images: ['nginx', 'missing', 'nginx'] });
    expect(images).toEqual({ nginx: { id: 'sha256:nginx', platform: 'linux/amd64', volumes: [] } });
  });

  test('have their platform with its variant, their volumes in order, and when they were tagged', async () => {
    engine.inspectImage = async () => ({
      Id: 'sha256:i',
      Os: 'linux',
      Architecture: 'arm',
      Variant: 'v7',
      Metadata: { LastTagTime: '2026-01-02T03:04:05Z' },
      Config: { Volumes: { '/b': {}, '/a': {} } },
    });
    const { images } = await observed({ images: ['i'] });
    expect(images.i).toEqual({
      id: 'sha256:i',
      platform: 'linux/arm/v7',
      volumes: ['/a', '/b'],
      taggedAt: '2026-01-02T03:04:05Z',
    });
  });

  test('of the project are looked for when asked for, those without a tag left out', async () => {
    engine.listImages = async () => [
      { Id: 'a', RepoTags: ['app-web:latest', '<none>:<none>'], Labels: { [label.service]: 'web' } },
      { Id: 'b', RepoTags: null },
    ];
    expect((await observed()).ownImages).toBeUndefined();
    expect((await observed({ ownImages: true })).ownImages).toEqual([{ name: 'app-web:latest', service: 'web' }]);
  });

  test('what the engine takes for no name is told with that name', async () => {
    engine.inspectImage = async () => Promise.reject(new EngineError('refused', 'invalid reference format'));
    await expect(observed({ images: ['BAD//:x'] })).rejects.toThrow(
      "unable to get image 'BAD//:x': Error response from daemon: invalid reference format",
    );
  });

  test('a failure that is not about a missing one ends it', async () => {
    engine.inspectImage = async () => Promise.reject(new Error('broken pipe'));
    await expect(observed({ images: ['nginx'] })).rejects.toThrow('broken pipe');
  });
});
