import { ComposeError } from '../diagnostics/errors.ts';
import type { BuildOptions } from '../engine/engine.ts';
import { imageLabels } from '../model/labels.ts';
import type { Build, StringMap } from '../model/service.ts';
import type { Operation } from '../plan/operation.ts';
import { buildContext } from './build-context.ts';
import type { Run } from './context.ts';

/** Sends the build's context to the engine and has it build there; its output goes out line by line. */
export async function buildImage(
  { service, image }: Extract<Operation, { type: 'build-image' }>,
  run: Run,
): Promise<undefined> {
  const { engine, emit, project, composeVersion, signal } = run;
  const build = service.build ?? {};
  const { context, dockerfile } = await buildContext(service.name, build);
  await engine.buildImage({
    context,
    dockerfile,
    tags: [...new Set([image, ...(build.tags ?? [])])],
    labels: { ...build.labels, ...imageLabels(project.name, service.name, composeVersion) },
    ...toBuildOptions(build, project.environment),
    ...platformOf(service.platform, build),
    signal,
    onOutput: line => emit({ type: 'build', image, line }),
  });
}

function toBuildOptions(build: Build, environment: StringMap): Partial<BuildOptions> {
  return {
    ...(build.args ? { args: withValues(build.args, environment) } : {}),
    ...(build.target ? { target: build.target } : {}),
    ...(build.no_cache ? { noCache: true } : {}),
    ...(build.pull ? { pull: true } : {}),
    ...(build.network ? { networkMode: build.network } : {}),
    ...(build.extra_hosts ? { extraHosts: build.extra_hosts.map(entry => entry.replace('=', ':')) } : {}),
    ...(build.shm_size ? { shmSize: Number(build.shm_size) } : {}),
    ...(build.cache_from ? { cacheFrom: build.cache_from } : {}),
  };
}

/** An argument without a value takes it from the environment, or is left to the Dockerfile's default. */
function withValues(args: NonNullable<Build['args']>, environment: StringMap): Record<string, string> {
  const values = Object.keys(args)
    .sort()
    .map(name => [name, args[name] ?? environment[name]] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function platformOf(platform: string | undefined, build: Build): Partial<BuildOptions> {
  const wanted = platform ?? (build.platforms?.length === 1 ? build.platforms[0] : undefined);
  if (wanted === undefined && (build.platforms?.length ?? 0) > 1) {
    throw new ComposeError('unsupported-build', 'multiple platforms need a builder that can make them', {
      hint: 'name the one platform to run on as the service’s `platform`',
    });
  }
  return wanted === undefined ? {} : { platform: wanted };
}
