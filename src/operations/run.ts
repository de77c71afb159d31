import { randomBytes } from 'node:crypto';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { Emit } from '../events/event.ts';
import { execute } from '../execute/executor.ts';
import { ExecutionError } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import { hasProviders } from '../model/provision.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilds, planPulls } from '../plan/images.ts';
import { type OneOffOverrides, withOneOffService } from '../plan/one-off-service.ts';
import type { Plan } from '../plan/plan.ts';
import { planRun, type RunPlan, type RunPlanOptions } from '../plan/run.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';
import { withProjectLock } from './project-lock.ts';
import { observeAgain, observeAll, observeReady, prepare, pullOptions, type UpOptions, withCounterpart } from './up.ts';

export type { OneOffOverrides } from '../plan/one-off-service.ts';

export interface RunOptions
  extends OneOffOverrides,
    Pick<
      UpOptions,
      'build' | 'pull' | 'quietPull' | 'removeOrphans' | 'ignoreOrphans' | 'composeVersion' | 'projectAs'
    > {
  /** One of the project's, which has what it depends on besides, and nothing more. */
  readonly service: string;
  /** Default: `<project>-<service>-run-<12 hexadecimal digits>`. */
  readonly name?: string;
  /** Remove the container, with its anonymous volumes, when it has ended. Default: false. */
  readonly autoRemove?: boolean;
  /** Reach it by the names of the service, too. Default: false. */
  readonly useAliases?: boolean;
  /** 64 hexadecimal digits. Default: random ones. */
  readonly slug?: string;
}

/** A container that is made and not started. */
export interface PreparedRun {
  readonly id: string;
  readonly name: string;
  readonly tty: boolean;
  readonly interactive: boolean;
  readonly autoRemove: boolean;
  /** Starts it, and runs what the service wants run then. */
  readonly start: (signal: AbortSignal) => Promise<void>;
}

/** Makes and starts what the service depends on, and waits for it, and makes a container of the service. */
export async function prepareRun(project: Project, options: RunOptions, context: Context): Promise<PreparedRun> {
  const wanted = wantedOf(project, options);
  const planning = { ...options, slug: options.slug ?? newSlug() };
  if (hasProviders(wanted)) await (await import('./providers.ts')).checkProviders(wanted, context);
  const observed = await observeReady(wanted, options, context);
  const first = await planned(wanted, observed, planning);
  if (!touchesOthers(first.prepare) && !hasProviders(wanted))
    await execute(first.prepare, executionOf(wanted, options, context));
  else
    await withProjectLock(project.name, 'run', context, async locked => {
      const ready = hasProviders(wanted)
        ? await (await import('./providers.ts')).provide(first.prepare, wanted, { options: planning, context: locked })
        : { wanted, options: planning };
      const current = await observeAgain(ready.wanted, observed, locked);
      const { prepare } = await planned(ready.wanted, current, ready.options);
      await execute(prepare, executionOf(ready.wanted, options, locked));
    });
  const { Id: id } = await context.engine.inspectContainer(first.name);
  const { tty = false, interactive = false, autoRemove = false } = options;
  const start = async (signal: AbortSignal) => {
    const execution = executionOf(wanted, options, { ...context, signal, emit: withoutProgress(context.emit) });
    await execute(first.start, execution).catch(error => {
      if (!isTooLate(error)) throw error;
    });
  };
  return { id, name: first.name, tty, interactive, autoRemove, start };
}

/** What `run` would do, without doing it. */
export async function planOfRun(project: Project, options: RunOptions, context: Context): Promise<Plan[]> {
  const unprovided = wantedOf(project, options);
  const observed = await observeAll(unprovided, context);
  const wanted = hasProviders(unprovided)
    ? await (await import('./providers.ts')).withLastProvisions(unprovided, observed, context.engine)
    : unprovided;
  const { prepare, start } = await planned(wanted, observed, { ...options, slug: options.slug ?? newSlug() });
  return [
    planPulls(wanted, observed.images, pullOptions(options, context)),
    planBuilds(wanted, observed.images, options),
    ...(hasProviders(wanted) ? [(await import('../plan/providers.ts')).planProviders(wanted)] : []),
    prepare,
    start,
  ].filter(plan => plan.nodes.length > 0);
}

/** Starts the container and leaves it to itself. */
export async function startRun(prepared: PreparedRun, { engine, signal }: RunContext): Promise<void> {
  try {
    await prepared.start(signal);
  } catch (error) {
    await removeUnstarted(prepared, engine);
    throw error;
  }
}

type RunContext = Pick<Context, 'engine' | 'signal'>;

/** The engine removes by itself only what has run. */
export async function removeUnstarted({ id, autoRemove }: PreparedRun, engine: Engine): Promise<void> {
  if (!autoRemove) return;
  const state = await engine.inspectContainer(id).catch(() => undefined);
  if (state?.State.Status === 'created') await engine.removeContainer(id, { force: true, volumes: true });
}

function wantedOf(project: Project, options: RunOptions): Project {
  return withOneOffService(prepare(project, options), options.service, options);
}

async function planned(
  project: Project,
  observed: ObservedState,
  options: RunOptions & { readonly slug: string },
): Promise<RunPlan> {
  const { service, name, slug, autoRemove = false, useAliases = false } = options;
  const { removeOrphans, ignoreOrphans, composeVersion } = options;
  const { counterpart } = await withCounterpart(project, observed, options);
  const planOptions: RunPlanOptions = {
    service,
    oneOff: { slug, autoRemove, useAliases },
    ...(name === undefined ? {} : { name }),
    ...(removeOrphans === undefined ? {} : { removeOrphans }),
    ...(ignoreOrphans === undefined ? {} : { ignoreOrphans }),
    ...(composeVersion === undefined ? {} : { composeVersion }),
    ...(counterpart === undefined ? {} : { counterpart }),
  };
  return planRun(project, observed, planOptions);
}

/** A container of its own, with a name of its own, is in nobody's way. */
function touchesOthers({ nodes }: Plan): boolean {
  return nodes.some(
    ({ operation }) =>
      operation.type !== 'wait-for' && !(operation.type === 'create-container' && operation.oneOff !== undefined),
  );
}

/** A container may have done its work before a hook could be run in it. */
function isTooLate(error: unknown): boolean {
  return (
    error instanceof ExecutionError &&
    error.failures.every(
      ({ operation, error }) =>
        operation.type === 'exec-hook' &&
        error instanceof EngineError &&
        (error.kind === 'conflict' || error.kind === 'not-found'),
    )
  );
}

function newSlug(): string {
  return randomBytes(32).toString('hex');
}

/** The container's own output tells that it has started. */
function withoutProgress(emit: Emit): Emit {
  return event => {
    if (!['progress', 'resources', 'blocked'].includes(event.type)) emit(event);
  };
}
