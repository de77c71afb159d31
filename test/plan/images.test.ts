import { describe, expect, test } from 'vitest';
import type { Service } from '../../src/model/service.ts';
import { formatPlan } from '../../src/plan/format.ts';
import { planBuilds, planPulls } from '../../src/plan/images.ts';
import { project } from '../support/builders.ts';

const here = { busybox: { id: 'i', platform: 'linux/amd64', volumes: [], taggedAt: '2026-01-01T00:00:00Z' } };
const now = Date.parse('2026-01-02T12:00:00Z');

describe('pulls', () => {
  const pulls = (service: Partial<Service>, images = {}, pull?: string) =>
    formatPlan(planPulls(project({ services: { web: service } }), images, { now, ...(pull ? { pull } : {}) }));

  test.each<[string, Partial<Service>, object, string]>([
    ['what is missing', {}, {}, 'missing'],
    ['always', { pull_policy: 'always' }, here, 'asked by pull policy always'],
    ['an image of another platform', { platform: 'linux/arm64' }, here, 'missing'],
    ['daily, after a day', { pull_policy: 'daily' }, here, 'asked by pull policy daily'],
    ['every_1d12h, not before', { pull_policy: 'every_1d11h' }, here, 'asked by pull policy every_1d11h'],
  ])('%s', (_name, service, images, reason) => {
    expect(pulls(service, images)).toBe(`[] -> #1 image:busybox, pull-image, ${reason}`);
  });

  test.each<[string, Partial<Service>, object]>([
    ['what is here', {}, here],
    ['never', { pull_policy: 'never' }, {}],
    ['what is to be built', { pull_policy: 'build', build: {} }, {}],
    ['weekly, within the week', { pull_policy: 'weekly' }, here],
    ['an image without a name', { image: undefined as never, build: {} }, {}],
  ])('not %s', (_name, service, images) => {
    expect(pulls(service, images)).toBe('');
  });

  test('the option wins over the policy of the service', () => {
    expect(pulls({ pull_policy: 'always' }, {}, 'never')).toBe('');
  });

  test('what is to be built anyway is not pulled, whatever the policy', () => {
    const wanted = project({ services: { web: { build: {} }, db: { image: 'nginx' } } });
    const { nodes } = planPulls(wanted, {}, { now, build: true, pull: 'always' });
    expect(nodes.map(({ resource }) => resource)).toEqual(['image:nginx']);
  });

  test('an image that services share is pulled once, and need not be had if it can be built', () => {
    const { nodes } = planPulls(project({ services: { a: { build: {} }, b: {} } }), {}, { now });
    expect(nodes.map(node => node.operation)).toEqual([{ type: 'pull-image', image: 'busybox', required: false }]);
  });
});

describe('builds', () => {
  const wanted = project({
    services: { a: { image: undefined as never, build: {} }, b: { build: {} }, c: { build: {} }, d: {} },
  });

  test('what is missing, each image once', () => {
    expect(formatPlan(planBuilds(wanted, {}, {}))).toBe(
      '[] -> #1 image:app-a, build-image, missing\n[] -> #2 image:busybox, build-image, missing',
    );
  });

  test('all on demand, and none where not wanted', () => {
    expect(planBuilds(wanted, { ...here, 'app-a': here.busybox }, { build: true }).nodes).toHaveLength(2);
    expect(planBuilds(wanted, {}, { noBuild: true }).nodes).toEqual([]);
  });
});
