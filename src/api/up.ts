import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import type { Planned } from '../operations/plan.ts';
import type { UpOptions as OperationOptions, UpResult } from '../operations/up.ts';
import type { PlanRecord } from '../plan/plan-record.ts';
import { type ChangeOptions, task } from './call.ts';
import { flavourOf, narrowed, readerAs, type Selection } from './origin.ts';
import { rehearse } from './rehearse.ts';
import type { Task } from './task.ts';

/** When images are pulled; `missing` is what a service without a pull policy of its own has. */
export type PullPolicy = 'always' | 'missing' | 'never';

export interface CreateOptions
  extends Omit<Selection, 'noDeps'>,
    ChangeOptions,
    Pick<
      OperationOptions,
      | 'build'
      | 'noBuild'
      | 'noCache'
      | 'pullBase'
      | 'args'
      | 'quietPull'
      | 'scale'
      | 'forceRecreate'
      | 'noRecreate'
      | 'removeOrphans'
      | 'ignoreOrphans'
    > {
  /** For all services. Default: each service's own pull policy. */
  readonly pull?: PullPolicy;
}

export interface UpOptions
  extends CreateOptions,
    Selection,
    Pick<
      OperationOptions,
      | 'start'
      | 'wait'
      | 'waitTimeoutSeconds'
      | 'rollbackOnFailure'
      | 'alwaysRecreateDeps'
      | 'renewAnonVolumes'
      | 'timeoutSeconds'
      | 'keepRunning'
    > {}

/**
 * Makes the engine's state the project's: images, networks, volumes, containers; then starts them. Comes back when
 * they are started, or with `wait` when they are healthy.
 */
export function up(project: Project, options: UpOptions = {}): Task<UpResult> {
  return task(project, options, async context => {
    const [{ prospectOfUp, resultOf, up }, wanted] = await Promise.all([
      import('../operations/up.ts'),
      selected(project, options),
    ]);
    const asked = operationOptions(project, options);
    if (!options.dryRun) return await up(wanted, asked, context);
    const { plans } = await prospectOfUp(wanted, asked, context);
    await rehearse(plans, context.emit, wanted);
    return resultOf(...plans);
  });
}

/** Makes the containers of `up`, and doesn't start them. */
export function create(project: Project, options: CreateOptions = {}): Task<UpResult> {
  return up(project, { ...options, start: false });
}

/** Makes the number of a service's containers that which is given, as `up` does. */
export function scale(
  project: Project,
  replicas: Readonly<Record<string, number>>,
  options: ChangeOptions & Pick<Selection, 'noDeps'> = {},
): Task<UpResult> {
  return up(project, { ...options, services: Object.keys(replicas), scale: replicas });
}

/** What `up` would do, resource by resource, each with its reasons. Changes nothing. */
export function plan(project: Project, options: Omit<UpOptions, 'dryRun'> = {}): Task<Planned> {
  return task(project, options, async context => {
    const [{ plan }, wanted] = await Promise.all([import('../operations/plan.ts'), selected(project, options)]);
    return await plan(wanted, operationOptions(project, options), context);
  });
}

/**
 * Carries a plan out that `plan` gave for the same options, if the project and the engine are as it saw them. Rejects
 * with `plan-drift` when they aren't, and has done nothing then.
 */
export function apply(record: PlanRecord, project: Project, options: Omit<UpOptions, 'dryRun'> = {}): Task<UpResult> {
  return task(project, options, async context => {
    const [{ apply }, wanted] = await Promise.all([import('../operations/plan.ts'), selected(project, options)]);
    return await apply(record, wanted, operationOptions(project, options), context);
  });
}

export async function selected(project: Project, options: UpOptions): Promise<Project> {
  const wanted = await narrowed(project, options);
  if (Object.keys(wanted.services).length === 0) throw new ComposeError('no-service-selected', 'no service selected');
  return wanted;
}

export function operationOptions(project: Project, options: UpOptions): OperationOptions {
  const { engine, signal, onEvent, concurrency, confirm, noDeps, dryRun, ...rest } = options;
  return { ...rest, composeVersion: flavourOf(project), projectAs: readerAs(project, options) };
}
