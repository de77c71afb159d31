import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import type { Run } from '../../src/execute/context.ts';
import { pullImage } from '../../src/execute/pull-image.ts';
import { fakeEngine } from '../support/fake-engine.ts';

test('the layers of an image must be told, and not the tag, which the engine tells of as if it were one', async () => {
  const told: unknown[] = [];
  const engine: Engine = {
    ...fakeEngine(),
    pullImage: async (_, { onProgress } = {}) => {
      onProgress?.({ id: 'latest', status: 'Pulling from library/web' });
      onProgress?.({ id: 'abc', status: 'Downloading', current: 1, total: 2 });
      onProgress?.({ status: 'Digest: sha256:abc' });
    },
  };
  const run = { engine, emit: event => told.push(event), signal: new AbortController().signal } as Partial<Run> as Run;
  await pullImage({ type: 'pull-image', image: 'web', required: true }, run);
  expect(told).toMatchObject([{ name: 'abc', parent: 'Image web', text: 'Downloading', current: 1, total: 2 }]);
});
