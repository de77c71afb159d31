import type { Emit } from '../events/event.ts';
import { execute } from '../execute/executor.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import { observeImages } from '../observe/observe.ts';
import { imagesOf } from '../plan/images.ts';
import { type PullCommandOptions, type PullPlan, planPull, type SkippedPull } from '../plan/pull.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';

export type PullOptions = Omit<PullCommandOptions, 'now'>;

/** Pulls the images of the project's services. */
export async function pull(project: Project, options: PullOptions, context: Context): Promise<void> {
  const { plan, skipped } = await planOfPull(project, options, context);
  tellSkipped(skipped, context.emit);
  const failed = new Set<string>();
  const emit: Emit = event => {
    if (event.type !== 'progress' || event.kind !== 'Image' || event.status !== 'Warning') return context.emit(event);
    failed.add(event.name);
    context.emit({ ...event, text: 'Error', details: event.text });
  };
  await execute(plan, executionOf(project, {}, { ...context, emit }));
  const toBuild = Object.values(project.services)
    .filter(service => service.build && failed.has(imageName(project, service)))
    .map(({ name }) => name)
    .sort();
  if (toBuild.length === 0) return;
  const message = `Some service image(s) must be built from source by running:\n    gantry build ${toBuild.join(' ')}`;
  context.emit({ type: 'notice', level: 'warning', message });
}

/** What `pull` would do, without doing it. */
export async function planOfPull(
  project: Project,
  options: PullOptions,
  { engine }: Pick<Context, 'engine'>,
): Promise<PullPlan> {
  return planPull(project, await observeImages(engine, imagesOf(project)), { ...options, now: Date.now() });
}

export function tellSkipped(skipped: readonly SkippedPull[], emit: Emit): void {
  for (const { service, image, why } of skipped) {
    const subject =
      image === undefined ? ({ kind: '', name: service } as const) : ({ kind: 'Image', name: image } as const);
    emit({ type: 'progress', ...subject, status: 'Done', text: 'Skipped', ...(why === '' ? {} : { details: why }) });
  }
}
