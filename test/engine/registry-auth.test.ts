import { describe, expect, test } from 'vitest';
import { credentialStore, encodeAuth } from '../../src/engine/registry-auth.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function store(config: object | undefined, helpers: Readonly<Record<string, object>> = {}) {
  const calls: string[] = [];
  const credentials = credentialStore({
    configDir: '/cfg',
    readFile: path => (path === '/cfg/config.json' && config !== undefined ? JSON.stringify(config) : undefined),
    runProgram: async (program, args, stdin) => {
      calls.push(`${[program, ...args].join(' ')} < ${stdin}`);
      const found = helpers[stdin];
      if (found === undefined) return { exitCode: 1, stdout: 'credentials not found in native keychain\n' };
      return { exitCode: 0, stdout: JSON.stringify(found) };
    },
  });
  return { credentials, calls };
}

describe('credentials of the file', () => {
  test.each<[string, string, object, object | undefined]>([
    ['none', 'ghcr.io', {}, undefined],
    ['of another registry', 'ghcr.io', { 'quay.io': { auth: base64('me:secret') } }, undefined],
    [
      'of the registry',
      'ghcr.io',
      { 'ghcr.io': { auth: base64('me:sec:ret') } },
      { username: 'me', password: 'sec:ret', serveraddress: 'ghcr.io' },
    ],
    [
      'kept under a URL',
      'ghcr.io',
      { 'https://ghcr.io/v2/': { auth: base64('me:secret') } },
      { username: 'me', password: 'secret', serveraddress: 'ghcr.io' },
    ],
    [
      'of Docker Hub',
      'docker.io',
      { 'https://index.docker.io/v1/': { auth: base64('me:secret') } },
      { username: 'me', password: 'secret', serveraddress: 'https://index.docker.io/v1/' },
    ],
    [
      'an identity token',
      'acr.io',
      { 'acr.io': { auth: base64('00000000-0000:'), identitytoken: 'token' } },
      { username: '00000000-0000', identitytoken: 'token', serveraddress: 'acr.io' },
    ],
    ['an empty entry, as a helper leaves it', 'ghcr.io', { 'ghcr.io': {} }, undefined],
  ])('%s', async (_, registry, auths, expected) => {
    expect(await store({ auths }).credentials.find(registry)).toEqual(expected);
  });

  test('without a file there are none', async () => {
    expect(await store(undefined).credentials.find('ghcr.io')).toBeUndefined();
    expect(await store(undefined).credentials.all()).toEqual({});
  });
});

describe('credentials of a helper', () => {
  const config = { credsStore: 'all', credHelpers: { 'gcr.io': 'gcloud' }, auths: { 'quay.io': {}, 'gcr.io': {} } };
  const kept = {
    'gcr.io': { ServerURL: 'gcr.io', Username: '<token>', Secret: 'token' },
    'quay.io': { ServerURL: 'quay.io', Username: 'me', Secret: 'secret' },
  };

  test('the helper of the registry goes before the one for all', async () => {
    const { credentials, calls } = store(config, kept);
    expect(await credentials.find('gcr.io')).toEqual({ identitytoken: 'token', serveraddress: 'gcr.io' });
    expect(await credentials.find('quay.io')).toEqual({ username: 'me', password: 'secret', serveraddress: 'quay.io' });
    expect(calls).toEqual(['docker-credential-gcloud get < gcr.io', 'docker-credential-all get < quay.io']);
  });

  test('one that knows nothing leaves the engine to ask without', async () => {
    expect(await store(config).credentials.find('docker.io')).toBeUndefined();
  });

  test('all that the file names are asked for', async () => {
    expect(Object.keys(await store(config, kept).credentials.all())).toEqual(['gcr.io', 'quay.io']);
  });
});

test('are sent in the alphabet of URLs', () => {
  const auth = { username: '>>>???', serveraddress: 'x' };
  const encoded = encodeAuth(auth);
  expect(encoded).not.toMatch(/[+/]/);
  expect(JSON.parse(Buffer.from(encoded, 'base64url').toString())).toEqual(auth);
});
