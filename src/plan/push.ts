import type { Project } from '../model/project.ts';
import { planBuilder } from './builder.ts';
import type { Plan } from './plan.ts';

export interface PushCommandOptions {
  /** A failure is a warning. Default: false. */
  readonly ignoreFailures?: boolean;
}

export interface PushPlan {
  readonly plan: Plan;
  /** Names of services that have no image of their own to push, under a name. */
  readonly skipped: readonly string[];
}

/** Pushes the images that the services build and name, under all of their tags. */
export function planPush(project: Project, { ignoreFailures = false }: PushCommandOptions): PushPlan {
  const plan = planBuilder();
  const services = Object.keys(project.services)
    .sort()
    .map(name => project.services[name]!);
  const images = services.flatMap(({ image, build }) => (image && build ? [image, ...(build.tags ?? [])] : []));
  for (const image of new Set(images)) {
    plan.add({
      resource: `image:${image}`,
      operation: { type: 'push-image', image, required: !ignoreFailures },
      reason: { type: 'requested', by: 'push' },
      dependsOn: [],
    });
  }
  const skipped = services.filter(({ image, build }) => !image || !build).map(({ name }) => name);
  return { plan: plan.finish(), skipped };
}
