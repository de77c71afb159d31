import { ComposeError } from '../diagnostics/errors.ts';
import { canonicalReference } from '../engine/canonical-reference.ts';
import type { CommitOptions as EngineCommitOptions } from '../engine/engine.ts';
import type { Context } from './context.ts';
import { type ContainerChoice, runningContainer } from './running-container.ts';
import { nameOf } from './scope.ts';

export interface CommitOptions extends ContainerChoice, EngineCommitOptions {
  /** Tell of it, and make nothing. Default: false. */
  readonly dryRun?: boolean;
}

/** Makes an image of a container of the service. Resolves to its id; undefined for a dry run. */
export async function commit(
  { name: projectName }: { readonly name: string },
  { service, index, dryRun = false, ...options }: CommitOptions,
  { engine, emit }: Pick<Context, 'engine' | 'emit'>,
): Promise<string | undefined> {
  const container = await runningContainer(engine, projectName, { service, ...(index === undefined ? {} : { index }) });
  const step = { type: 'progress', kind: '', name: nameOf(container) } as const;
  emit({ ...step, status: 'Working', text: 'Committing' });
  requireReference(options.reference);
  if (dryRun) {
    emit({ ...step, status: 'Done', text: 'Committed' });
    return undefined;
  }
  const { Id: id } = await engine.commitContainer(container.Id, options);
  emit({ ...step, status: 'Done', text: `Committed as ${id}` });
  return id;
}

function requireReference(name: string | undefined): void {
  if (name === undefined) return;
  const canonical = canonicalReference(name);
  if ('mistake' in canonical)
    throw new ComposeError('image-reference', canonical.mistake, {
      hint: `${JSON.stringify(name)} is no name of an image`,
    });
}
