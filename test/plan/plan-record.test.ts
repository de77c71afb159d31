import { describe, expect, test } from 'vitest';
import { outlineOf } from '../../src/plan/outline.ts';
import { driftBetween, operationDrift, type PlanRecord, recordOf } from '../../src/plan/plan-record.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import type { ProjectInput } from '../support/builders.ts';
import { busyboxId, type ObservedInput, observed, project } from '../support/builders.ts';

const input: ProjectInput = {
  services: { api: { environment: { API_TOKEN: 'rosebud' } }, web: { scale: 2 } },
  volumes: { data: {} },
  secrets: { key: { name: 'app_key', environment: 'KEY' } },
  environment: { KEY: 'rosebud-too' },
};
const state: ObservedInput = { containers: [{ service: 'api', id: 'a'.repeat(64) }, { service: 'web' }] };

function record(more: ProjectInput = {}, engine: ObservedInput = state): PlanRecord {
  const wanted = project({ ...input, ...more });
  const now = observed(wanted, engine);
  const plans = [reconcile(wanted, now)];
  return recordOf(wanted, now, outlineOf({ project: wanted, observed: now, plans }));
}

const digest = /^[0-9a-f]{16}$/;

describe('recordOf', () => {
  test('has digests of the model, what the engine had, and the operations', () => {
    const { model, observed, operations } = record();
    expect(Object.keys(model)).toEqual([
      'services.api',
      'services.web',
      'networks.default',
      'volumes.data',
      'secrets.key',
      'the project',
      'the content of secrets and configs',
    ]);
    for (const text of Object.values(model)) expect(text).toMatch(digest);
    expect(observed).toEqual({
      'container app-api-1': { identity: 'a'.repeat(64), state: 'running', digest: expect.stringMatching(digest) },
      'container app-web-1': { identity: 'id-app-web-1', state: 'running', digest: expect.stringMatching(digest) },
      'network app_default': { identity: 'id-app_default', digest: expect.stringMatching(digest) },
      'volume app_data': { identity: '', digest: expect.stringMatching(digest) },
      'image busybox': { identity: busyboxId },
    });
    expect(operations).toEqual([
      { stage: 'containers', type: 'create-container', resource: 'service:web:2', subject: 'app-web-2' },
      { stage: 'containers', type: 'start-container', resource: 'service:web:2', subject: 'app-web-2' },
    ]);
  });

  test('has no value of the project', () => {
    expect(JSON.stringify(record())).not.toMatch(/rosebud/);
  });

  test('is the same for the same in another order', () => {
    const services = { web: { scale: 2 }, api: input.services!.api! };
    expect(driftBetween(record(), record({ services }))).toEqual([]);
  });

  test('has nothing of containers that the plan leaves out', () => {
    const { observed } = record({ services: { web: {} }, disabledServices: { api: {} } });
    expect(Object.keys(observed)).not.toContain('container app-api-1');
  });
});

describe('driftBetween', () => {
  const containers = state.containers!;
  test.each<[string, PlanRecord, string[]]>([
    ['nothing', record(), []],
    [
      'a value',
      record({ services: { ...input.services, api: { environment: { API_TOKEN: 'other' } } } }),
      ['services.api changed'],
    ],
    ['a service more', record({ services: { ...input.services, more: {} } }), ['services.more is new']],
    ['a volume less', record({ volumes: {} }), ['volumes.data is gone', 'volume app_data is gone']],
    [
      'the variable of a secret',
      record({ environment: { KEY: 'other' } }),
      ['the content of secrets and configs changed'],
    ],
    ['another folder', record({ workingDir: '/other' }), ['the project changed']],
    [
      'a container that has ended',
      record({}, { containers: [{ ...containers[0]!, state: 'exited' }, containers[1]!] }),
      ['container app-api-1: running → exited'],
    ],
    [
      'a container made anew',
      record({}, { containers: [{ ...containers[0]!, id: 'b'.repeat(64) }, containers[1]!] }),
      ['container app-api-1 was recreated since'],
    ],
    [
      'a container with other labels',
      record({}, { containers: [{ ...containers[0]!, labels: { a: 'b' } }, containers[1]!] }),
      ['container app-api-1 was changed since'],
    ],
    [
      'a container more, and one less',
      record({}, { containers: [containers[0]!, { service: 'web', number: 2 }] }),
      ['container app-web-1 is gone', 'container app-web-2 is new'],
    ],
    [
      'another image',
      record({}, { ...state, images: { busybox: { id: 'sha256:new', platform: 'linux/amd64', volumes: [] } } }),
      [`image busybox: ${busyboxId} → sha256:new`],
    ],
  ])('%s', (_, now, drift) => {
    expect(driftBetween(record(), now)).toEqual(drift);
  });
});

describe('operationDrift', () => {
  const [create, start] = record().operations;

  test('names what is needed now, and what is not any more, by short ids', () => {
    const id = 'c'.repeat(64);
    const stop = { stage: 'containers', type: 'stop-container', resource: 'service:api:1', subject: id } as const;
    expect(operationDrift([create!, start!], [create!, stop])).toEqual([
      `stop-container of service:api:1 (${'c'.repeat(12)}) is not in the plan, and needed now`,
      'start-container of service:web:2 (app-web-2) is in the plan, and not needed any more',
    ]);
  });

  test('finds none where both are the same', () => {
    expect(operationDrift([create!, start!], [create!, start!])).toEqual([]);
  });
});
