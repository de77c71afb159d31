import { describe, expect, test } from 'vitest';
import { locatePaths } from '../../../src/loader/trace/locate-paths.ts';
import type { Path } from '../../../src/loader/tree.ts';
import { memoryIO } from '../memory-io.ts';

const files = {
  '/p/compose.yaml': `services:
  web:
    image: app:\${TAG:-1}
    depends_on: [db, api]
    ports:
      - "8000-8001:80-81"
      - "9000:90"
  api:
    extends: { service: base, file: base.yaml }
    depends_on:
      db: { condition: service_healthy }
  db: {image: db, healthcheck: {test: ["CMD", "ping", "-p\${PASSWORD}"]}}
secrets:
  token: { file: ./token }
`,
  '/p/compose.override.yaml': `services:
  web:
    ports: !override ["7000:70"]
`,
  '/p/base.yaml': `services:
  base:
    image: base
    command: run it
`,
};

async function locate(path: Path) {
  const place = (await locatePaths({}, memoryIO(files)))(path);
  if (!place) return undefined;
  const { file, range } = place.location;
  return `${file.slice('/p/'.length)}:${range.start.line}:${range.start.column} ${place.variables.join()}`.trim();
}

describe('where the files have a path of the model', () => {
  test.each<[Path, string | undefined]>([
    [['services', 'web'], 'compose.override.yaml:2:3'],
    [['services', 'web', 'image'], 'compose.yaml:3:12 TAG'],
    [['services', 'web', 'depends_on', 'db'], 'compose.yaml:4:18'],
    [['services', 'api', 'depends_on', 'db', 'condition'], 'compose.yaml:11:24'],
    [['services', 'web', 'ports', 0], 'compose.override.yaml:3:23'],
    [['services', 'api', 'command'], 'base.yaml:4:14'],
    [['services', 'db', 'healthcheck', 'test'], 'compose.yaml:12:33 PASSWORD'],
    [['secrets', 'token', 'file'], 'compose.yaml:14:18'],
    [['services', 'web', 'healthcheck'], undefined],
    [['networks', 'default'], undefined],
    [['services', 'none'], undefined],
  ])('%j', async (path, place) => {
    expect(await locate(path)).toBe(place);
  });
});
