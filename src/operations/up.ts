import type { Emit } from '../events/event.ts';
import { systemClock } from '../execute/clock.ts';
import { execute } from '../execute/executor.ts';
import { withDefaultPlatform } from '../model/default-platform.ts';
import type { ComposeFlavour } from '../model/flavour.ts';
import { serviceHash } from '../model/hash.ts';
import type { Project } from '../model/project.ts';
import { hasProviders } from '../model/provision.ts';
import { observe, observeImages, resourcesOf } from '../observe/observe.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { otherFlavour } from '../plan/counterpart.ts';
import { imagesOf, type PullOptions, planBuilds, planPulls } from '../plan/images.ts';
import type { ReconcileOptions } from '../plan/options.ts';
import { changesAnything, type Plan, type PlanNode } from '../plan/plan.ts';
import { reconcile } from '../plan/reconcile.ts';
import { divergedVolumes } from '../plan/volumes.ts';
import { type BuildFlags, withBuildFlags } from './build-flags.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';
import { leftLock } from './left-lock.ts';
import { meanwhile } from './meanwhile.ts';
import { withScale } from './scale.ts';
import { checkBuilds, checkServices, warnOfBuilds } from './supported.ts';

export { formatPlan } from '../plan/format.ts';

export interface UpOptions extends Omit<ReconcileOptions, 'recreateVolumes' | 'counterpart'>, BuildFlags {
  /** Build all images that can be built first. Default: false, which builds those that are missing. */
  readonly build?: boolean;
  /** Build nothing. Default: false. */
  readonly noBuild?: boolean;
  /** `always`, `missing` or `never`, for all services. Default: each service's own pull policy. */
  readonly pull?: string;
  /** Don't tell of the layers of an image that is pulled. Default: false. */
  readonly quietPull?: boolean;
  /** Number of containers by service. Default: the project's own. */
  readonly scale?: Readonly<Record<string, number>>;
  /** Called when all containers are created, before any is started. */
  readonly beforeStart?: () => Promise<void>;
  /** Gives up waiting for containers that are started first: they go, and those before them stay. Default: nothing does. */
  readonly giveUp?: AbortSignal;
  /** Called with what is to be done to containers, networks and volumes; throws to keep it from being done. */
  readonly approve?: (plans: readonly Plan[]) => void;
  /**
   * The project as another flavour's loader reads it, undefined where that refuses it. Asked for when the engine has
   * something of the project's that this flavour made. Default: that is compared with the project as it is.
   */
  readonly projectAs?: (flavour: ComposeFlavour) => Promise<Project | undefined>;
}

/** Names of the containers that `up` found or made. */
export interface UpResult {
  readonly created: readonly string[];
  readonly started: readonly string[];
  /** Those that ran already, and were left alone. */
  readonly unchanged: readonly string[];
}

/** Makes the engine's state the project's: images, networks, volumes, containers; then starts them. */
export async function up(project: Project, options: UpOptions, context: Context): Promise<UpResult> {
  const wanted = prepare(project, options);
  const command = options.start === false ? 'create' : 'up';
  const removeLeftLock = leftLock(project.name, command, context);
  if (hasProviders(wanted)) await (await import('./providers.ts')).checkProviders(wanted, context);
  // What can't be taken back is refused before images are pulled for it.
  if (options.rollbackOnFailure) await checkUpdate(wanted, options, context);
  const observed = await observeReady(wanted, options, context);
  const reconcileOptions = await withCounterpart(wanted, observed, options);
  const recreateVolumes = await agreedVolumes(wanted, observed, { options: reconcileOptions, context });
  const plan = reconcile(wanted, observed, { ...reconcileOptions, recreateVolumes });
  if (!changesAnything(plan) && !hasProviders(wanted)) {
    return carryOut(plan, { project: wanted, observed, options, context }).finally(removeLeftLock);
  }
  const { withProjectLock } = await import('./project-lock.ts');
  return withProjectLock(project.name, command, context, async locked => {
    const ready = hasProviders(wanted)
      ? await (await import('./providers.ts')).provide(plan, wanted, { options, context: locked })
      : { wanted, options };
    const current = await observeAgain(ready.wanted, observed, locked);
    const currentOptions = { ...(await withCounterpart(ready.wanted, current, ready.options)), recreateVolumes };
    return carryOut(reconcile(ready.wanted, current, currentOptions), {
      project: ready.wanted,
      observed: current,
      options: ready.options,
      context: locked,
    });
  });
}

async function checkUpdate(project: Project, options: UpOptions, context: Context): Promise<void> {
  const observed = await observeAll(project, context);
  await inTwoParts(reconcile(project, observed, await withCounterpart(project, observed, options)), project, observed);
}

async function inTwoParts(plan: Plan, project: Project, observed: ObservedState): Promise<Plan[]> {
  const { splitUpdate } = await import('../plan/update.ts');
  const { update, cleanup } = splitUpdate(plan, project, observed);
  return [update, cleanup];
}

interface CarryingOut {
  readonly project: Project;
  /** What the plan was made from. */
  readonly observed: ObservedState;
  readonly options: UpOptions;
  readonly context: Context;
}

async function carryOut(plan: Plan, { project, observed, options, context }: CarryingOut): Promise<UpResult> {
  const { beforeStart, approve, giveUp } = options;
  approve?.(options.rollbackOnFailure ? await inTwoParts(plan, project, observed) : [plan]);
  const execution = {
    ...executionOf(project, options, context),
    ...(beforeStart ? { beforeStart } : {}),
    ...(giveUp ? { giveUp } : {}),
  };
  if (options.rollbackOnFailure) {
    const { executeUpdate } = await import('./update.ts');
    await executeUpdate(plan, { ...context, ...options, project, before: observed }, execution);
  } else if (plan.nodes.some(startsFirst)) {
    const { executeStartFirst } = await import('./start-first.ts');
    await executeStartFirst(plan, context, execution);
  } else await execute(plan, execution);
  return resultOf(plan);
}

function startsFirst({ operation }: PlanNode): boolean {
  return operation.type === 'create-container' && operation.startFirst === true;
}

/** What `up` would do, without doing it: pulls, builds, and the rest as far as it can be told before those. */
export async function planUp(project: Project, options: UpOptions, context: Context): Promise<Plan[]> {
  const { plans } = await prospectOfUp(project, options, context);
  return plans.filter(plan => plan.nodes.length > 0);
}

/** What `up` would do, and what that rests on. */
export interface Prospect {
  /** As `up` takes it: scaled, with the flags of builds. */
  readonly project: Project;
  readonly observed: ObservedState;
  /** Of those that have anything to tell: pulls, builds, the rest. */
  readonly plans: readonly Plan[];
}

export async function prospectOfUp(project: Project, options: UpOptions, context: Context): Promise<Prospect> {
  const prepared = prepare(project, options);
  const observed = await observeAll(prepared, context);
  const wanted = hasProviders(prepared)
    ? await (await import('./providers.ts')).withLastProvisions(prepared, observed, context.engine)
    : prepared;
  const reconcileOptions = await withCounterpart(wanted, observed, options);
  const recreateVolumes = await agreedVolumes(wanted, observed, { options: reconcileOptions, context });
  const { explained } = await import('./explained.ts');
  const plan = await explained(reconcile(wanted, observed, { ...reconcileOptions, recreateVolumes }), {
    project: wanted,
    options: reconcileOptions,
    engine: context.engine,
  });
  const plans = [
    planPulls(wanted, observed.images, pullOptions(options, context)),
    planBuilds(wanted, observed.images, options),
    ...(hasProviders(wanted) ? [(await import('../plan/providers.ts')).planProviders(wanted)] : []),
    ...(options.rollbackOnFailure ? await inTwoParts(plan, wanted, observed) : [plan]),
  ];
  return {
    project: wanted,
    observed,
    plans: plans.filter(({ nodes, unchanged, warnings }) => [...nodes, ...unchanged, ...warnings].length > 0),
  };
}

export function prepare(project: Project, options: UpOptions): Project {
  const scaled = withScale(withDefaultPlatform(project), options.scale ?? {});
  const services = Object.values(scaled.services).map(service => withBuildFlags(service, options));
  const wanted = { ...scaled, services: Object.fromEntries(services.map(service => [service.name, service])) };
  checkServices(wanted);
  return wanted;
}

/** Pulls and builds what is needed, and gives the state as it is then. */
export async function observeReady(project: Project, options: UpOptions, context: Context): Promise<ObservedState> {
  const before = await meanwhile(observeAll(project, context), () => hashServices(project, options));
  const execution = executionOf(project, options, context);
  const pulls = planPulls(project, before.images, pullOptions(options, context));
  await execute(pulls, { ...execution, emit: options.quietPull ? withoutLayers(context.emit) : context.emit });
  const images = pulls.nodes.length > 0 ? await observeImages(context.engine, imagesOf(project)) : before.images;
  const builds = planBuilds(project, images, options);
  const built = builds.nodes.flatMap(({ operation }) => (operation.type === 'build-image' ? [operation.service] : []));
  checkBuilds(built);
  warnOfBuilds(built, context.emit);
  await execute(builds, execution);
  return pulls.nodes.length + builds.nodes.length > 0 ? observeAll(project, context) : before;
}

/** The dearest part of planning, whose result is kept. */
function hashServices(project: Project, { composeVersion }: UpOptions): void {
  for (const service of Object.values(project.services)) serviceHash(service, composeVersion);
}

export function observeAll(project: Project, { engine }: Context): Promise<ObservedState> {
  return observe(engine, { projectName: project.name, ...resourcesOf(project), images: imagesOf(project) });
}

/** What may have changed until the lock was had: images haven't, which are no project's own. */
export async function observeAgain(
  project: Project,
  before: ObservedState,
  { engine }: Context,
): Promise<ObservedState> {
  const { images } = before;
  return { ...(await observe(engine, { projectName: project.name, ...resourcesOf(project) })), images };
}

export function pullOptions({ pull, build }: UpOptions, { clock = systemClock }: Context): PullOptions {
  return { now: clock.now(), ...(pull === undefined ? {} : { pull }), ...(build && { build }) };
}

/** What another flavour made is compared with what it would make now, so that it isn't made anew for no reason. */
export async function withCounterpart(
  project: Project,
  observed: ObservedState,
  { projectAs, ...options }: UpOptions,
): Promise<ReconcileOptions> {
  const composeVersion = otherFlavour(project, observed, options.composeVersion ?? '5');
  const other = composeVersion && (await projectAs?.(composeVersion));
  return other ? { ...options, counterpart: { composeVersion, project: withDefaultPlatform(other) } } : options;
}

/** The user loses what a volume holds when it is made anew, so each is asked for. */
async function agreedVolumes(
  project: Project,
  observed: ObservedState,
  { options, context: { confirm } }: { options: ReconcileOptions; context: Context },
): Promise<string[]> {
  const agreed: string[] = [];
  for (const { key, name } of divergedVolumes(project, observed, options)) {
    const question = `Volume "${name}" exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;
    if (await confirm(question)) agreed.push(key);
  }
  return agreed;
}

function withoutLayers(emit: Emit): Emit {
  return event => {
    if (event.type !== 'progress' || event.parent === undefined) emit(event);
  };
}

/** What plans come to that are carried out. */
export function resultOf(...plans: readonly Plan[]): UpResult {
  const operations = plans.flatMap(({ nodes }) => nodes.map(node => node.operation));
  return {
    created: operations.flatMap(operation => (operation.type === 'create-container' ? [operation.name] : [])),
    started: operations.flatMap(operation => (operation.type === 'start-container' ? [operation.container.name] : [])),
    unchanged: plans.flatMap(({ unchanged }) => unchanged.map(({ name }) => name)),
  };
}
