import { describe, expect, test } from 'vitest';
import { canonicalize } from '../../src/loader/canonical.ts';
import { followWatchLinks, resolvePaths } from '../../src/loader/paths.ts';
import { document, unexpected } from './document.ts';

const place = { baseDir: '/project', homeDir: '/home/me', env: {} };

async function resolved(text: string, env: Record<string, string> = {}) {
  return resolvePaths(canonicalize(await document(text), unexpected), { ...place, env });
}

describe('paths of a service', () => {
  test.each<[string, unknown]>([
    ['build: .', { build: { context: '/project' } }],
    ['build: ./a/../b/', { build: { context: '/project/b' } }],
    ['build: ~/a', { build: { context: '/home/me/a' } }],
    ['build: /abs', { build: { context: '/abs' } }],
    ['build: ""', { build: { context: '' } }],
    ['build: github.com/x/y', { build: { context: 'github.com/x/y' } }],
    ['build: "git@github.com:x/y"', { build: { context: 'git@github.com:x/y' } }],
    ['build: https://x/y.git', { build: { context: 'https://x/y.git' } }],
    ['build: {context: a, dockerfile: b}', { build: { context: '/project/a', dockerfile: 'b' } }],
    [
      'build: {additional_contexts: {a: b, c: "docker-image://x", d: "service:e"}}',
      { build: { additional_contexts: { a: '/project/b', c: 'docker-image://x', d: 'service:e' } } },
    ],
    ['build: {ssh: [default, "k=./x"]}', { build: { ssh: { default: null, k: '/project/x' } } }],
    [
      'env_file: [a, ~/b, /c]',
      { env_file: ['/project/a', '/home/me/b', '/c'].map(path => ({ path, required: true })) },
    ],
    ['label_file: a', { label_file: ['/project/a'] }],
    [
      'volumes: [{type: bind, source: ./a, target: /x}]',
      { volumes: [{ type: 'bind', source: '/project/a', target: '/x' }] },
    ],
    ['volumes: [{type: bind, source: ../a, target: /x}]', { volumes: [{ type: 'bind', source: '/a', target: '/x' }] }],
    [
      'volumes: [{type: bind, source: ~a, target: /x}]',
      { volumes: [{ type: 'bind', source: '/home/me/a', target: '/x' }] },
    ],
    [
      'volumes: [{type: bind, source: "c:\\\\a", target: /x}]',
      { volumes: [{ type: 'bind', source: 'c:\\a', target: '/x' }] },
    ],
    ['volumes: [{type: volume, source: a, target: /x}]', { volumes: [{ type: 'volume', source: 'a', target: '/x' }] }],
    [
      'develop: {watch: [{path: ./a, action: rebuild}]}',
      { develop: { watch: [{ path: '/project/a', action: 'rebuild' }] } },
    ],
    ['credential_spec: {file: x}, working_dir: y', { credential_spec: { file: 'x' }, working_dir: 'y' }],
  ])('%s', async (attributes, expected) => {
    expect(await resolved(`services: {web: {${attributes}}}`)).toEqual({ services: { web: expected } });
  });

  test('Windows paths turn into what Docker Desktop mounts, when asked to', async () => {
    const text = `services: {web: {volumes: [{type: bind, source: 'c:\\a\\b', target: /x}]}}`;
    expect(await resolved(text, { COMPOSE_CONVERT_WINDOWS_PATHS: '1' })).toEqual({
      services: { web: { volumes: [{ type: 'bind', source: '/c/a/b', target: '/x' }] } },
    });
  });
});

describe('paths of resources', () => {
  test.each<[string, unknown]>([
    ['secrets: {a: {file: ./s}}', { secrets: { a: { file: '/project/s' } } }],
    ['configs: {a: {file: ~/s}}', { configs: { a: { file: '/home/me/s' } } }],
    [
      'volumes: {v: {driver: local, driver_opts: {o: bind, device: ./d}}}',
      { volumes: { v: { driver: 'local', driver_opts: { o: 'bind', device: '/project/d' } } } },
    ],
    [
      'volumes: {v: {driver: local, driver_opts: {o: "bind,ro", device: ./d}}}',
      { volumes: { v: { driver: 'local', driver_opts: { o: 'bind,ro', device: './d' } } } },
    ],
    [
      'volumes: {v: {driver_opts: {o: bind, device: ./d}}}',
      { volumes: { v: { driver_opts: { o: 'bind', device: './d' } } } },
    ],
  ])('%s', async (text, expected) => {
    expect(await resolved(text)).toEqual(expected);
  });
});

test('paths that are absolute stay', async () => {
  const once = await resolved('services: {web: {build: ., env_file: a, volumes: ["./x:/y"]}}');
  expect(resolvePaths(once, { ...place, baseDir: '/other' })).toEqual(once);
});

test('watched paths are followed to what they link to', async () => {
  const tree = await resolved('services: {web: {image: x, develop: {watch: [{path: ./link, action: rebuild}]}}}');
  expect(await followWatchLinks(tree, async path => path.replace('link', 'folder'))).toEqual({
    services: { web: { image: 'x', develop: { watch: [{ path: '/project/folder', action: 'rebuild' }] } } },
  });
});
