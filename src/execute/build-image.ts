import { toBuildOptions } from '../convert/build.ts';
import { ComposeError } from '../diagnostics/errors.ts';
import type { BuildOptions } from '../engine/engine.ts';
import { imageLabels } from '../model/labels.ts';
import type { Build } from '../model/service.ts';
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
    ...toBuildOptions(build, { environment: project.environment, proxyVariables: await engine.proxyVariables() }),
    ...platformOf(service.platform, build),
    signal,
    onOutput: line => emit({ type: 'build', image, service: service.name, line }),
  });
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
