import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedImage, ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { hookImages } from './images.ts';
import type { Plan } from './plan.ts';
import { isStale } from './pull-policy.ts';

export interface PullCommandOptions {
  /** Replaces the pull policy of every service. Default: each service's own, `always` without one. */
  readonly policy?: string;
  /** Leave out what can be built. Default: false. */
  readonly ignoreBuildable?: boolean;
  /** A failure is a warning. Default: only for what can be built. */
  readonly ignoreFailures?: boolean;
  /** Now: milliseconds since 1970. */
  readonly now: number;
}

/** A service whose image isn't pulled. */
export interface SkippedPull {
  readonly service: string;
  /** Undefined for a service that names none. */
  readonly image?: string;
  /** In Docker Compose's words; empty: its pull policy says so. */
  readonly why: string;
}

export interface PullPlan {
  readonly plan: Plan;
  readonly skipped: readonly SkippedPull[];
}

/** Pulls the images of the services, each once, there or not. */
export function planPull(project: Project, images: ObservedState['images'], options: PullCommandOptions): PullPlan {
  const plan = planBuilder();
  const skipped: SkippedPull[] = [];
  const buildable = new Set(
    servicesOf(project).flatMap(service => (service.build ? [imageName(project, service)] : [])),
  );
  const planned = new Set<string>();
  for (const service of servicesOf(project)) {
    const why = whySkipped(service, images, options);
    if (why !== undefined) {
      const { name, image } = service;
      skipped.push({ service: name, why, ...(image === undefined ? {} : { image }) });
      continue;
    }
    for (const image of [service.image!, ...hookImages(service)]) {
      if (planned.has(image)) continue;
      planned.add(image);
      const platform = service.platform ?? project.environment.DOCKER_DEFAULT_PLATFORM;
      const required = !options.ignoreFailures && !buildable.has(image);
      plan.add({
        resource: `image:${image}`,
        operation: { type: 'pull-image', image, required, ...(platform ? { platform } : {}) },
        reason: { type: 'requested', by: 'pull' },
        dependsOn: [],
      });
    }
  }
  return { plan: plan.finish(), skipped };
}

function servicesOf(project: Project): Service[] {
  return Object.keys(project.services)
    .sort()
    .map(name => project.services[name]!)
    .filter(service => !service.provider);
}

function whySkipped(
  service: Service,
  images: ObservedState['images'],
  options: PullCommandOptions,
): string | undefined {
  const { image, build } = service;
  if (image === undefined) return 'No image to be pulled';
  const policy = options.policy ?? service.pull_policy ?? 'always';
  if (policy === 'never' || policy === 'build') return '';
  if (isPresent(image, images[image], policy, options.now)) return 'Image is already present locally';
  return build && options.ignoreBuildable ? 'Image can be built' : undefined;
}

/** What may have changed under its name counts as missing: the tag `latest`, given or implied. */
function isPresent(name: string, image: ObservedImage | undefined, policy: string, now: number): boolean {
  if (image === undefined) return false;
  if (/^(daily|weekly|every_.+)$/.test(policy)) return !isStale(image, policy, now);
  if (policy !== 'missing' && policy !== 'if_not_present') return false;
  const [, tag = 'latest'] = /:([^:/]+)$/.exec(name) ?? [];
  return name.includes('@') || tag !== 'latest';
}
