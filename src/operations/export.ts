import { ComposeError } from '../diagnostics/errors.ts';
import type { Context } from './context.ts';
import { type ContainerChoice, runningContainer } from './running-container.ts';
import { nameOf } from './scope.ts';

export interface ExportOptions extends ContainerChoice {
  /** Tell of it, and write nothing. Default: false. */
  readonly dryRun?: boolean;
}

/** Hands over a tar of the file system that a container of the service has, piece by piece. */
export async function exportContainer(
  { name: projectName }: { readonly name: string },
  { dryRun = false, ...choice }: ExportOptions,
  {
    engine,
    emit,
    signal,
    write,
  }: Pick<Context, 'engine' | 'emit' | 'signal'> & { readonly write: (tar: AsyncIterable<Buffer>) => Promise<void> },
): Promise<void> {
  const container = await runningContainer(engine, projectName, choice);
  const step = { type: 'progress', kind: '', name: nameOf(container) } as const;
  emit({ ...step, status: 'Working', text: 'Exporting' });
  if (!dryRun) {
    await write(engine.exportContainer(container.Id, { signal }));
    // An abort ends the stream as its end would.
    if (signal.aborted) throw new ComposeError('interrupted', 'interrupted', { exitCode: 130 });
  }
  emit({ ...step, status: 'Done', text: 'Exported', live: true });
}

/** The same tar, for whoever takes it piece by piece. An abort ends it as its end would. */
export async function* openExport(
  { name: projectName }: { readonly name: string },
  choice: ContainerChoice,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): AsyncIterable<Buffer> {
  const { Id: id } = await runningContainer(engine, projectName, choice);
  yield* engine.exportContainer(id, { signal });
}
