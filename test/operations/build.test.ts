import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BuildOptions as EngineBuildOptions } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { build, plansOfBuild } from '../../src/operations/build.ts';
import { up } from '../../src/operations/up.ts';
import { formatPlan } from '../../src/plan/format.ts';
import { once, type ProjectInput, project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-build-'));
  write('Dockerfile', 'FROM scratch\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

type Asked = Omit<EngineBuildOptions, 'context' | 'onOutput' | 'signal'> & { readonly files: Record<string, string> };

/** What the engine is asked to build. */
function buildingEngine() {
  const engine = fakeEngine({ images: [], proxies: { HTTP_PROXY: 'http://p' } });
  const asked: Asked[] = [];
  const { buildImage } = engine;
  engine.buildImage = async ({ context, onOutput, signal: _, ...rest }) => {
    const files: Record<string, string> = {};
    const reader = extract();
    context.pipe(reader);
    for await (const entry of reader) {
      let text = '';
      for await (const chunk of entry) text += chunk;
      if (entry.header.type === 'file') files[entry.header.name] = text;
    }
    asked.push({ ...rest, files });
    onOutput('built');
    return buildImage({ ...rest, context: Readable.from([]), onOutput });
  };
  return { engine, asked };
}

async function built(services: ProjectInput['services'], more: Partial<ProjectInput> = {}): Promise<Asked[]> {
  const { engine, asked } = buildingEngine();
  await build(project({ services: services!, ...more }), {}, recordedContext(engine, { concurrency: 1 }));
  return asked;
}

test("a build that fails is told in the builder's own words, with the exit code of the command", async () => {
  const { engine } = buildingEngine();
  const message = "The command 'x' returned a non-zero code: 3";
  engine.buildImage = async () => Promise.reject(new EngineError('refused', message, { exitCode: 3 }));
  const context = recordedContext(engine);
  const building = build(project({ services: { web: { build: { context: folder } } } }), {}, context);
  await expect(building).rejects.toMatchObject({ message, exitCode: 3 });
  expect(context.lines.at(-1)).toMatch(/^Image \S+ Error The command 'x'/);
});

describe('the context', () => {
  test('has all files of the folder but those that .dockerignore names', async () => {
    write('a.txt', 'a');
    write('skipped.log', 'log');
    write('logs/deep/skipped.log', 'log');
    write('logs/kept.log', 'kept');
    write('node_modules/x/index.js', 'x');
    write('.dockerignore', '# what is not needed\n**/*.log\nnode_modules\n!logs/kept.log\n');
    const [{ files }] = (await built({ web: { build: { context: folder } } })) as [Asked];
    expect(Object.keys(files).sort()).toEqual(['.dockerignore', 'Dockerfile', 'a.txt', 'logs/kept.log']);
  });

  test('has the Dockerfile even if it is ignored', async () => {
    write('.dockerignore', '*\n');
    const [{ files, dockerfile }] = (await built({ web: { build: { context: folder } } })) as [Asked];
    expect(dockerfile).toBe('Dockerfile');
    expect(Object.keys(files).sort()).toEqual(['.dockerignore', 'Dockerfile']);
  });

  test('goes by the ignore file of its own Dockerfile, where there is one', async () => {
    write('docker/web.Dockerfile', 'FROM scratch\n');
    write('docker/web.Dockerfile.dockerignore', 'a.txt\n');
    write('.dockerignore', 'b.txt\n');
    write('a.txt', 'a');
    write('b.txt', 'b');
    const [{ files, dockerfile }] = (await built({
      web: { build: { context: folder, dockerfile: 'docker/web.Dockerfile' } },
    })) as [Asked];
    expect(dockerfile).toBe('docker/web.Dockerfile');
    expect(files).not.toHaveProperty(['a.txt']);
    expect(files).toHaveProperty(['b.txt']);
  });

  test('has an inline Dockerfile beside the files', async () => {
    const [{ files, dockerfile }] = (await built({
      web: { build: { context: folder, dockerfile_inline: 'FROM busybox\n' } },
    })) as [Asked];
    expect(files[dockerfile]).toBe('FROM busybox\n');
    expect(files.Dockerfile).toBe('FROM scratch\n');
  });

  test('that is no folder is a mistake of the user', async () => {
    await expect(built({ web: { build: { context: join(folder, 'nowhere') } } })).rejects.toMatchObject({
      code: 'missing-build-context',
    });
  });
});

test.each(['dockerfile', 'dockerfile_inline'])('an empty %s is none', async attribute => {
  const [asked] = await built({ web: { build: { context: folder, [attribute]: '' } } });
  expect(asked).toMatchObject({ dockerfile: 'Dockerfile', files: { Dockerfile: 'FROM scratch\n' } });
});

describe('the request', () => {
  test('asks for the default platform, unless the service names one', async () => {
    const build = { context: folder };
    const services = { a: { image: 'a', build }, b: { image: 'b', build, platform: 'linux/amd64' } };
    const asked = await built(services, { environment: { DOCKER_DEFAULT_PLATFORM: 'linux/arm64' } });
    expect(asked.map(({ platform }) => platform)).toEqual(['linux/arm64', 'linux/amd64']);
  });

  test('names image, labels, arguments and platform', async () => {
    const [asked] = (await built(
      {
        web: {
          image: 'mine',
          platform: 'linux/arm64',
          build: {
            context: folder,
            args: { A: '1', B: null, C: null },
            tags: ['mine', 'mine:2'],
            labels: { own: 'x' },
          },
        },
      },
      { environment: { B: 'from environment' } },
    )) as [Asked];
    expect(asked).toMatchObject({
      tags: ['mine', 'mine:2'],
      platform: 'linux/arm64',
      args: { HTTP_PROXY: 'http://p', A: '1', B: 'from environment' },
      labels: {
        own: 'x',
        'com.docker.compose.project': 'app',
        'com.docker.compose.service': 'web',
        'com.docker.compose.version': '5.5.0',
      },
    });
  });

  test('takes what the command line says over what the file says', async () => {
    const { engine, asked } = buildingEngine();
    const wanted = project({
      services: { web: { build: { context: folder, args: { A: 'file' } } } },
      environment: { B: 'environment' },
    });
    await build(wanted, { noCache: true, pullBase: true, args: { A: 'flag', B: null } }, recordedContext(engine));
    expect(asked[0]).toMatchObject({ noCache: true, pull: true, args: { A: 'flag', B: 'environment' } });
  });
});

describe('which images', () => {
  const section = () => ({ build: { context: folder } });

  test('services that name one image and build it alike build it once', async () => {
    const asked = await built({ a: { image: 'shared', ...section() }, b: { image: 'shared', ...section() } });
    expect(asked.map(({ tags }) => tags)).toEqual([['shared']]);
  });

  test('only those of the services named, and with them what they depend on when asked to', () => {
    const wanted = project({
      services: {
        web: { ...section(), image: 'web', depends_on: { db: once('started') } },
        db: { ...section(), image: 'db' },
        c: section(),
      },
    });
    expect(formatPlan(plansOfBuild(wanted, { services: ['web'] })[0]!)).toBe(
      '[] -> #1 image:web, build-image, asked by --build',
    );
    expect(
      plansOfBuild(wanted, { services: ['web'], withDependencies: true })[0]!.nodes.map(node => node.resource),
    ).toEqual(['image:db', 'image:web']);
  });

  test('an unknown service is a mistake', () => {
    expect(() => plansOfBuild(project(), { services: ['nope'] })).toThrow('no such service: nope');
  });

  test('nothing to build is a warning', async () => {
    const context = recordedContext(fakeEngine());
    expect(await build(project({ services: { web: {} } }), {}, context)).toEqual([]);
    expect(context.lines).toEqual(['warning: No services to build']);
  });

  test('up builds what is missing, and nothing the second time', async () => {
    const { engine, asked } = buildingEngine();
    const wanted = project({ services: { web: { ...section(), image: 'app-web', pull_policy: 'never' } } });
    await up(wanted, {}, recordedContext(engine));
    await up(wanted, {}, recordedContext(engine));
    expect(asked.map(({ tags }) => tags)).toEqual([['app-web']]);
  });
});

describe('what the builder can not do', () => {
  test('is refused before anything is built, where leaving it out would change the image', async () => {
    const { engine, asked } = buildingEngine();
    const wanted = project({ services: { web: { build: { context: folder, secrets: [{ source: 'x' }] } } } });
    await expect(build(wanted, {}, recordedContext(engine))).rejects.toThrow(
      'services.web.build.secrets is not supported yet',
    );
    expect(asked).toEqual([]);
  });

  test('is warned of, where the image is the same without', async () => {
    const { engine } = buildingEngine();
    const context = recordedContext(engine);
    const wanted = project({
      services: { web: { build: { context: folder, cache_to: ['type=inline'], sbom: 'true' } } },
    });
    await build(wanted, {}, context);
    expect(context.lines.slice(0, 2)).toEqual([
      "warning: services.web.build.cache_to is ignored: the engine's builder does not take it",
      "warning: services.web.build.sbom is ignored: the engine's builder does not take it",
    ]);
  });
});
