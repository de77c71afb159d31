import { describe, expect, test } from 'vitest';
import { canonicalReference } from '../../src/engine/canonical-reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('says all that a name leaves out', () => {
  test.each<[name: string, reference: string]>([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['team/app', 'docker.io/team/app:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/team/app:2', 'docker.io/team/app:2'],
    ['localhost/app', 'localhost/app:latest'],
    ['127.0.0.1:5000/a/b:x', '127.0.0.1:5000/a/b:x'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['Registry/app', 'Registry/app:latest'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    [`nginx:1.27@${digest}`, `docker.io/library/nginx@${digest}`],
    ['team/a__b-c.d', 'docker.io/team/a__b-c.d:latest'],
  ])('%s', (name, reference) => {
    expect(canonicalReference(name)).toEqual({ reference });
  });
});

describe('refuses what is no name', () => {
  test.each<[name: string, mistake: string]>([
    ['', 'invalid reference format'],
    ['BAD//:x', 'invalid reference format'],
    ['a b', 'invalid reference format'],
    ['nginx:', 'invalid reference format'],
    ['nginx@sha256:4be', 'invalid reference format'],
    ['-host.example/app', 'invalid reference format'],
    ['BusyBox', 'invalid reference format: repository name (library/BusyBox) must be lowercase'],
    ['x.example/Team/app:1', 'invalid reference format: repository name (Team/app) must be lowercase'],
    [
      '0123456789abcdef'.repeat(4),
      `invalid repository name (${'0123456789abcdef'.repeat(4)}), cannot specify 64-byte hexadecimal strings`,
    ],
    ['a'.repeat(250), 'repository name must not be more than 255 characters'],
  ])('%s', (name, mistake) => {
    expect(canonicalReference(name)).toEqual({ mistake });
  });
});
