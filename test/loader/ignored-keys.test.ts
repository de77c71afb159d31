import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { load } from './memory-io.ts';

async function ignored(compose: string, beside: Readonly<Record<string, string>> = {}): Promise<Diagnostic[]> {
  const { warnings } = await load(compose, { beside, warnOfIgnoredKeys: true });
  return warnings.filter(({ code }) => code === 'ignored-key');
}

async function messages(compose: string): Promise<string[]> {
  return (await ignored(compose)).map(({ message }) => message);
}

describe('a key that nobody heeds is named', () => {
  test.each<[key: string, service: string]>([
    ['credential_spec', 'credential_spec: { file: a.json }'],
    ['pull_refresh_after', 'pull_refresh_after: daily'],
    ['deploy.endpoint_mode', 'deploy: { endpoint_mode: vip }'],
    ['deploy.labels', 'deploy: { labels: { a: b } }'],
    ['deploy.mode', 'deploy: { mode: global }'],
    ['deploy.placement', 'deploy: { placement: { constraints: [node.role==manager] } }'],
    ['deploy.resources.reservations.cpus', 'deploy: { resources: { reservations: { cpus: "1" } } }'],
    ['deploy.restart_policy.delay', 'deploy: { restart_policy: { condition: any, delay: 5s } }'],
    ['deploy.restart_policy.window', 'deploy: { restart_policy: { condition: any, window: 5s } }'],
    ['deploy.rollback_config', 'deploy: { rollback_config: { parallelism: 1 } }'],
    ['deploy.update_config', 'deploy: { update_config: { parallelism: 1, delay: 5s } }'],
    ['ports[0].app_protocol', 'ports: [{ target: 80, app_protocol: http }]'],
    ['ports[1].mode', 'ports: ["80", { target: 81, mode: host }]'],
    ['ports[0].name', 'ports: [{ target: 80, name: web }]'],
  ])('%s', async (key, service) => {
    expect(await messages(`services: { web: { image: b, ${service} } }`)).toEqual([
      `services.web.${key} has no effect`,
    ]);
  });

  test('owners of secrets and configs that are files', async () => {
    const compose = `
services:
  web:
    image: b
    secrets: [{ source: file, uid: "1" }, { source: variable, uid: "1" }]
    configs: [{ source: file, mode: 0400 }, { source: text, mode: 0400 }]
secrets: { file: { file: a }, variable: { environment: HOME } }
configs: { file: { file: a }, text: { content: a } }
`;
    expect(await messages(compose)).toEqual([
      'services.web.configs[0].mode has no effect',
      'services.web.secrets[0].uid has no effect',
    ]);
  });
});

test('what has an effect is not', async () => {
  const compose = `
services:
  web:
    image: b
    ports: ["80", { target: 81, mode: ingress }]
    deploy:
      mode: replicated
      replicas: 2
      placement: {}
      restart_policy: { condition: on-failure, max_attempts: 3 }
      resources: { limits: { cpus: "1" }, reservations: { memory: 1g } }
`;
  expect(await messages(compose)).toEqual([]);
});

test('one warning a key, at its place, with all services that have it', async () => {
  const compose =
    'services:\n  web:\n    image: b\n    deploy: { placement: { constraints: [a] } }\n  api: { extends: web }\n';
  const override =
    'services:\n  web:\n    image: c\n  api:\n    deploy:\n      placement: { max_replicas_per_node: 1 }\n';
  const [warning, ...others] = await ignored(compose, { '/p/compose.override.yaml': override });
  expect(others).toEqual([]);
  expect(warning).toMatchObject({
    severity: 'warning',
    message: 'services.api.deploy.placement has no effect, nor has it in services.web',
    hint: 'only Swarm knows it: docker stack deploy',
    location: { file: '/p/compose.override.yaml', range: { start: { line: 6, column: 7 } } },
  });
});

test('nothing is said unless it is asked for', async () => {
  const { warnings } = await load('services: { web: { image: b, deploy: { placement: { constraints: [a] } } } }');
  expect(warnings).toEqual([]);
});
