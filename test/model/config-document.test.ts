import { describe, expect, test } from 'vitest';
import { type Encoding, orderedValue, projectDocument } from '../../src/model/config-document.ts';
import { goJson } from '../../src/model/go-json.ts';
import type { Project } from '../../src/model/project.ts';

const project: Project = {
  name: 'shop',
  services: {
    web: {
      name: 'web',
      image: 'nginx',
      'x-note': 1,
      environment: { PRICE: '5$' },
      deploy: { replicas: 0 },
      init: false,
      tty: false,
    },
    api: {
      name: 'api',
      command: [],
      image: 'api',
      depends_on: { web: { condition: 'service_started', required: false } },
    },
  },
  disabledServices: { debug: { name: 'debug', image: 'busybox' } },
  networks: { default: { name: 'shop_default' } },
  volumes: {},
  secrets: { key: { name: 'shop_key', environment: 'KEY', content: 'hush' } },
  configs: {
    page: { name: 'shop_page', content: 'hello' },
    token: { name: 'shop_token', environment: 'TOKEN', content: 'hush' },
  },
  models: { llm: { model: 'ai/smollm2' } },
  workingDir: '/shop',
  composeFiles: ['/shop/compose.yaml'],
  envFiles: [],
  environment: { KEY: 'hush' },
  'x-owner': 'us',
};

describe('of a project', () => {
  test('YAML leaves out what is not set, and keeps extensions', () => {
    expect(asJson({ format: 'yaml', flavour: '5' })).toEqual({
      name: 'shop',
      services: {
        api: { command: [], depends_on: { web: { condition: 'service_started', required: false } }, image: 'api' },
        web: { deploy: { replicas: 0 }, environment: { PRICE: '5$' }, image: 'nginx', init: false, 'x-note': 1 },
      },
      networks: { default: { name: 'shop_default' } },
      secrets: { key: { name: 'shop_key', environment: 'KEY' } },
      configs: { page: { name: 'shop_page', content: 'hello' }, token: { name: 'shop_token', environment: 'TOKEN' } },
      models: { llm: { model: 'ai/smollm2' } },
      'x-owner': 'us',
    });
  });

  test('JSON shows some of what is not set, without models and inner extensions', () => {
    const { services, networks, ...rest } = asJson({ format: 'json', flavour: '5' }) as Record<string, unknown>;
    expect(services).toEqual({
      api: {
        command: [],
        depends_on: { web: { condition: 'service_started', required: false } },
        entrypoint: null,
        image: 'api',
      },
      web: {
        command: null,
        deploy: { replicas: 0, resources: {}, placement: {} },
        entrypoint: null,
        environment: { PRICE: '5$' },
        image: 'nginx',
        init: false,
      },
    });
    expect(networks).toEqual({ default: { name: 'shop_default', ipam: {} } });
    expect(Object.keys(rest)).toEqual(['configs', 'name', 'secrets', 'x-owner']);
  });

  test('can be read again when dollars are doubled', () => {
    const text = goJson(projectDocument(project, { format: 'json', flavour: '5', escapeDollars: true }));
    expect(text).toContain('"PRICE":"5$$"');
  });

  test('holds no secret', () => {
    for (const format of ['yaml', 'json'] as const) {
      expect(goJson(projectDocument(project, { format, flavour: '5' }))).not.toContain('hush');
    }
  });
});

test('what was not decoded: mappings without a prototype, floats in objects of a class', () => {
  class Float {
    readonly value = 1.5;
  }
  const written = Object.assign(Object.create(null), { b: new Float(), a: { value: 2 } });
  expect(goJson(orderedValue(written, { format: 'yaml', flavour: '5' }))).toBe('{"a":{"value":2},"b":1.5}');
});

function asJson(encoding: Encoding): unknown {
  return JSON.parse(goJson(projectDocument(project, encoding)));
}

test('a limit of 0 is printed in YAML only', () => {
  const limited = { ...project, services: { web: { name: 'web', ulimits: { nofile: { soft: 0, hard: 5 } } } } };
  const limits = (format: 'json' | 'yaml') => goJson(projectDocument(limited, { format, flavour: '5' }));
  expect(limits('yaml')).toContain('"ulimits":{"nofile":{"soft":0,"hard":5}}');
  expect(limits('json')).toContain('"ulimits":{"nofile":{"hard":5}}');
});
