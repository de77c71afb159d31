import { describe, expect, test } from 'vitest';
import { canonicalize } from '../../src/loader/canonical.ts';
import { checkAttributes } from '../../src/loader/check-attributes.ts';
import { checkConsistency, checkContainerNames } from '../../src/loader/consistency.ts';
import { decode } from '../../src/loader/decode.ts';
import { normalize } from '../../src/loader/normalize.ts';
import type { Problem } from '../../src/loader/report.ts';
import { document, problemsOf, unexpected } from './document.ts';

async function projectOf(text: string) {
  const tree = canonicalize(await document(text), unexpected);
  return decode(normalize(tree, { projectName: 'app', environment: {} }), unexpected);
}

async function inconsistencies(text: string): Promise<string[]> {
  const project = await projectOf(text);
  return problemsOf(report => checkConsistency(project, report));
}

/** Mistakes of a service `web`, below which the paths are, in a project with a service `db`. */
async function mistakes(attributes: string): Promise<string[]> {
  const found = await inconsistencies(`services: {web: {${attributes}}, db: {image: x}}`);
  return found.map(problem => problem.replace(/^services\.web\.?/, ''));
}

test.each([
  ['user: x', ': service "web" has neither an image nor a build context specified: invalid compose project'],
  [
    'build: {dockerfile: a, dockerfile_inline: b}',
    'build.dockerfile_inline: service "web" declares mutualy exclusive dockerfile and dockerfile_inline: invalid compose project',
  ],
  [
    'build: {additional_contexts: {a: "service:nope"}}',
    'build.additional_contexts.a: service "web" declares unknown service "nope" as additional contexts a',
  ],
  [
    'build: {additional_contexts: {a: "service:db"}}',
    'build.additional_contexts.a: service "web" declares non-buildable service "db" as additional contexts a',
  ],
  [
    'platform: linux/arm64, build: {platforms: [linux/amd64]}',
    'platform: service.build.platforms MUST include service.platform "linux/arm64": invalid compose project',
  ],
  [
    'image: x, network_mode: host, networks: [default]',
    'network_mode: service web declares mutually exclusive `network_mode` and `networks`: invalid compose project',
  ],
  [
    'image: x, networks: [nope]',
    'networks.nope: service "web" refers to undefined network nope: invalid compose project',
  ],
  [
    'image: x, volumes: ["nope:/x"]',
    'volumes.0: service "web" refers to undefined volume nope: invalid compose project',
  ],
  ['image: x, secrets: [nope]', 'secrets.0: service "web" refers to undefined secret nope: invalid compose project'],
  ['image: x, configs: [nope]', 'configs.0: service "web" refers to undefined config nope: invalid compose project'],
  ['image: x, models: [nope]', 'models.nope: service "web" refers to undefined model nope: invalid compose project'],
  [
    'build: {secrets: [nope]}',
    'build.secrets.0: service "web" refers to undefined build secret nope: invalid compose project',
  ],
  [
    'image: x, healthcheck: {test: [curl, x]}',
    'healthcheck.test: healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"',
  ],
  [
    'image: x, depends_on: [nope]',
    'depends_on.nope: service "web" depends on undefined service "nope": invalid compose project',
  ],
  [
    'image: x, links: [nope], depends_on: {nope: {condition: service_started, required: false}}',
    'links.0: service "web" depends on undefined service "nope": invalid compose project',
  ],
  [
    'image: x, links: [db, "nope:x"]',
    'links.1: service "web" depends on undefined service "nope": invalid compose project',
  ],
  [
    'image: x, network_mode: "service:nope"',
    'network_mode: service "web" depends on undefined service "nope": invalid compose project',
  ],
  [
    'image: x, volumes_from: [nope]',
    'volumes_from.0: service "web" depends on undefined service "nope": invalid compose project',
  ],
  ['image: x, depends_on: [web]', 'depends_on: dependency cycle detected: web -> web'],
  [
    'image: x, scale: 2, deploy: {replicas: 3}',
    "scale: services.web: can't set distinct values on 'scale' and 'deploy.replicas': invalid compose project",
  ],
  [
    'image: x, cpus: 1, deploy: {resources: {limits: {memory: 1m}}}',
    "cpus: services.web: can't set distinct values on 'cpus' and 'deploy.resources.limits.cpus': invalid compose project",
  ],
  [
    'image: x, mem_limit: 1m, deploy: {resources: {limits: {cpus: 1}}}',
    "mem_limit: services.web: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': invalid compose project",
  ],
  [
    'image: x, pids_limit: 1, deploy: {resources: {limits: {pids: 2}}}',
    "pids_limit: services.web: can't set distinct values on 'pids_limit' and 'deploy.resources.limits.pids': invalid compose project",
  ],
  [
    'image: x, mem_reservation: 1m, deploy: {resources: {reservations: {cpus: 1}}}',
    "mem_reservation: services.web: can't set distinct values on 'mem_reservation' and 'deploy.resources.reservations.memory': invalid compose project",
  ],
  ['image: x, scale: -1', 'scale: services.web.scale: must be greater than or equal to 0'],
  [
    'image: x, scale: 2, container_name: xx',
    "scale: services.scale: can't set container_name and web as container name must be unique: invalid compose project",
  ],
  [
    'image: x, deploy: {replicas: 2}, container_name: xx',
    "deploy.replicas: services.deploy.replicas: can't set container_name and web as container name must be unique: invalid compose project",
  ],
  [
    'image: x, develop: {watch: [{path: ., action: sync}]}',
    'develop.watch.0: services.web.develop.watch: target is required for non-rebuild actions: invalid compose project',
  ],
  [
    'image: x, develop: {watch: [{path: ., action: restart, x-gantry: {sync: two-way}}]}',
    'develop.watch.0.x-gantry.sync: services.web.develop.watch: restart has no files to keep the same both ways',
  ],
  [
    'image: x, tmpfs: [/a, "/a:size=1"]',
    'tmpfs.1: services.web.tmpfs[1]: target /a already mounted as services.web.tmpfs[0]',
  ],
  [
    'image: x, tmpfs: [/a], volumes: [./b:/a]',
    'tmpfs.0: services.web.tmpfs[0]: target /a already mounted as services.web.volumes[0]',
  ],
])('%s', async (attributes, mistake) => {
  expect(await mistakes(attributes)).toEqual([mistake]);
});

test.each([
  'image: x',
  'build: .',
  'provider: {type: x}',
  'build: {context: ., additional_contexts: {a: "service:web"}}',
  'image: x, cpus: 0.3, deploy: {resources: {limits: {cpus: "0.30"}}}',
  'image: x, mem_limit: 1024k, deploy: {resources: {limits: {memory: 1m}}}',
  'image: x, cpus: 1, deploy: {replicas: 2}',
  'image: x, scale: 1, container_name: xx',
  'image: x, healthcheck: {test: [NONE]}',
  'image: x, volumes: [/anonymous]',
  'image: x, develop: {watch: [{path: ., action: restart}]}',
  'image: x, develop: {watch: [{path: ., action: sync, target: /a, x-gantry: {sync: two-way}}]}',
])('%s is fine', async attributes => {
  expect(await mistakes(attributes)).toEqual([]);
});

describe('among services', () => {
  test('a cycle of dependencies', async () => {
    expect(
      await inconsistencies(
        'services: {a: {image: x, links: [b]}, b: {image: x, depends_on: [c]}, c: {image: x, volumes_from: [a]}}',
      ),
    ).toEqual(['services.a.depends_on: dependency cycle detected: a -> b -> c -> a']);
  });

  test('one container name for two', async () => {
    const project = await projectOf('services: {a: {image: x, container_name: xx}, b: {image: x, container_name: xx}}');
    expect(await problemsOf(report => checkContainerNames(project, report))).toEqual([
      'services.b.container_name: services.b: container name "xx" is already in use by service a',
    ]);
  });

  test('a dependency that no active profile has', async () => {
    const { services, ...rest } = await projectOf('services: {a: {image: x, depends_on: [b]}, b: {image: x}}');
    const found: Problem[] = [];
    checkConsistency({ ...rest, services: { a: services.a! }, disabledServices: { b: services.b! } }, problem =>
      found.push(problem),
    );
    expect(found).toMatchObject([{ code: 'undefined-dependency', hint: 'activate a profile of b' }]);
  });

  test('every mistake of the project, with what was probably meant', async () => {
    const found: Problem[] = [];
    const project = await projectOf(
      '{services: {a: {image: x, depends_on: [databse]}, database: {volumes: ["dta:/x"]}}, volumes: {data: null}}',
    );
    checkConsistency(project, problem => found.push(problem));
    expect(found.map(({ code, hint }) => [code, hint])).toEqual([
      ['undefined-dependency', 'did you mean "database"?'],
      ['no-image', 'add "image:" or "build:"'],
      ['undefined-volume', 'did you mean "data"?'],
    ]);
  });
});

describe('what an attribute tells by itself', () => {
  test.each([
    [
      'services: {a: {volumes: [{type: volume}]}}',
      'services.a.volumes.0: service volume services.a.volumes.[0] is missing a mount target',
    ],
    [
      'services: {a: {volumes: [{type: bind, target: /x}]}}',
      'services.a.volumes.0: invalid mount config for type "bind": field Source must not be empty',
    ],
    [
      'services: {a: {devices: [{source: /dev/a}]}}',
      'services.a.devices.0: service device services.a.devices.[0] is missing a mount target',
    ],
    ['secrets: {s: {}}', 'secrets.s: secrets.s: one of file|environment must be set'],
    [
      'secrets: {s: {file: a, environment: B}}',
      'secrets.s: secrets.s: file|environment attributes are mutually exclusive',
    ],
    [
      'configs: {s: {file: a, content: B}}',
      'configs.s: configs.s: file|environment|content attributes are mutually exclusive',
    ],
    [
      'volumes: {v: {external: true, driver: x}}',
      'volumes.v.driver: volumes.v: conflicting parameters "external" and "driver" specified',
    ],
    [
      'services: {a: {gpus: [{count: 1, device_ids: [a]}]}}',
      'services.a.gpus.0.device_ids: services.a.gpus.[]: "count" and "device_ids" attributes are exclusive',
    ],
    [
      'services: {a: {develop: {watch: [{path: "", action: rebuild}]}}}',
      "services.a.develop.watch.0.path: services.a.develop.watch.[].path: value can't be blank",
    ],
  ])('%s', async (text, problem) => {
    const tree = canonicalize(await document(text), unexpected);
    expect(await problemsOf(report => checkAttributes(tree, report))).toEqual([problem]);
  });

  test('a secret of a driver has no source that Docker Compose knows', async () => {
    expect(await inconsistencies('secrets: {s: {driver: x}, e: {external: true}}')).toEqual([
      'secrets.s: secret "s" must declare either `file` or `environment`: invalid compose project',
    ]);
  });
});
