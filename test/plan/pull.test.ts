import { expect, test } from 'vitest';
import { type PullCommandOptions, planPull } from '../../src/plan/pull.ts';
import { project } from '../support/builders.ts';

const now = Date.parse('2026-01-02T00:00:00Z');
const image = (taggedAt: string) => ({ id: 'sha256:1', platform: 'linux/amd64', volumes: [], taggedAt });
const images = {
  'a:1': image('2026-01-01T12:00:00Z'),
  'old:1': image('2025-12-01T00:00:00Z'),
  b: image('2026-01-01T12:00:00Z'),
};

function pulls(
  services: NonNullable<Parameters<typeof project>[0]>['services'],
  options: Partial<PullCommandOptions> = {},
): string[] {
  const made = project({ services });
  const own = Object.entries(made.services).map(([name, { image, ...service }]) => [
    name,
    image === 'none' ? service : { ...service, image },
  ]);
  const { plan, skipped } = planPull({ ...made, services: Object.fromEntries(own) }, images, { now, ...options });
  return [
    ...plan.nodes.map(({ operation }) =>
      operation.type === 'pull-image' ? `${operation.image}${operation.required ? '' : '?'}` : operation.type,
    ),
    ...skipped.map(({ service, image = '', why }) => `${service} skipped: ${image} ${why}`.trim()),
  ];
}

test.each<[name: string, found: string[], wanted: string[]]>([
  ['always, without a policy', pulls({ a: { image: 'a:1' } }), ['a:1']],
  ['each image once', pulls({ a: { image: 'a:1' }, c: { image: 'a:1' } }), ['a:1']],
  ['nothing for what has none', pulls({ a: { image: 'none', build: {} } }), ['a skipped:  No image to be pulled']],
  ['nothing by policy', pulls({ a: { image: 'a:1', pull_policy: 'never' } }), ['a skipped: a:1']],
  [
    'what is missing',
    pulls({ a: { image: 'a:1' }, c: { image: 'c:1' } }, { policy: 'missing' }),
    ['c:1', 'a skipped: a:1 Image is already present locally'],
  ],
  ['latest, though it is there', pulls({ b: { image: 'b', pull_policy: 'missing' } }), ['b']],
  [
    'what is too old',
    pulls({ a: { image: 'a:1' }, o: { image: 'old:1' } }, { policy: 'weekly' }),
    ['old:1', 'a skipped: a:1 Image is already present locally'],
  ],
  ['what can be built, and goes on without it', pulls({ a: { image: 'a:1', build: {} } }), ['a:1?']],
  [
    'nothing that can be built',
    pulls({ a: { image: 'a:1', build: {} } }, { ignoreBuildable: true }),
    ['a skipped: a:1 Image can be built'],
  ],
  ['what may fail', pulls({ a: { image: 'a:1' } }, { ignoreFailures: true }), ['a:1?']],
])('pulls %s', (_, found, wanted) => {
  expect(found).toEqual(wanted);
});
