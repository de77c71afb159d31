import { expect, test } from 'vitest';
import { planPush } from '../../src/plan/push.ts';
import { project } from '../support/builders.ts';

test('what is built and named is pushed once under each name, and the rest is left out', () => {
  const wanted = project({
    services: {
      web: { image: 'app:1', build: { tags: ['app:2', 'app:1'] } },
      worker: { image: 'app:1', build: {} },
      local: { image: '', build: {} },
      db: { image: 'busybox' },
    },
  });
  const { plan, skipped } = planPush(wanted, { ignoreFailures: true });
  expect(plan.nodes.map(({ operation, dependsOn }) => ({ ...operation, dependsOn }))).toEqual(
    ['app:1', 'app:2'].map(image => ({ type: 'push-image', image, required: false, dependsOn: [] })),
  );
  expect(skipped).toEqual(['db', 'local']);
});
