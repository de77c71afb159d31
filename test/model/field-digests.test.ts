import { describe, expect, test } from 'vitest';
import { changedFields, fieldDigests, parseFieldDigests } from '../../src/model/field-digests.ts';
import { serviceHash } from '../../src/model/hash.ts';
import { discretionOf } from '../../src/model/secrecy.ts';
import type { Service } from '../../src/model/service.ts';
import { project } from '../support/builders.ts';

const web: Service = {
  name: 'web',
  image: 'app:1',
  command: ['serve'],
  environment: { LEVEL: 'info', EMPTY: null, 'od,d=;:%': '1' },
  labels: { 'com.example/x': 'y' },
  networks: { default: null },
  ports: [{ target: 80, published: '8080', protocol: 'tcp', mode: 'ingress' }],
};

function label(service: Service): string {
  return fieldDigests(service, { configHash: serviceHash(service), discretion: discretionOf(project()) });
}

function changes(from: Service, to: Service) {
  return changedFields(parseFieldDigests(label(from), serviceHash(from))!, to).map(
    ({ path, was, is }) => `${was ? (is ? '~' : '-') : '+'}${path}`,
  );
}

describe('fieldDigests', () => {
  test('has a short digest of each field and none of the values', () => {
    expect(label({ name: 'web', image: 'app:1', environment: { A: 'hunter2', B: null } })).toMatch(
      /^[0-9a-f]{8};image=[0-9a-f]{4};environment:A=[0-9a-f]{4},B=[0-9a-f]{4}$/,
    );
  });

  test('marks what has a secret in it, by its name, its form, or its value', () => {
    const service: Service = {
      name: 'web',
      command: ['serve', '--password', 'x'],
      environment: { API_KEY: 'k', MOTTO: 'say rosebud', PLAIN: 'p' },
    };
    const discretion = discretionOf(project({ environment: { DB_PASSWORD: 'rosebud' } }));
    const digests = fieldDigests(service, { configHash: serviceHash(service), discretion });
    expect(digests.slice(9).replace(/[0-9a-f]{4}(?=[,;]|$)/g, '#')).toBe(
      'command=*#;environment:API_KEY=*#,MOTTO=*#,PLAIN=#',
    );
    expect(changedFields(parseFieldDigests(digests, serviceHash(service))!, { name: 'web' })).toEqual(
      [
        ['command', true],
        ['environment.API_KEY', true],
        ['environment.MOTTO', true],
        ['environment.PLAIN', false],
      ].map(([path, wasSecret]) => ({ path, wasSecret, was: true, is: false })),
    );
  });

  test('tells that nothing changed', () => {
    expect(changes(web, web)).toEqual([]);
    expect(changes(web, { ...web, scale: 3, profiles: ['x'] })).toEqual([]);
    const caps = { ...web, cap_add: ['KILL', 'CHOWN'] };
    expect(changes(caps, { ...caps, cap_add: ['CHOWN', 'KILL'], image: 'app:2' })).toEqual(['~image']);
  });

  test.each<[string, Service, string[]]>([
    ['a value', { ...web, environment: { ...web.environment, LEVEL: 'debug' } }, ['~environment.LEVEL']],
    ['a null', { ...web, environment: { ...web.environment, EMPTY: '' } }, ['~environment.EMPTY']],
    ['an odd key', { ...web, environment: { LEVEL: 'info', EMPTY: null } }, ['-environment.od,d=;:%']],
    ['a new key', { ...web, labels: { ...web.labels, 'a.b': '' } }, ['+labels.a.b']],
    ['a list', { ...web, command: ['serve', '-v'] }, ['~command']],
    ['a list of objects', { ...web, ports: [] }, ['-ports']],
    ['a mapping of nulls', { ...web, networks: { default: null, back: null } }, ['+networks.back']],
    [
      'a mapping that goes',
      { ...web, environment: {} },
      ['-environment.EMPTY', '-environment.LEVEL', '-environment.od,d=;:%'],
    ],
  ])('names %s that changed', (_, changed, paths) => {
    expect(changes(web, changed)).toEqual(paths);
  });

  test('is nobody else’s, and no other text', () => {
    expect(parseFieldDigests(label(web), serviceHash({ ...web, image: 'other' }))).toBeUndefined();
    expect(parseFieldDigests(`${serviceHash(web).slice(0, 8)};nonsense`, serviceHash(web))).toBeUndefined();
  });

  test('stays short: of very many entries the mapping has one digest', () => {
    const many = (last: string): Service => ({
      ...web,
      environment: { ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`VARIABLE_${n}`, 'x'])), LAST: last },
    });
    expect(label(many('1')).length).toBeLessThan(300);
    expect(changes(many('1'), many('2'))).toEqual(['~environment']);
    expect(changes(many('1'), many('1'))).toEqual([]);
    expect(changes(many('1'), { ...many('1'), image: 'app:2' })).toEqual(['~image']);
    expect(changes(many('1'), web)).toEqual(['~environment']);
  });
});
