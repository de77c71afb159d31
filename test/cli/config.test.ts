import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  'shop/compose.yaml': [
    'name: shop',
    'services:',
    '  web: { image: "nginx:${TAG:-1}", volumes: [data:/data], environment: { PRICE: "5$$" }, depends_on: [api] }',
    '  api: { build: ., models: [llm], env_file: [api.env] }',
    '  tool: { image: "tool:${VERSION?}", profiles: [dev, all] }',
    '  probe: { image: probe, profiles: [dev], depends_on: [web] }',
    'volumes: { data: {}, unused: {} }',
    'models: { llm: { model: ai/small } }',
    '',
  ].join('\n'),
  'shop/api.env': 'LEVEL=high\n',
  'swarm/compose.yaml': 'services:\n  web:\n    image: b\n    deploy: { placement: { max_replicas_per_node: 1 } }\n',
  'platforms/compose.yaml': [
    'services:',
    '  built: { image: a, build: { context: ., platforms: [linux/arm64, linux/amd64] } }',
    '  pulled: { image: a }',
    '  told: { image: a, build: ., platform: linux/arm64 }',
    '',
  ].join('\n'),
  'broken-env/compose.yaml': 'services: { a: { image: b, env_file: missing.env } }\n',
};
beforeAll(() => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

const env: Readonly<Record<string, string>> = { TAG: '2', VERSION: '3' };

async function gantry(args: readonly string[], { project = 'shop', variables = env } = {}) {
  const { world, stdout, stderr } = testWorld({ cwd: join(folder, project), env: variables });
  return { code: await main(args, world), stdout: stdout(), stderr: stderr() };
}

const config = (...args: string[]) => gantry(['config', ...args]);

describe('lists', () => {
  test.each<[args: string[], stdout: string]>([
    [['-q'], ''],
    [['--services'], 'api\nweb\n'],
    [['--services', 'web'], 'api\nweb\n'],
    [['--services', '--no-interpolate'], 'api\nprobe\ntool\nweb\n'],
    [['--images'], 'shop-api\nnginx:2\n'],
    [['--images', 'probe'], 'shop-api\nprobe\nnginx:2\n'],
    [['--volumes'], 'data\n'],
    [['--networks'], 'default\n'],
    [['--profiles'], 'all\ndev\n'],
    [['--profiles', 'web'], 'all\ndev\n'],
    [['--models'], 'ai/small\n'],
    [['--volumes', '--services', '--hash', '*'], 'api\nweb\n'],
  ])('config %j', async (args, stdout) => {
    expect(await config(...args)).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('convert is another name for it', async () => {
    expect(await gantry(['convert', '--services'])).toEqual({ code: 0, stdout: 'api\nweb\n', stderr: '' });
  });

  test('--all-resources lists what no service uses', async () => {
    expect((await gantry(['--all-resources', 'config', '--volumes'])).stdout).toBe('data\nunused\n');
  });

  test('--compatibility joins the names of images by underscores', async () => {
    expect((await gantry(['--compatibility', 'config', '--images', '--no-consistency'])).stdout).toContain(
      'shop_api\n',
    );
  });

  test('what needs no env file of a service goes without it', async () => {
    expect(await gantry(['config', '--images'], { project: 'broken-env' })).toMatchObject({ code: 0, stdout: 'b\n' });
    expect(await gantry(['config', '--environment'], { project: 'broken-env' })).toMatchObject({ code: 1, stdout: '' });
  });

  test('a service that is not there', async () => {
    const { code, stderr } = await config('--images', 'nope');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^no such service: nope\n/);
  });
});

test('--environment prints what interpolation sees, by name', async () => {
  const { stdout } = await config('--environment');
  const lines = stdout.split('\n');
  expect(lines.map(line => line.split('=')[0])).toEqual(['COMPOSE_PROJECT_NAME', 'PWD', 'TAG', 'VERSION', '']);
  expect(lines).toContain('TAG=2');
});

test.each([
  ['--no-interpolate', 'the full model'],
  ['--variables', 'variables from the full model'],
])('%s says that it shows all services, where some are named', async (flag, shown) => {
  const { stderr, stdout, code } = await config(flag, 'web');
  expect(stderr).toContain(`msg="service filtering is not applied when ${flag} is set, ${shown} will be rendered"`);
  expect([code, stdout]).toEqual([0, (await config(flag)).stdout]);
  expect((await config(flag)).stderr).toBe('');
});

describe('--variables', () => {
  test('are listed without their values', async () => {
    expect(await gantry(['config', '--variables'], { variables: {} })).toEqual({
      code: 0,
      stdout: [
        'NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE',
        'TAG                 false               1                   ',
        'VERSION             true                                    ',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('as JSON and YAML', async () => {
    expect(Object.keys(JSON.parse((await config('--variables', '--format', 'JSON')).stdout))).toEqual([
      'TAG',
      'VERSION',
    ]);
    expect((await config('--variables', '--format', 'yaml')).stdout).toMatch(/^TAG:\n {4}name: TAG\n/);
  });
});

describe('--hash', () => {
  test('of all enabled services, or of those named, by name', async () => {
    const all = await config('--hash', '*');
    expect(all.stdout).toMatch(/^api [0-9a-f]{64}\nweb [0-9a-f]{64}\n$/);
    expect((await config('--hash', 'web,api')).stdout).toBe(all.stdout);
  });

  test.each<[names: string, stderr: string]>([
    ['nope', 'no such service: nope\n'],
    ['web,nope', 'no such service: nope\n'],
    ['tool', 'no such service: tool: disabled\nhint: add --profile dev\n'],
  ])('%s', async (names, stderr) => {
    expect(await config('--hash', names)).toEqual({ code: 1, stdout: '', stderr });
  });

  test('counts the default platform of services that are built, as if they named it', async () => {
    const hashes = async (platform?: string) => {
      const variables = platform === undefined ? env : { ...env, DOCKER_DEFAULT_PLATFORM: platform };
      return (await gantry(['config', '--hash', '*'], { project: 'platforms', variables })).stdout.split('\n');
    };
    const [none, arm] = [await hashes(), await hashes('linux/arm64')];
    expect(none.map((line, index) => line === arm[index])).toEqual([false, true, true, true]);
    expect(arm[0]!.split(' ')[1]).toBe(none[2]!.split(' ')[1]);
  });

  test('refuses a default platform that a service is not built for', async () => {
    const variables = { ...env, DOCKER_DEFAULT_PLATFORM: 'linux/s390x' };
    expect(await gantry(['config', '--hash', 'pulled'], { project: 'platforms', variables })).toEqual({
      code: 1,
      stdout: '',
      stderr: [
        'service "built" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: linux/s390x',
        'hint: add linux/s390x to build.platforms, or give the service a platform',
        '',
      ].join('\n'),
    });
  });

  test('counts what env files hold; version 2 counts their paths instead', async () => {
    const hashes = async (...globals: string[]) => {
      const read = (await gantry([...globals, 'config', '--hash', 'api'])).stdout;
      const unread = (await gantry([...globals, 'config', '--hash', 'api', '--no-env-resolution'])).stdout;
      return { read, unread };
    };
    const [five, two] = [await hashes(), await hashes('--compose-version', '2')];
    expect(five.read).not.toBe(five.unread);
    expect(two.read).toBe(two.unread);
  });
});

describe('the model', () => {
  test('as YAML that can be loaded again', async () => {
    const { stdout } = await config();
    expect(stdout).toContain('image: nginx:2\n');
    expect(stdout).toContain('PRICE: 5$$\n');
    expect(stdout).toContain('LEVEL: high\n');
  });

  test('as JSON, without a line break at its end', async () => {
    const { stdout } = await config('--format', 'json');
    expect(stdout).toMatch(/\}$/);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'shop', services: { web: { image: 'nginx:2' } } });
  });

  test('of chosen services, with what they need', async () => {
    const services = async (...names: string[]) =>
      Object.keys(JSON.parse((await config('--format', 'json', ...names)).stdout).services);
    expect(await services('api')).toEqual(['api']);
    expect(await services('probe')).toEqual(['api', 'probe', 'web']);
  });

  test('with variables left alone', async () => {
    expect((await config('--no-interpolate')).stdout).toContain('image: nginx:${TAG:-1}\n');
  });

  test('with env files left alone', async () => {
    const { stdout } = await config('--no-env-resolution');
    expect(stdout).not.toContain('LEVEL');
    expect(stdout).toContain('/api.env\n');
  });

  test('written to a file', async () => {
    expect(await config('-o', 'out.json', '--format', 'json')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(join(folder, 'shop/out.json'), 'utf8')).name).toBe('shop');
  });

  test('written to a file that cannot be', async () => {
    const { code, stderr } = await config('-o', 'nowhere/out.yaml');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^open nowhere\/out\.yaml: no such file or directory\nhint: /);
  });
});

test('--warnings names keys without effect, which config passes over otherwise', async () => {
  expect(await gantry(['config', '-q'], { project: 'swarm' })).toEqual({ code: 0, stdout: '', stderr: '' });
  const { code, stderr } = await gantry(['config', '-q', '--warnings'], { project: 'swarm' });
  expect(code).toBe(0);
  expect(stderr).toMatch(/services\.web\.deploy\.placement has no effect"\n --> compose\.yaml:4:15 \[ignored-key\]\n/);
});

describe('--trace', () => {
  test('tells people where a value comes from', async () => {
    const { code, stdout } = await config('--trace', 'services.web.image');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^services\.web\.image = nginx:2\n {2}set by +compose\.yaml:3:17 +web: \{ image/);
  });

  test('tells programs too', async () => {
    const { stdout } = await config('--trace', 'TAG', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'variable', value: '2', steps: [{ type: 'environment' }] });
  });

  test('of what no service uses as well', async () => {
    expect((await config('--trace', 'volumes.unused')).code).toBe(0);
  });

  test('refuses what is not there, and other formats', async () => {
    expect(await config('--trace', 'TGA')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('did you mean TAG?'),
    });
    expect(await config('--trace', 'TAG', '--format', 'yaml')).toMatchObject({
      code: 1,
      stderr: 'unsupported format "yaml"\nhint: use json, or none for people\n',
    });
  });
});

describe('digests', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  let server: Server;
  let variables: Readonly<Record<string, string>> = {};

  // An engine that knows nothing but what registries have.
  beforeAll(async () => {
    const path = join(folder, 'docker.sock');
    server = createServer(({ url = '' }, response) => {
      const found = /\/distribution\/(.*)\/json$/.exec(url) !== null && !url.includes('probe');
      const body = found ? { Descriptor: { mediaType: 'x', digest, size: 1 } } : { message: 'manifest unknown' };
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>(resolve => server.listen(path, resolve));
    variables = { ...env, DOCKER_HOST: `unix://${path}` };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const pinned = (...args: string[]) => gantry(['config', ...args], { variables });

  test('--resolve-image-digests pins the images of the model', async () => {
    const { code, stdout } = await pinned('--resolve-image-digests');
    expect(code).toBe(0);
    expect(stdout).toContain(`    image: docker.io/library/nginx:2@${digest}\n`);
    expect(stdout).toMatch(/^name: shop\n/);
  });

  test('--lock-image-digests leaves an override file', async () => {
    expect((await pinned('--lock-image-digests')).stdout).toBe(
      `services:\n  api: {}\n  web:\n    image: docker.io/library/nginx:2@${digest}\n`,
    );
    expect(JSON.parse((await pinned('--lock-image-digests', '--format', 'json')).stdout)).toEqual({
      name: '',
      services: {
        api: { command: null, entrypoint: null },
        web: { command: null, entrypoint: null, image: `docker.io/library/nginx:2@${digest}` },
      },
    });
  });

  test('--no-interpolate pins what has no variables, and refuses what has', async () => {
    expect(await pinned('--lock-image-digests', '--no-interpolate')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^invalid reference format\nhint: "nginx:\$\{TAG:-1\}" is no name of an image\n$/),
    });
    writeFileSync(join(folder, 'broken-env/plain.yaml'), 'services: { a: { image: b, command: "$$x" } }\n');
    const args = ['-f', 'plain.yaml', 'config', '--lock-image-digests', '--no-interpolate'];
    expect((await gantry(args, { project: 'broken-env', variables })).stdout).toBe(
      `services:\n  a:\n    image: docker.io/library/b:latest@${digest}\n`,
    );
  });

  test('a registry that has no such image', async () => {
    const { code, stdout, stderr } = await pinned('--resolve-image-digests', 'probe');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'failed to resolve digest for docker.io/library/probe:latest: Error response from daemon: manifest unknown\n',
    );
  });

  test('no engine to ask', async () => {
    const nowhere = { ...variables, DOCKER_HOST: `unix://${join(folder, 'none.sock')}` };
    const { code, stderr } = await gantry(['config', '--resolve-image-digests'], { variables: nowhere });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^failed to resolve digest for docker\.io\/library\/nginx:2: failed to connect to the docker/,
    );
  });
});
