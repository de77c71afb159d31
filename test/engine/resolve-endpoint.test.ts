import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/engine/endpoint.ts';
import { type EndpointOptions, resolveEndpoint } from '../../src/engine/resolve-endpoint.ts';

const homeDir = '/home/me';
const idOf = (name: string) => createHash('sha256').update(name).digest('hex');

function context(name: string, docker: object, configDir = '/home/me/.docker'): Record<string, string> {
  return {
    [`${configDir}/contexts/meta/${idOf(name)}/meta.json`]: JSON.stringify({ Name: name, Endpoints: { docker } }),
  };
}

function resolve(options: Partial<EndpointOptions>, files: Readonly<Record<string, string>> = {}): Promise<Endpoint> {
  return resolveEndpoint({ env: {}, homeDir, ...options }, path => files[path]);
}

const remote = context('remote', { Host: 'tcp://remote:2375' });
const other = context('other', { Host: 'tcp://other:2375' });
const current = { '/home/me/.docker/config.json': '{"currentContext":"remote"}' };
const pems = { '/pem/ca.pem': 'CA', '/pem/cert.pem': 'CERT', '/pem/key.pem': 'KEY' };

describe('which source wins', () => {
  test.each<[string, Partial<EndpointOptions>, Record<string, string>, string]>([
    ['the local socket when nothing is said', {}, {}, 'unix:///var/run/docker.sock'],
    ['the current context', {}, { ...current, ...remote }, 'tcp://remote:2375'],
    [
      'the default context is the local socket',
      {},
      { '/home/me/.docker/config.json': '{"currentContext":"default"}' },
      'unix:///var/run/docker.sock',
    ],
    [
      'DOCKER_CONTEXT over the current one',
      { env: { DOCKER_CONTEXT: 'other' } },
      { ...current, ...remote, ...other },
      'tcp://other:2375',
    ],
    [
      'DOCKER_CONTEXT=default over the current one',
      { env: { DOCKER_CONTEXT: 'default' } },
      { ...current, ...remote },
      'unix:///var/run/docker.sock',
    ],
    [
      'DOCKER_HOST over DOCKER_CONTEXT',
      { env: { DOCKER_HOST: 'tcp://host:1', DOCKER_CONTEXT: 'other' } },
      other,
      'tcp://host:1',
    ],
    [
      'a context by flag over DOCKER_HOST',
      { context: 'other', env: { DOCKER_HOST: 'tcp://host:1' } },
      other,
      'tcp://other:2375',
    ],
    [
      'the default context by flag over DOCKER_HOST',
      { context: 'default', env: { DOCKER_HOST: 'tcp://host:1' } },
      {},
      'unix:///var/run/docker.sock',
    ],
    [
      'a host by flag over all',
      { host: 'unix:///flag.sock', env: { DOCKER_HOST: 'tcp://host:1', DOCKER_CONTEXT: 'other' } },
      { ...current, ...other },
      'unix:///flag.sock',
    ],
    [
      'an empty variable is none',
      { env: { DOCKER_HOST: '', DOCKER_CONTEXT: '' } },
      { ...current, ...remote },
      'tcp://remote:2375',
    ],
    [
      'DOCKER_CONFIG moves the contexts',
      { env: { DOCKER_CONFIG: '/cfg', DOCKER_CONTEXT: 'moved' } },
      context('moved', { Host: 'tcp://moved:5' }, '/cfg'),
      'tcp://moved:5',
    ],
  ])('%s', async (_, options, files, url) => {
    expect((await resolve(options, files)).url).toBe(url);
  });

  test('a host and a context by flag are a contradiction', async () => {
    await expect(resolve({ host: 'tcp://h', context: 'c' })).rejects.toThrow(
      'cannot specify both --host and --context',
    );
  });
});

describe('how a host is written', () => {
  test.each<[string, object]>([
    ['unix:///x.sock', { type: 'socket', path: '/x.sock' }],
    ['unix://', { type: 'socket', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { type: 'socket', path: '//./pipe/docker_engine' }],
    ['tcp://10.0.0.1:2375', { type: 'tcp', host: '10.0.0.1', port: 2375 }],
    ['tcp://engine', { type: 'tcp', host: 'engine', port: 2375 }],
    ['tcp://engine:80', { type: 'tcp', host: 'engine', port: 80 }],
    ['tcp://', { type: 'tcp', host: '127.0.0.1', port: 2375 }],
    ['tcp://[::1]:2375', { type: 'tcp', host: '::1', port: 2375 }],
    ['engine:1234', { type: 'tcp', host: 'engine', port: 1234 }],
    ['ssh://me@engine:22', { type: 'ssh', host: 'engine', user: 'me', port: 22 }],
    ['ssh://engine', { type: 'ssh', host: 'engine' }],
  ])('%s', async (host, expected) => {
    expect(await resolve({ host })).toEqual({ url: host, ...expected });
  });

  test.each([
    ['foo://x', 'invalid bind address format: foo://x'],
    ['tcp://:::', 'parse "tcp://:::": invalid host'],
    ['ssh://me:secret@engine', 'plain-text password is not supported'],
    ['ssh://engine/run/docker.sock', 'extra path after the host: "/run/docker.sock"'],
  ])('%s is refused', async (host, message) => {
    const error = await resolve({ host }).catch(error => error);
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining(message) });
    expect(error.message).not.toContain('secret');
  });
});

describe('TLS', () => {
  const host = 'tcp://engine:2376';

  test.each<[string, Record<string, string>, object]>([
    ['DOCKER_TLS_VERIFY=1', { DOCKER_TLS_VERIFY: '1' }, { verify: true }],
    ['DOCKER_TLS_VERIFY is not empty, whatever it says', { DOCKER_TLS_VERIFY: '0' }, { verify: true }],
    ['DOCKER_TLS encrypts and trusts anyone', { DOCKER_TLS: '1' }, { verify: false }],
  ])('%s', async (_, variables, expected) => {
    const env = { DOCKER_HOST: host, DOCKER_CERT_PATH: '/pem', ...variables };
    const endpoint = await resolve({ env }, pems);
    expect(endpoint).toMatchObject({
      type: 'tcp',
      port: 2376,
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY', ...expected },
    });
  });

  test('is not used where only the certificates are named', async () => {
    expect(await resolve({ env: { DOCKER_HOST: host, DOCKER_CERT_PATH: '/pem' } }, pems)).not.toHaveProperty('tls');
  });

  test('moves the default port', async () => {
    const env = { DOCKER_HOST: 'tcp://engine', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/pem' };
    expect(await resolve({ env }, pems)).toMatchObject({ port: 2376 });
  });

  test('takes the certificates of the configuration when none are named', async () => {
    const env = { DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1' };
    expect(await resolve({ env }, { '/home/me/.docker/ca.pem': 'CA' })).toMatchObject({
      tls: { ca: 'CA', verify: true },
    });
  });

  test.each([
    ['without an authority', {}, '/pem/ca.pem'],
    ['with half a pair', { '/pem/ca.pem': 'CA', '/pem/cert.pem': 'CERT' }, '/pem/key.pem'],
  ])('%s is refused', async (_, files, missing) => {
    const env = { DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/pem' };
    await expect(resolve({ env }, files)).rejects.toThrow(`open ${missing}: no such file or directory`);
  });

  test('without an authority is refused for a socket, too, and else without effect there', async () => {
    const env = { DOCKER_HOST: 'unix:///x.sock', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/pem' };
    await expect(resolve({ env })).rejects.toThrow('open /pem/ca.pem: no such file or directory');
    expect(await resolve({ env }, pems)).toEqual({ url: 'unix:///x.sock', type: 'socket', path: '/x.sock' });
  });

  test('by flag goes over the environment, and so do its files, which must be there', async () => {
    const env = { DOCKER_HOST: host, DOCKER_CERT_PATH: '/pem' };
    expect(
      await resolve({ env, tls: { mode: 'verify', ca: '/mine.pem' } }, { ...pems, '/mine.pem': 'MINE' }),
    ).toMatchObject({
      tls: { ca: 'MINE', cert: 'CERT', key: 'KEY', verify: true },
    });
    expect(await resolve({ env: { ...env, DOCKER_TLS_VERIFY: '1' }, tls: { mode: 'none' } }, pems)).not.toHaveProperty(
      'tls',
    );
    await expect(resolve({ env, tls: { mode: 'encrypt', ca: '/mine.pem' } }, pems)).rejects.toThrow(
      'open /mine.pem: no such file or directory',
    );
  });

  test('comes with a context', async () => {
    const folder = `/home/me/.docker/contexts/tls/${idOf('safe')}/docker`;
    const files = {
      ...context('safe', { Host: 'tcp://safe', SkipTLSVerify: false }),
      [`${folder}/ca.pem`]: 'CA',
      [`${folder}/cert.pem`]: 'CERT',
      [`${folder}/key.pem`]: 'KEY',
    };
    expect(await resolve({ context: 'safe' }, files)).toEqual({
      type: 'tcp',
      url: 'tcp://safe',
      host: 'safe',
      port: 2376,
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY', verify: true },
    });
  });
});

describe('a context that cannot be used', () => {
  test('is unknown', async () => {
    const path = `/home/me/.docker/contexts/meta/${idOf('nope')}/meta.json`;
    await expect(resolve({ env: { DOCKER_CONTEXT: 'nope' } })).rejects.toMatchObject({
      kind: 'unreachable',
      message: `Failed to initialize: unable to resolve docker endpoint: context "nope": context not found: open ${path}: no such file or directory`,
    });
  });

  test('has no engine', async () => {
    await expect(resolve({ context: 'bare' }, context('bare', {}))).rejects.toThrow('no docker endpoint');
  });

  test('is broken', async () => {
    await expect(resolve({}, { '/home/me/.docker/config.json': '{' })).rejects.toThrow('config.json is not JSON');
  });
});
