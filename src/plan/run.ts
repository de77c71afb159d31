import { flavours } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import { imageName, oneOffName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { isRunning } from './container.ts';
import { needs, type PlannedContainer, planContainers, relatedContainers } from './containers.ts';
import { decide } from './decide.ts';
import { checkExternal } from './external.ts';
import { planPostStart } from './hooks.ts';
import { imageVolumeDigest } from './image-volumes.ts';
import { planNetworks } from './networks.ts';
import type { OneOff } from './operation.ts';
import type { ReconcileOptions } from './options.ts';
import { planOrphans } from './orphans.ts';
import type { Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import type { Reason } from './reason.ts';
import { findReplacements } from './replacements.ts';
import { gatesOf, startServices } from './starts.ts';
import { planVolumes } from './volumes.ts';

export interface RunPlanOptions
  extends Pick<ReconcileOptions, 'removeOrphans' | 'ignoreOrphans' | 'composeVersion' | 'counterpart'> {
  readonly service: string;
  readonly oneOff: OneOff;
  /** Default: made of the slug. */
  readonly name?: string;
}

export interface RunPlan {
  readonly name: string;
  /** Makes and starts what the service depends on, and makes its container. */
  readonly prepare: Plan;
  /** Starts that, by its name. */
  readonly start: Plan;
}

const asked: Reason = { type: 'requested', by: 'run' };

/**
 * A container of a service that somebody wants for a while. What the service depends on is made and started as by `up`,
 * but what runs is left as it is: the project is in use.
 */
export function planRun(project: Project, found: ObservedState, options: RunPlanOptions): RunPlan {
  checkExternal(project, found);
  const service = project.services[options.service]!;
  const name = options.name || oneOffName(project, service, options.oneOff.slug);
  const planning = planningOf(withoutService(project, service.name), found, options);
  warnOfOutdated(planning);
  const networks = planNetworks(planning);
  const volumes = planVolumes(planning);
  planOrphans(planning);
  const planned = planContainers(planning, { networks, volumes });
  const { context } = startServices(planning, planned);
  const { plan, observed } = planning;
  const digest = imageVolumeDigest(service, project, { observed, composeVersion: options.composeVersion });
  plan.add({
    resource: `run:${service.name}`,
    operation: {
      type: 'create-container',
      service,
      number: -1,
      name,
      imageId: observed.images[imageName(project, service)]?.id ?? '',
      ...(digest ? { imageVolumeDigest: digest } : {}),
      inheritedMounts: [],
      related: relatedContainers(service, { planned, observed }),
      oneOff: options.oneOff,
    },
    reason: asked,
    dependsOn: [
      ...needs(service, { networks, volumes, planned }),
      ...gatesOf(service, { ...context, planning: { ...planning, project } }),
      ...plan.removalsOf(name),
    ],
  });
  return { name, prepare: plan.finish(), start: planStart(name, service, planning) };
}

function planningOf(project: Project, found: ObservedState, options: RunPlanOptions): Planning {
  const { observed, replacements } = findReplacements(project, found);
  const { removeOrphans, ignoreOrphans, composeVersion, counterpart } = options;
  const reconcileOptions: ReconcileOptions = {
    keepRunning: true,
    ...(removeOrphans === undefined ? {} : { removeOrphans }),
    ...(ignoreOrphans === undefined ? {} : { ignoreOrphans }),
    ...(composeVersion === undefined ? {} : { composeVersion }),
    ...(counterpart === undefined ? {} : { counterpart }),
  };
  const decisions = decide({ project, observed, replacements, options: reconcileOptions });
  return { project, observed, options: reconcileOptions, plan: planBuilder(), decisions, replacements };
}

function withoutService(project: Project, name: string): Project {
  const { [name]: service, ...services } = project.services;
  return {
    ...project,
    services,
    disabledServices: { ...project.disabledServices, ...(service && { [name]: service }) },
  };
}

/** Whoever has edited a file may wonder why nothing of it is to be seen. */
function warnOfOutdated({ project, observed, replacements, options, plan }: Planning): void {
  const { keepRunning: _keep, ...without } = options;
  const outdated = [...decide({ project, observed, replacements, options: without }).values()]
    .flatMap(({ recreate }) => recreate.map(({ container }) => container))
    .filter(isRunning);
  for (const { name, service } of outdated)
    plan.warn(`Container ${name} runs and is left as it is, though ${service} has changed: \`up\` makes it anew`);
}

function planStart(name: string, service: Service, planning: Planning): Plan {
  const plan = planBuilder();
  const container: PlannedContainer = { id: name, name, number: -1, ready: [], reason: asked };
  const started = plan.add({
    resource: `run:${service.name}`,
    operation: { type: 'start-container', container: { id: name, name }, service: service.name },
    reason: asked,
    dependsOn: [],
  });
  if (flavours[planning.options.composeVersion ?? '5'].runsHooksOfOneOffs)
    planPostStart(service, container, { planning: { ...planning, plan }, started, group: `start:${name}` });
  return plan.finish();
}
