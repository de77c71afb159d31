import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plan } from '../../src/operations/plan.ts';
import { up } from '../../src/operations/up.ts';
import { renderPlan, renderPlanJson } from '../../src/render/plan.ts';
import { once, project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';
import { dedent } from '../support/text.ts';

const before = project({
  services: {
    api: { environment: { LEVEL: 'info', API_TOKEN: 'one' }, depends_on: { db: once('healthy') } },
    db: { healthcheck: { test: ['CMD', 'true'] } },
    web: { scale: 2 },
  },
  volumes: { data: {} },
});
const after = project({
  ...before,
  services: {
    ...before.services,
    api: { ...before.services.api!, environment: { LEVEL: 'debug', API_TOKEN: 'two' } },
    web: { ...before.services.web!, scale: 1 },
    tool: { image: 'tool:1', volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
  },
});

/** What is to be done from `before` to `after`; ids by the names of what they are of. */
async function planned() {
  const engine = fakeEngine();
  await up(before, {}, recordedContext(engine));
  const { outline } = await plan(after, {}, recordedContext(engine));
  const named = [...engine.containers.values()].reduce(
    (text, { id, name }) => text.replaceAll(id, `<${name}>`),
    renderPlanJson(outline),
  );
  return { outline, json: JSON.parse(named.replace(/"[0-9a-f]{64}"/g, '"<hash>"')), engine };
}

const changed = (path: string, from: unknown, to: unknown) => ({ path, change: 'changed', from, to });
const recreated = {
  type: 'config-changed',
  from: '<hash>',
  to: '<hash>',
  fields: [
    changed('environment.API_TOKEN', expect.stringMatching(/^\*{3}\(sha:\w{4}\)$/), expect.stringMatching(/^\*{3}/)),
    changed('environment.LEVEL', 'info', 'debug'),
  ],
};

const replaced = { reasons: [{ type: 'replaced', by: 2 }] };

test('a plan as people read it', async () => {
  expect(renderPlan((await planned()).outline).replace(/sha:\w{4}/g, 'sha:1a2b')).toBe(
    `${dedent`
    image tool:1     pull      missing
    network default  keep
    volume data      keep
    api              recreate  environment.API_TOKEN ***(sha:1a2b) → ***(sha:1a2b); environment.LEVEL info → debug
    db               keep
    tool             create    missing
    web 1            keep
    web 2            remove    scaled down to 1
    4 changes: 1 pull, 1 recreate, 1 create, 1 remove
  `}\n`,
  );
});

test('a plan as other programs get it', async () => {
  const keep = { action: 'keep', reasons: [], operations: [] };
  const missing = [{ type: 'missing' }];
  const scaled = [{ type: 'scaled-down', replicas: 1 }];
  const api = { stage: 'containers', resource: 'service:api:1' };
  const tool = { stage: 'containers', resource: 'service:tool:1' };
  const web = { stage: 'containers', resource: 'service:web:2', subject: '<app-web-2>', reasons: scaled };
  expect((await planned()).json).toEqual({
    version: 1,
    project: 'app',
    changes: 4,
    actions: [
      { action: 'pull', type: 'image', name: 'tool:1', reasons: missing, operations: [1] },
      { ...keep, type: 'network', name: 'app_default', key: 'default' },
      { ...keep, type: 'volume', name: 'app_data', key: 'data' },
      {
        action: 'recreate',
        type: 'container',
        name: 'app-api-1',
        service: 'api',
        number: 1,
        reasons: [recreated],
        operations: [2, 3, 4, 5, 10],
      },
      { ...keep, type: 'container', name: 'app-db-1', service: 'db', number: 1 },
      {
        action: 'create',
        type: 'container',
        name: 'app-tool-1',
        service: 'tool',
        number: 1,
        reasons: missing,
        operations: [6, 11],
      },
      { ...keep, type: 'container', name: 'app-web-1', service: 'web', number: 1 },
      {
        action: 'remove',
        type: 'container',
        name: 'app-web-2',
        service: 'web',
        number: 2,
        reasons: scaled,
        operations: [7, 8],
      },
    ],
    operations: [
      {
        id: 1,
        stage: 'images',
        type: 'pull-image',
        resource: 'image:tool:1',
        subject: 'tool:1',
        reasons: missing,
        dependsOn: [],
      },
      {
        id: 2,
        ...api,
        type: 'create-container',
        subject: 'app-api-1 for <app-api-1>',
        reasons: [recreated],
        dependsOn: [],
      },
      { id: 3, ...api, type: 'stop-container', subject: '<app-api-1>', ...replaced, dependsOn: [2] },
      { id: 4, ...api, type: 'remove-container', subject: '<app-api-1>', ...replaced, dependsOn: [3] },
      { id: 5, ...api, type: 'rename-container', subject: 'app-api-1 to app-api-1', ...replaced, dependsOn: [4] },
      { id: 6, ...tool, type: 'create-container', subject: 'app-tool-1', reasons: missing, dependsOn: [] },
      { id: 7, ...web, type: 'stop-container', dependsOn: [] },
      { id: 8, ...web, type: 'remove-container', dependsOn: [7] },
      {
        id: 9,
        stage: 'containers',
        type: 'wait-for',
        resource: 'service:db',
        subject: 'app-db-1 service_healthy',
        reasons: [{ type: 'needed-by', services: ['api'] }],
        dependsOn: [],
      },
      {
        id: 10,
        ...api,
        type: 'start-container',
        subject: 'app-api-1',
        reasons: [{ type: 'recreated' }],
        dependsOn: expect.arrayContaining([5, 9]),
      },
      {
        id: 11,
        ...tool,
        type: 'start-container',
        subject: 'app-tool-1',
        reasons: [{ type: 'created' }],
        dependsOn: expect.arrayContaining([6]),
      },
    ],
    warnings: [],
  });
});

test('a pulled image leaves it open whether what has the old one is kept', async () => {
  const engine = fakeEngine();
  await up(before, {}, recordedContext(engine));
  const { outline } = await plan(before, { pull: 'always' }, recordedContext(engine));
  const { actions } = JSON.parse(renderPlanJson(outline));
  expect(actions.find(({ name }: { name: string }) => name === 'app-db-1')).toEqual({
    action: 'keep',
    type: 'container',
    name: 'app-db-1',
    service: 'db',
    number: 1,
    reasons: [],
    operations: [],
    unlessImageChanges: 'busybox',
  });
});

// Several reasons are a list in the JSON.
test('every field of the JSON, and every reason that there is, is in the documentation', async () => {
  const text = readFileSync(new URL('../../docs/plan.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL('../../src/plan/reason.ts', import.meta.url), 'utf8');
  const reasons = [...source.matchAll(/\btype: '([a-z-]+)'/g)]
    .map(([, type]) => type!)
    .filter(type => type !== 'several');
  expect(reasons).toContain('config-changed');
  const words = new Set([...keysOf((await planned()).json), ...reasons]);
  expect([...words].filter(word => !text.includes(`\`${word}\``))).toEqual([]);
});

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysOf)];
}
