import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../src/loader/options.ts';
import { traceTarget } from '../../../src/loader/trace/trace-target.ts';
import type { Trace, TraceStep } from '../../../src/model/trace.ts';
import { memoryIO } from '../memory-io.ts';

const files: Readonly<Record<string, string>> = {
  '/p/compose.yaml': `name: shop
include: [inc/compose.yaml]
services:
  web:
    extends: { service: base, file: lib/base.yaml }
    image: nginx:\${TAG:-1}
    ports: ["8080:80", "\${PORT:-443}:443"]
    environment:
      FOO: plain
      INHERITED:
    env_file: web.env
    command: [old, words]
  api:
    extends: web
    build: .
`,
  '/p/compose.override.yaml': `services:
  web:
    image: app:\${TAG}
    ports: ["9000-9001:90-91", "8080:80/tcp"]
    environment: ["FOO=over-\${WHO:-\${TAG:-z}}"]
    command: new words
    restart: !reset null
  db:
    image: postgres:17
`,
  '/p/lib/base.yaml': `services:
  base:
    restart: always
    environment: [FOO=extended, ONLY=base]
`,
  '/p/inc/compose.yaml': 'services: { db: { image: "postgres:${PG}", hostname: db.example } }\n',
  '/p/inc/.env': 'PG=16\n',
  '/p/.env': '# versions\nTAG=1\nTAG=2\n',
  '/p/web.env': 'export FOO="file"\r\nEXTRA=1\r\n',
};
const env = { TAG: '9', INHERITED: 'q' };

function trace(target: string, options: LoadOptions = {}, variables: Readonly<Record<string, string>> = env) {
  return traceTarget(target, options, memoryIO(files, { env: variables }));
}

/** `file compose.yaml:1:7 sets`, the newest last. */
function told({ steps }: Pick<Trace, 'steps'>): string[] {
  return steps.map(step => `${step.type} ${place(step)} ${step.effect}`);
}

function place({ location, source }: Pick<TraceStep, 'location' | 'source'>): string {
  if (location === undefined) return source ?? '';
  const { line, column } = location.range.start;
  return `${location.file.replace('/p/', '')}:${line}:${column}`;
}

describe('an attribute', () => {
  test.each<[target: string, value: unknown, steps: string[]]>([
    ['services.web.image', 'app:9', ['file compose.yaml:6:12 overridden', 'override compose.override.yaml:3:12 sets']],
    [
      'services.web.environment.FOO',
      'over-9',
      [
        'env-file web.env:1:8 overridden',
        'extends lib/base.yaml:4:19 overridden',
        'file compose.yaml:9:12 overridden',
        'override compose.override.yaml:5:19 sets',
      ],
    ],
    ['services.web.environment.EXTRA', '1', ['env-file web.env:2:1 sets']],
    ['services.web.environment.ONLY', 'base', ['extends lib/base.yaml:4:33 sets']],
    [
      'services.web.ports[0]',
      { target: 80 },
      ['file compose.yaml:7:13 overridden', 'override compose.override.yaml:4:32 sets'],
    ],
    ['services.web.ports[1].target', 443, ['file compose.yaml:7:24 sets']],
    ['services.web.ports[3]', { target: 91 }, ['override compose.override.yaml:4:13 sets']],
    [
      'services.web.command',
      ['new', 'words'],
      ['file compose.yaml:12:5 overridden', 'override compose.override.yaml:6:14 sets'],
    ],
    [
      'services.web.command[1]',
      'words',
      ['file compose.yaml:12:5 overridden', 'override compose.override.yaml:6:14 sets'],
    ],
    [
      'services.db.image',
      'postgres:17',
      ['include inc/compose.yaml:1:26 overridden', 'override compose.override.yaml:9:12 sets'],
    ],
    ['services.db.hostname', 'db.example', ['include inc/compose.yaml:1:54 sets']],
    [
      'services.web.restart',
      undefined,
      ['extends lib/base.yaml:3:14 overridden', 'override compose.override.yaml:7:5 removes'],
    ],
    ['services.api.restart', 'always', ['extends lib/base.yaml:3:14 sets']],
    ['services.api.image', 'nginx:9', ['extends compose.yaml:6:12 sets']],
    ['services.api.build.context', '/p', ['file compose.yaml:15:12 sets']],
    ['services.web.networks', { default: null }, ['implied the Compose Specification sets']],
    ['name', 'shop', ['file compose.yaml:1:7 sets']],
  ])('%s', async (target, value, steps) => {
    const found = await trace(target);
    expect(told(found)).toEqual(steps);
    if (typeof value === 'object') expect(found.value).toMatchObject(value as object);
    else expect(found.value).toBe(value);
  });

  test('a list or mapping has parts of several files', async () => {
    expect((await trace('services.web.environment')).steps.map(({ effect }) => effect)).toEqual([
      'sets',
      'adds',
      'adds',
    ]);
  });

  test('the variables of its text have sources of their own, defaults included', async () => {
    const { steps } = await trace('services.web.environment.FOO');
    const variables = steps.at(-1)!.variables!.map(variable => ({
      name: variable.name,
      value: variable.value,
      told: told(variable),
    }));
    expect(variables).toEqual([
      { name: 'WHO', value: undefined, told: ['default compose.override.yaml:5:36 sets'] },
      {
        name: 'TAG',
        value: '9',
        told: [
          'default compose.override.yaml:5:43 overridden',
          'env-file .env:2:1 overridden',
          'env-file .env:3:1 overridden',
          'environment the environment sets',
        ],
      },
    ]);
  });

  test('a name alone takes the value of the variable', async () => {
    const { value, steps } = await trace('services.web.environment.INHERITED');
    expect(value).toBe('q');
    expect(steps[0]!.variables).toMatchObject([{ name: 'INHERITED', value: 'q' }]);
  });

  test('the name of the project may come from outside', async () => {
    expect(told(await trace('name', { projectName: 'given' }, { COMPOSE_PROJECT_NAME: 'env' }))).toEqual([
      'file compose.yaml:1:7 overridden',
      'environment the environment overridden',
      'flag --project-name sets',
    ]);
  });
});

describe('a variable', () => {
  test('its sources and its uses', async () => {
    const found = await trace('TAG');
    expect(found.value).toBe('9');
    expect(told(found)).toEqual([
      'env-file .env:2:1 overridden',
      'env-file .env:3:1 overridden',
      'environment the environment sets',
    ]);
    expect(found.uses.map(({ expression, location }) => `${place({ location })} ${expression}`)).toEqual([
      'compose.yaml:6:18 ${TAG:-1}',
      'compose.override.yaml:3:16 ${TAG}',
      'compose.override.yaml:5:36 ${TAG:-z}',
    ]);
    expect(found.uses[0]!.default).toMatchObject({
      text: '1',
      location: { range: { start: { line: 6, column: 25 } } },
    });
  });

  test('of an included file', async () => {
    const found = await trace('PG');
    expect(found.value).toBe('16');
    expect(told(found)).toEqual(['env-file inc/.env:1:1 sets']);
  });

  test('that is not set', async () => {
    const found = await trace('PORT');
    expect(found).not.toHaveProperty('value');
    expect(found.steps).toEqual([]);
    expect(found.uses).toHaveLength(1);
  });
});

describe('what is not there is refused with what was meant', () => {
  test.each<[target: string, code: string, hint: string]>([
    ['services.web.prots', 'unknown-path', 'did you mean services.web.ports?'],
    ['services.wbe.image', 'unknown-path', 'did you mean services.web.image?'],
    ['services.web.ports[9]', 'unknown-path', 'services.web.ports has [0], [1], [2], [3]'],
    ['service.web', 'unknown-path', 'did you mean services.web?'],
    ['TAGG', 'unknown-variable', 'did you mean TAG?'],
  ])('%s', async (target, code, hint) => {
    await expect(trace(target)).rejects.toMatchObject({ code, hint });
  });
});
