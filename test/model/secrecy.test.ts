import { describe, expect, test } from 'vitest';
import { discretionOf, isSecretName } from '../../src/model/secrecy.ts';
import { project } from '../support/builders.ts';

const shown = /^(?!\*\*\*)/;
const hidden = /^\*\*\*\(sha:[0-9a-f]{4}\)$/;

describe('isSecretName', () => {
  test.each(
    'DB_PASSWORD passwd PGPASS apiKey API_KEY github.token SECRET_KEY_BASE AWS_SECRET_ACCESS_KEY CREDENTIALS DB_PWD auth AUTH_HEADER SENTRY_DSN SSH_PRIVATE_KEY SESSION_COOKIE keys KEY_ID PIN'.split(
      ' ',
    ),
  )('%s', name => expect(isSecretName(name)).toBe(true));

  test.each('LOG_LEVEL author KEYBOARD MONKEY KEYCLOAK_URL PORT PWD OLDPWD compass PINNED SPINNER'.split(' '))(
    'not %s',
    name => expect(isSecretName(name)).toBe(false),
  );
});

describe('discretionOf', () => {
  const db = { environment: { PASSWORD: 'hunter2', MODE: 'hunted' } };
  const wanted = project({
    services: { db },
    environment: { API_TOKEN: 'tok-1', CERT_TEXT: 'inline secret', USED_AS_SECRET: 'from-variable' },
    secrets: { a: { name: 'a', content: 'inline secret\n' }, b: { name: 'b', environment: 'USED_AS_SECRET' } },
  });
  const show = discretionOf(wanted, [['OLD_PASSWORD', 'rosebud']]);

  test.each([
    ['environment.PASSWORD', 'short'],
    ['environment.URL', 'postgres://user:hunter@db/x'],
    ['command', 'serve --password hunter3'],
    ['command', 'mysql -phunter2'],
    ['command', 'serve --api-key=abc'],
    ['environment.HEADER', 'Bearer abcdef123456'],
    ['environment.PEM', '-----BEGIN PRIVATE KEY-----'],
    ['environment.X', 'ghp_0123456789abcdef'],
    ['environment.X', 'prefix-tok-1'],
    ['environment.X', 'inline secret'],
    ['environment.X', 'from-variable'],
    ['healthcheck.test', 'curl -u rosebud'],
    ['labels.vault.token', 'x'],
  ])('hides %s: %s', (path, value) => expect(show(path, value)).toMatch(hidden));

  test.each([
    ['environment.LOG_LEVEL', 'debug'],
    ['image', 'registry.example:5000/app@sha256:abc'],
    ['ports', '8080:80/tcp'],
    ['environment.URL', 'http://db:5432/x'],
    ['command', 'sleep 1000'],
  ])('shows %s: %s', (path, value) => expect(show(path, value)).toMatch(shown));

  test('tells two secrets apart', () => {
    expect(show('environment.KEY', 'a')).not.toBe(show('environment.KEY', 'b'));
  });
});
