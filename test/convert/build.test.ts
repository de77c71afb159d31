import { describe, expect, test } from 'vitest';
import { ignoredBuildAttributes, toBuildOptions } from '../../src/convert/build.ts';
import type { Build } from '../../src/model/service.ts';

const nothing = { environment: {}, proxyVariables: {} };

describe('a build asks the engine for', () => {
  test.each<[string, Build, object]>([
    ['nothing, when it says nothing', {}, {}],
    ['its target', { target: 'test' }, { target: 'test' }],
    ['no cache', { no_cache: true }, { noCache: true }],
    ['newer base images', { pull: true }, { pull: true }],
    ['its network', { network: 'host' }, { networkMode: 'host' }],
    ['its isolation', { isolation: 'hyperv' }, { isolation: 'hyperv' }],
    ['hosts, with a colon', { extra_hosts: ['a=1.2.3.4', 'b=::1'] }, { extraHosts: ['a:1.2.3.4', 'b:::1'] }],
    ['shared memory, as a number', { shm_size: '1024' }, { shmSize: 1024 }],
    [
      'limits, by name',
      { ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } } },
      {
        ulimits: [
          { Name: 'nofile', Soft: 1, Hard: 2 },
          { Name: 'nproc', Soft: 5, Hard: 5 },
        ],
      },
    ],
    [
      'caches that are images',
      { cache_from: ['app:cache', 'type=registry,ref=app:more', 'type=gha'] },
      { cacheFrom: ['app:cache', 'app:more'] },
    ],
  ])('%s', (_name, build, options) => {
    expect(toBuildOptions(build, nothing)).toEqual(options);
  });

  test('arguments: its own over those of proxies, those without a value from the environment', () => {
    const input = { environment: { FROM_ENV: 'e', OWN: 'not this' }, proxyVariables: { HTTP_PROXY: 'p', OWN: 'p' } };
    expect(toBuildOptions({ args: { OWN: 'own', FROM_ENV: null, UNSET: null, EMPTY: '' } }, input)).toEqual({
      args: { HTTP_PROXY: 'p', OWN: 'own', FROM_ENV: 'e', EMPTY: '' },
    });
  });
});

describe('a build goes without', () => {
  test.each<[Build, string[]]>([
    [{ target: 'x', cache_from: ['app:cache'] }, []],
    [{ cache_from: ['app:cache', 'type=local,src=x'] }, ['cache_from']],
    [{ cache_to: ['type=inline'] }, ['cache_to']],
    [{ no_cache_filter: ['base'] }, ['no_cache_filter']],
    [{ provenance: 'mode=max', sbom: 'true' }, ['provenance', 'sbom']],
    [{ provenance: 'false', sbom: 'false', cache_to: [] }, []],
  ])('%j: %j', (build, attributes) => {
    expect(ignoredBuildAttributes(build)).toEqual(attributes);
  });
});
