import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadProject } from '../../src/loader/load.ts';
import { projectDocument } from '../../src/model/config-document.ts';
import { renderConfigYaml } from '../../src/render/config-yaml.ts';
import { memoryIO } from './memory-io.ts';

const files: Readonly<Record<string, string>> = {
  '/p/compose.yaml': `
include: [db/compose.yaml, {path: [cache.yaml, cache.more.yaml], env_file: cache.env}]
x-common: &common {labels: {z: last, a: first}, restart: always}
services:
  web:
    <<: *common
    extends: {file: base.yaml, service: base}
    image: "web:\${TAG}"
    ports: ["8080:80", "8000-8002:9000-9002"]
    depends_on: [db, cache]
    env_file: [web.env]
    networks: [front, back]
    volumes: [data:/data, ./src:/src:ro]
  debug: {image: debug, profiles: [debug], depends_on: {web: {condition: service_started}}}
  off: {image: off, profiles: [never]}
networks: {front: {}, back: {internal: true}}
volumes: {data: {}}
`,
  '/p/compose.override.yaml':
    'services:\n  web:\n    labels: {m: middle}\n    environment: [B=2, A=1]\n    ports: !override ["9090:80"]\n',
  '/p/base.yaml': 'services:\n  base:\n    cap_add: [B, A]\n    environment: {C: "3", HOME: }\n    tmpfs: /tmp\n',
  '/p/db/compose.yaml':
    'services: {db: {image: "db:${DB_TAG:-17}", volumes: ["store:/store"]}}\nvolumes: {store: {}}\n',
  '/p/cache.yaml': 'services: {cache: {image: "cache:${CACHE_TAG}"}}\n',
  '/p/cache.more.yaml': 'services: {cache: {command: [run, fast]}}\n',
  '/p/cache.env': 'CACHE_TAG=7\n',
  '/p/web.env': 'Z=26\nY=25\n',
  '/p/.env': 'TAG=3\nCOMPOSE_PROFILES=debug\n',
};
const env = { HOME: '/home/me', PATH: '/bin', USER: 'me', LANG: 'C' };

/** What `config` would print of a project whose files and variables the machine lists in this order. */
async function printed(names: readonly string[], variables: readonly string[]): Promise<string> {
  const io = memoryIO(pick(files, names), { env: pick(env, variables) });
  const { project, warnings } = await loadProject({}, io);
  const document = projectDocument(project, { format: 'yaml', flavour: '5', escapeDollars: true });
  return renderConfigYaml(document) + warnings.map(({ message }) => message).join('\n');
}

test('a hundred loads of one project are alike to the byte, in whatever order the machine lists things', async () => {
  const first = await printed(Object.keys(files), Object.keys(env));
  expect(first).toContain('image: cache:7');
  const [names, variables] = [Object.keys(files), Object.keys(env)];
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(names, { minLength: names.length }),
      fc.shuffledSubarray(variables, { minLength: variables.length }),
      async (someNames, someVariables) => {
        expect(await printed(someNames, someVariables)).toBe(first);
      },
    ),
    { numRuns: Number(process.env.LOADS ?? 100) },
  );
});

function pick(record: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map(key => [key, record[key]!]));
}
