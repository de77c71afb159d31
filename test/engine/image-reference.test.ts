import { expect, test } from 'vitest';
import { familiarName, parseReference } from '../../src/engine/image-reference.ts';

test.each<[string, string, object]>([
  ['busybox', 'busybox', { registry: 'docker.io' }],
  ['busybox:1.36', 'busybox', { registry: 'docker.io', tag: '1.36' }],
  ['team/app:1', 'team/app', { registry: 'docker.io', tag: '1' }],
  ['index.docker.io/team/app', 'index.docker.io/team/app', { registry: 'docker.io' }],
  ['ghcr.io/team/app', 'ghcr.io/team/app', { registry: 'ghcr.io' }],
  ['localhost/app', 'localhost/app', { registry: 'localhost' }],
  ['localhost:5000/app', 'localhost:5000/app', { registry: 'localhost:5000' }],
  ['reg.example:5000/app:2', 'reg.example:5000/app', { registry: 'reg.example:5000', tag: '2' }],
  ['app@sha256:0ab', 'app', { registry: 'docker.io', digest: 'sha256:0ab' }],
  [
    'reg.example:5000/app:2@sha256:0ab',
    'reg.example:5000/app',
    { registry: 'reg.example:5000', tag: '2', digest: 'sha256:0ab' },
  ],
])('%s', (name, familiar, expected) => {
  expect(familiarName(name)).toBe(familiar);
  expect(parseReference(name)).toEqual(expected);
});
