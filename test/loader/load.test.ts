import { describe, expect, test } from 'vitest';
import { loadProject, loadProjectModel } from '../../src/loader/load.ts';
import { type Given, load, memoryIO, refusals } from './memory-io.ts';

describe('marks', () => {
  const base =
    'services:\n  a: {image: a, ports: ["80:80"], environment: {A: 1, B: 2}, dns: [1.1.1.1]}\n  b: {image: b}\n';
  test.each<[string, string, object]>([
    ['!reset of a list', 'a: {ports: !reset []}', { image: 'a', environment: { A: '1', B: '2' } }],
    ['!override of a list', 'a: {dns: !override [8.8.8.8]}', { dns: ['8.8.8.8'] }],
    ['!reset of a key', 'a: {environment: {A: !reset null}}', { environment: { B: '2' } }],
    ['!override of a service', 'a: !override {image: z}', { image: 'z' }],
  ])('%s', async (_, service, expected) => {
    const { project } = await load(`${base}---\nservices:\n  ${service}\n`);
    expect(project.services.a).toMatchObject(expected);
    if (service.includes('ports')) expect(project.services.a!.ports ?? []).toEqual([]);
    if (service.includes('z')) expect(project.services.a).not.toHaveProperty('dns');
  });

  test('!reset of a service', async () => {
    const { project } = await load(`${base}---\nservices: {b: !reset {}}\n`);
    expect(Object.keys(project.services)).toEqual(['a']);
  });
});

describe('keys that are left empty', () => {
  const base = 'services: {a: {image: a, environment: {A: 1}, ports: ["80"], build: .}}\n';

  test('keep what the documents before have', async () => {
    const { project } = await load(
      `${base}---\nservices: {a: {image: , environment: , ports: , build: , dns: [1.1.1.1]}}\n`,
    );
    expect(project.services.a).toMatchObject({ image: 'a', environment: { A: '1' }, dns: ['1.1.1.1'] });
    expect(project.services.a!.ports).toHaveLength(1);
  });

  test('keep what an extended service has', async () => {
    const { project } = await load(
      `${base}  \n---\nservices: {b: {image: b, labels: {B: 1}}, c: {extends: b, labels: }}\n`,
    );
    expect(project.services.c).toMatchObject({ labels: { B: '1' } });
  });

  test('are a mistake where nothing is', async () => {
    expect(await refusals(load('services: {a: {image: }}\n'))).toEqual([
      '/p/compose.yaml:1:22 validating /p/compose.yaml: services.a.image must be a string',
    ]);
  });
});

describe('env_file and label_file', () => {
  const beside = { '/p/1.env': 'A=1\nB=1\n', '/p/2.env': 'B=2\nC=${A}-${D}-$P\n', '/p/raw.env': 'Q="q"\n' };

  test('later files win, `environment` wins over all', async () => {
    const text = 'services: {a: {image: a, env_file: [1.env, 2.env], environment: {D: d, A: own, N: null}}}\n';
    const { project } = await load(text, { beside, env: { P: 'p' } });
    expect(project.services.a!.environment).toEqual({ A: 'own', B: '2', C: 'own-d-p', D: 'd', N: null });
    expect(project.services.a).not.toHaveProperty('env_file');
  });

  test('a file may use what the ones before it define', async () => {
    const files = { '/p/1.env': 'A=1\n', '/p/2.env': 'B=${A}-$P\n' };
    const text = 'services: {a: {image: a, env_file: [1.env, 2.env]}}\n';
    const { project } = await load(text, { beside: files, env: { P: 'p' } });
    expect(project.services.a!.environment).toEqual({ A: '1', B: '1-p' });
  });

  test('raw files and optional ones', async () => {
    const text =
      'services: {a: {image: a, env_file: [{path: raw.env, format: raw}, {path: no.env, required: false}]}}\n';
    expect((await load(text, { beside })).project.services.a!.environment).toEqual({ Q: '"q"' });
  });

  test('labels come from files too', async () => {
    const { project } = await load('services: {a: {image: a, label_file: 1.env, labels: {B: own}}}\n', { beside });
    expect(project.services.a!.labels).toEqual({ A: '1', B: 'own' });
  });

  test('a missing file is shown where it is named', async () => {
    const text = 'services:\n  a:\n    image: a\n    env_file:\n      - 1.env\n      - no.env\n';
    expect(await refusals(load(text, { beside }))).toEqual([
      '/p/compose.yaml:6:9 env file /p/no.env not found: stat /p/no.env: no such file or directory',
    ]);
  });

  test('of a service that is not asked for may be missing', async () => {
    const text = 'services: {a: {image: a, depends_on: [b]}, b: {image: b}, c: {image: c, env_file: no.env}}\n';
    const { project } = await load(text, { services: ['a'] });
    expect(Object.keys(project.services)).toEqual(['a', 'b']);
    await expect(load(text, { services: ['c'] })).rejects.toThrow('env file /p/no.env not found');
  });

  test('a missing file is told of together with other mistakes', async () => {
    const text = 'services: {a: {image: a, env_file: no.env}, b: {image: b, networks: [nope]}}\n';
    expect(await refusals(load(text))).toHaveLength(2);
  });

  test('the names of label files stay for what runs, and go for what is printed', async () => {
    const text = 'services: {a: {image: a, label_file: 1.env}}\n';
    const names = async (labelFiles: 'keep' | 'discard' | 'ignore') =>
      (await load(text, { beside, labelFiles })).project.services.a!;
    expect(await names('keep')).toMatchObject({ label_file: ['/p/1.env'], labels: { A: '1' } });
    expect(await names('discard')).not.toHaveProperty('label_file');
    expect(await names('discard')).toMatchObject({ labels: { A: '1' } });
    expect(await names('ignore')).not.toHaveProperty('labels');
  });

  test('resolveEnvironment: false leaves them alone', async () => {
    const text = 'services: {a: {image: a, env_file: no.env}}\n';
    const { project } = await load(text, { resolveEnvironment: false });
    expect(project.services.a!.env_file).toEqual([{ path: '/p/no.env', required: true }]);
  });
});

test('two services may share a container name as long as one of them is asked for', async () => {
  const text = 'services: {a: {image: a, container_name: xx}, b: {image: b, container_name: xx}}\n';
  await expect(load(text)).rejects.toThrow('container name "xx" is already in use by service a');
  expect(Object.keys((await load(text, { services: ['b'] })).project.services)).toEqual(['b']);
});

describe('warnings point at their places', () => {
  test('unset variables and the obsolete version', async () => {
    const { warnings } = await load('version: "3"\nservices:\n  a: {image: "x:$TAG"}\n');
    expect(warnings.map(({ message, location }) => `${location?.range.start.line} ${message}`)).toEqual([
      '3 The "TAG" variable is not set. Defaulting to a blank string.',
      '1 /p/compose.yaml: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion',
    ]);
  });
});

describe('mistakes', () => {
  test('in the version are told as such alone', async () => {
    await expect(load('version: 3\nservices: {a: {image: a}}\n')).rejects.toMatchObject({
      message: 'validating /p/compose.yaml: version must be a string',
      diagnostics: [{ severity: 'error' }],
    });
  });

  test('of all files and stages that can see them come in one run', async () => {
    const run = load(
      'services:\n  a: {image: "${", tty: maybe}\n  b: {imagee: x}\n  d: {image: x, networks: [nowhere]}\n',
      {
        files: ['compose.yaml', 'o.yaml'],
        beside: { '/p/o.yaml': 'services:\n  c:\n    ports: 80\n    image: x\n' },
      },
    );
    expect(await refusals(run)).toEqual([
      '/p/compose.yaml:2:14 invalid interpolation format for services.a.image.',
      '/p/compose.yaml:2:25 error while interpolating services.a.tty: failed to cast to expected type: invalid boolean: maybe',
      "/p/compose.yaml:3:7 validating /p/compose.yaml: services.b additional properties 'imagee' not allowed",
      '/p/o.yaml:3:12 validating /p/o.yaml: services.c.ports must be a array',
      '/p/compose.yaml:4:28 service "d" refers to undefined network nowhere: invalid compose project',
    ]);
  });

  test('of the merged model point at the last file that has the place', async () => {
    const run = load('services:\n  a: {image: a, networks: [x]}\n', {
      files: ['compose.yaml', 'o.yaml'],
      beside: { '/p/o.yaml': 'services:\n  a:\n    tty: true\n    networks: [y]\nnetworks: {x: {}}\n' },
    });
    expect(await refusals(run)).toEqual([
      '/p/o.yaml:4:16 service "a" refers to undefined network y: invalid compose project',
    ]);
  });

  test.each<[string, string, Given, string]>([
    ['an empty file', '# nothing\n', {}, '/p/compose.yaml:1:1 empty compose file'],
    ['a list', '- a\n', {}, '/p/compose.yaml:1:1 top-level object must be a mapping'],
    ['services that are a list', 'services: [a]\n', {}, '/p/compose.yaml:1:1 services must be a mapping'],
    ['a file that is not there', '', { files: ['no.yaml'] }, 'open /p/no.yaml: no such file or directory'],
    ['a folder', '', { files: ['/p'] }, 'read /p: is a directory'],
    ['no service of that name', 'services: {a: {image: a}}\n', { services: ['z*'] }, 'no such service: z*'],
  ])('%s', async (_, text, given, message) => {
    expect(await refusals(load(text, given))).toEqual([message]);
  });

  test('no file at all', async () => {
    expect(await refusals(loadProject({}, memoryIO({})))).toEqual(['no configuration file provided: not found']);
  });
});

test('standard input is a file like others', async () => {
  const io = memoryIO({}, { stdin: 'services: {a: {image: in, build: .}}\n' });
  const { project } = await loadProject({ files: ['-'] }, io);
  expect(project).toMatchObject({ name: 'p', composeFiles: ['-'], services: { a: { build: { context: '/p' } } } });
});

test('uninterpolated, the model keeps its variables', async () => {
  const text = 'services: {a: {image: "x:${TAG?needed}", privileged: "$P"}}\n';
  const { model } = await loadProjectModel({ interpolate: false }, memoryIO({ '/p/compose.yaml': text }));
  expect(model).toMatchObject({ services: { a: { image: 'x:${TAG?needed}', privileged: '$P' } } });
});

describe('uninterpolated', () => {
  const model = async (service: string) => {
    const files = { '/p/compose.yaml': `services: {a: {image: a, ${service}}}\n`, '/p/.env': 'TAG=1\n' };
    return (await loadProjectModel({ interpolate: false }, memoryIO(files))).model;
  };

  test('nothing comes from the environment but the name of the project', async () => {
    const listed = 'environment: [TAG, COMPOSE_PROJECT_NAME]';
    expect(await model(listed)).toMatchObject({
      name: 'p',
      services: { a: { environment: ['TAG', 'COMPOSE_PROJECT_NAME=p'] } },
    });
    const mapped = 'environment: {TAG: }, build: {args: {TAG: , OWN: 2}}';
    expect(await model(mapped)).toMatchObject({
      services: { a: { environment: { TAG: null }, build: { args: { OWN: 2 } } } },
    });
  });

  test('short syntax that cannot be read yet stays', async () => {
    const short = 'ports: ["$P:80"], volumes: ["$V"], build: {additional_contexts: ["$A"]}';
    expect(await model(short)).toMatchObject({ services: { a: { ports: ['$P:80'] } } });
  });

  test.each([
    ['unknown: 1', "validating /p/compose.yaml: services.a additional properties 'unknown' not allowed"],
    ['ulimits: {nproc: "$N"}', 'services.a.ulimits.nproc: invalid type string for external'],
  ])('what the schema forbids is refused: %s', async (service, message) => {
    const refused = await refusals(model(service));
    expect(refused.map(line => line.replace(/^\S+ /, ''))).toEqual([message]);
  });
});

test('names that every object has are names like others', async () => {
  const text = 'services: {__proto__: {image: "a$constructor$__proto__"}, constructor: {image: b}}\n';
  const { project } = await load(text);
  expect(Object.keys(project.services).sort()).toEqual(['__proto__', 'constructor']);
  expect(Object.getOwnPropertyDescriptor(project.services, '__proto__')?.value).toMatchObject({ image: 'a' });
});
