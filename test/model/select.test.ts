import { describe, expect, test } from 'vitest';
import type { Project } from '../../src/model/project.ts';
import { selectServices, withoutUnusedResources, withProfiles, withServicesEnabled } from '../../src/model/select.ts';
import type { Service } from '../../src/model/service.ts';

function project(services: Record<string, Omit<Service, 'name'>>, resources: Partial<Project> = {}): Project {
  return {
    name: 'p',
    services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { name, ...service }])),
    disabledServices: {},
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    workingDir: '/p',
    composeFiles: [],
    envFiles: [],
    environment: {},
    ...resources,
  };
}

function enabled({ services, disabledServices }: Project): [string[], string[]] {
  return [Object.keys(services).sort(), Object.keys(disabledServices).sort()];
}

const needs = (...names: string[]): Pick<Service, 'depends_on'> => ({
  depends_on: Object.fromEntries(names.map(name => [name, { condition: 'service_started', required: true }])),
});

describe('profiles', () => {
  const all = project({ a: {}, b: { profiles: ['x'] }, c: { profiles: ['x', 'y'] } });
  test.each<[string[], string[]]>([
    [[], ['a']],
    [['x'], ['a', 'b', 'c']],
    [['y'], ['a', 'c']],
    [['*'], ['a', 'b', 'c']],
    [['z'], ['a']],
  ])('%j', (profiles, services) => {
    expect(enabled(withProfiles(all, profiles))[0]).toEqual(services);
  });

  test('a named service brings its profiles, beside the active ones', () => {
    const inactive = withProfiles(all, ['y']);
    expect(enabled(withServicesEnabled(inactive, ['b'], ['y']))[0]).toEqual(['a', 'b', 'c']);
    expect(withServicesEnabled(inactive, ['a', 'unknown'], ['y'])).toBe(inactive);
  });
});

describe('selection', () => {
  const all = project({ web: needs('api'), api: needs('db'), db: {}, worker: needs('db', 'api'), extra: {} });
  test.each<[string, string[], boolean, string[]]>([
    ['nothing named', [], false, ['api', 'db', 'extra', 'web', 'worker']],
    ['with dependencies', ['web'], false, ['api', 'db', 'web']],
    ['without dependencies', ['web'], true, ['web']],
    ['globs', ['w*'], true, ['web', 'worker']],
    ['sets and single characters', ['[ad]??'], true, ['api']],
  ])('%s', (_, names, noDeps, services) => {
    const [kept, left] = enabled(selectServices(all, names, { noDeps }));
    expect(kept).toEqual(services);
    expect([...kept, ...left].sort()).toEqual(Object.keys(all.services).sort());
  });

  test('what a service depends on beyond the selection is forgotten', () => {
    const { services } = selectServices(all, ['worker', 'api'], { noDeps: true });
    expect(services.worker).toEqual({ name: 'worker', ...needs('api') });
    expect(services.api).toEqual({ name: 'api' });
  });

  test('a dependency that is not enabled is a mistake only when required', () => {
    const optional = { b: { condition: 'service_started', required: false } } as const;
    expect(enabled(selectServices(project({ a: { depends_on: optional } }), ['a']))[0]).toEqual(['a']);
    expect(() => selectServices(project({ a: needs('b') }), ['a'])).toThrow('no such service: b');
  });

  test('a name in an inactive profile says so', () => {
    const inactive = withProfiles(project({ a: {}, tool: { profiles: ['dev'] } }), []);
    expect(() => selectServices(inactive, ['tool'])).toThrow(
      expect.objectContaining({ message: 'no such service: tool', hint: expect.stringContaining('--profile dev') }),
    );
  });

  test('dependencies in a circle end', () => {
    expect(enabled(selectServices(project({ a: needs('b'), b: needs('a') }), ['a']))[0]).toEqual(['a', 'b']);
  });
});

test('what no enabled service uses is left out', () => {
  const named = (...names: string[]) => Object.fromEntries(names.map(name => [name, { name }]));
  const all = project(
    {
      a: {
        networks: { net: null },
        volumes: [
          { type: 'volume', source: 'vol', target: '/v' },
          { type: 'bind', source: 'unused', target: '/b' },
        ],
        secrets: [{ source: 'sec' }],
        build: { secrets: [{ source: 'buildsec' }] },
        configs: [{ source: 'conf' }],
        models: { llm: null },
      },
    },
    {
      networks: named('net', 'unused'),
      volumes: named('vol', 'unused'),
      secrets: named('sec', 'buildsec', 'unused'),
      configs: named('conf', 'unused'),
      models: { llm: { model: 'm' }, unused: { model: 'm' } },
    },
  );
  const { networks, volumes, secrets, configs, models } = withoutUnusedResources(all);
  expect([networks, volumes, secrets, configs, models].map(section => Object.keys(section))).toEqual([
    ['net'],
    ['vol'],
    ['sec', 'buildsec'],
    ['conf'],
    ['llm'],
  ]);
});
