import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import { resolveImages } from '../../src/operations/resolve-images.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** An engine whose registries know `digest` for every name but those of `missing.example`. */
function engineWithRegistry() {
  const asked: string[] = [];
  const engine = {
    ...fakeEngine(),
    inspectDistribution: async (name: string) => {
      asked.push(name);
      if (name.startsWith('missing.example/')) throw new EngineError('refused', 'manifest unknown', { status: 500 });
      if (name.startsWith('down.example/')) throw new EngineError('unreachable', 'Cannot connect to the Docker daemon');
      return { Descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 2 } };
    },
  };
  return { engine, asked };
}

test('a name gets the digest that its registry has, and keeps its tag', async () => {
  const { engine, asked } = engineWithRegistry();
  const resolved = await resolveImages(['nginx', 'ghcr.io/team/app:2', 'nginx'], { engine });
  expect([...resolved]).toEqual([
    ['ghcr.io/team/app:2', `ghcr.io/team/app:2@${digest}`],
    ['nginx', `docker.io/library/nginx:latest@${digest}`],
  ]);
  expect(asked).toEqual(['ghcr.io/team/app:2', 'docker.io/library/nginx:latest']);
});

test('a name with a digest asks nobody', async () => {
  const { engine, asked } = engineWithRegistry();
  const name = `nginx:1@${digest}`;
  expect((await resolveImages([name], { engine })).get(name)).toBe(`docker.io/library/nginx@${digest}`);
  expect(asked).toEqual([]);
});

describe('failures are in the words of Docker Compose', () => {
  test.each<[images: string[], code: string, message: string]>([
    [
      ['missing.example/a:1'],
      'image-digest',
      'failed to resolve digest for missing.example/a:1: Error response from daemon: manifest unknown',
    ],
    [
      ['down.example/a'],
      'image-digest',
      'failed to resolve digest for down.example/a:latest: Cannot connect to the Docker daemon',
    ],
    [['a b'], 'image-reference', 'invalid reference format'],
    // The first by name, however the answers come in.
    [['z Z', 'BAD'], 'image-reference', 'invalid reference format: repository name (library/BAD) must be lowercase'],
  ])('%j', async (images, code, message) => {
    const { engine } = engineWithRegistry();
    await expect(resolveImages(images, { engine })).rejects.toMatchObject({ code, message });
  });
});
