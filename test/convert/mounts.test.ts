import { describe, expect, test } from 'vitest';
import { inlineFiles } from '../../src/convert/file-objects.ts';
import type { HostConfig } from '../../src/engine/api.ts';
import type { ServiceVolume } from '../../src/model/service.ts';
import { project } from '../support/builders.ts';
import { payload } from '../support/payload.ts';

const mounts = (volume: ServiceVolume, composeVersion: '5' | '2' = '5'): Pick<HostConfig, 'Binds' | 'Mounts'> => {
  const { Binds, Mounts } = payload({ volumes: [volume] }, { volumes: { data: {} }, composeVersion }).HostConfig;
  return { ...(Binds ? { Binds } : {}), ...(Mounts ? { Mounts } : {}) };
};

describe('volumes', () => {
  const bind = { type: 'bind', source: '/src', target: '/t' };

  test.each<[string, ServiceVolume, string]>([
    ['a bind', bind, '/src:/t:rw'],
    ['a read-only bind with a SELinux label', { ...bind, read_only: true, bind: { selinux: 'z' } }, '/src:/t:ro,z'],
    ['a named volume', { type: 'volume', source: 'data', target: '/t', volume: {} }, 'app_data:/t:rw'],
  ])('%s is a bind string, by which missing folders are made', (_name, volume, text) => {
    expect(mounts(volume)).toEqual({ Binds: [text] });
  });

  test.each<[string, ServiceVolume, object]>([
    ['a bind whose folder has to exist', { ...bind, bind: { create_host_path: false } }, { BindOptions: {} }],
    [
      'a bind with propagation',
      { ...bind, bind: { propagation: 'rslave' } },
      { BindOptions: { Propagation: 'rslave', CreateMountpoint: true } },
    ],
    [
      'a volume with a subpath',
      { type: 'volume', source: 'data', target: '/t', volume: { subpath: 's' } },
      { Source: 'app_data', VolumeOptions: { Subpath: 's' } },
    ],
    ['an anonymous volume', { type: 'volume', target: '/t' }, { Type: 'volume', Target: '/t' }],
    [
      'tmpfs',
      { type: 'tmpfs', target: '/t', tmpfs: { size: '1024', mode: 0o700 } },
      { TmpfsOptions: { SizeBytes: 1024, Mode: 0o700 } },
    ],
    [
      'an image',
      { type: 'image', source: 'app:1', target: '/t', image: { subpath: 's' } },
      { Source: 'app:1', ImageOptions: { Subpath: 's' } },
    ],
  ])('%s is a mount', (_name, volume, expected) => {
    expect(mounts(volume).Mounts).toMatchObject([expected]);
  });

  test('Docker Compose 2 makes no folder for a bind that has options and does not say so', () => {
    expect(mounts({ ...bind, bind: {} }, '2')).toMatchObject({ Mounts: [{ Source: '/src' }] });
  });
});

describe('secrets and configs', () => {
  const secrets = { key: { name: 'app_key', file: '/app/key' }, token: { name: 'app_token', environment: 'TOKEN' } };

  test('files are bound, read-only, and the later of two for a path wins', () => {
    const service = {
      secrets: [{ source: 'key' }, { source: 'key', target: 'key' }, { source: 'key', target: '/etc/key' }],
    };
    expect(payload(service, { secrets }).HostConfig.Mounts).toEqual([
      { Type: 'bind', Source: '/app/key', Target: '/run/secrets/key', ReadOnly: true, BindOptions: {} },
      { Type: 'bind', Source: '/app/key', Target: '/etc/key', ReadOnly: true, BindOptions: {} },
    ]);
  });

  test('values are files to copy in, with owner and mode', () => {
    const web = {
      secrets: [{ source: 'token', uid: '5', mode: '0400' }],
      configs: [{ source: 'conf', target: '/etc/c' }],
    };
    const wanted = project({
      services: { web },
      secrets,
      configs: { conf: { name: 'app_conf', content: 'hello' } },
      environment: { TOKEN: 's3cret' },
    });
    expect(inlineFiles(wanted, wanted.services.web!)).toEqual([
      { path: '/run/secrets/token', content: 's3cret', uid: 5, gid: 0, mode: 0o400 },
      { path: '/etc/c', content: 'hello', uid: 0, gid: 0, mode: 0o444 },
    ]);
  });

  test.each([
    [
      'a read-only service',
      { read_only: true },
      { TOKEN: 'x' },
      'cannot create secret "app_token" in read-only service web: `file` is the sole supported option',
    ],
    ['a variable that is not set', {}, {}, 'environment variable "TOKEN" required by secret "app_token" is not set'],
  ])('%s can not have a value', (_name, attributes, environment, message) => {
    const wanted = project({
      services: { web: { secrets: [{ source: 'token' }], ...attributes } },
      secrets,
      environment,
    });
    expect(() => inlineFiles(wanted, wanted.services.web!)).toThrow(message);
  });
});
