import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedImage, ObservedState } from '../observe/observed-state.ts';
import { planBuilder } from './builder.ts';
import { mountedImages } from './image-volumes.ts';
import type { Plan } from './plan.ts';
import { isStale } from './pull-policy.ts';
import type { Reason } from './reason.ts';

type Images = ObservedState['images'];

export interface PullOptions {
  /** Replaces the pull policy of every service. Default: each service's own, `missing` without one. */
  readonly pull?: string;
  /** What can be built will be, and isn't pulled. Default: false. */
  readonly build?: boolean;
  /** Now, for policies such as `daily`: milliseconds since 1970. */
  readonly now: number;
}

export interface BuildImagesOptions {
  /** Build all that can be built, there or not. Default: false. */
  readonly build?: boolean;
  /** Build nothing. Default: false. */
  readonly noBuild?: boolean;
}

/** Every image that containers of the project are made from or mount. */
export function imagesOf(project: Project): string[] {
  const names = Object.values(project.services).flatMap(service => [
    ...(service.provider ? [] : [imageName(project, service)]),
    ...mountedImages(service, project).map(mounted => mounted.image),
    ...hookImages(service),
  ]);
  return [...new Set(names)].sort();
}

/** Pulls what the services' policies ask for; an image that can be built need not be had by a pull. */
export function planPulls(project: Project, images: Images, options: PullOptions): Plan {
  const plan = planBuilder();
  const wanted = new Map<string, { services: Service[]; reason: Reason }>();
  for (const service of servicesOf(project)) {
    for (const { image, reason } of pullsOf(service, { project, images, options })) {
      const entry = wanted.get(image) ?? { services: [], reason };
      wanted.set(image, { ...entry, services: [...entry.services, service] });
    }
  }
  for (const [image, { services, reason }] of wanted) {
    const own = services.find(service => service.platform)?.platform;
    const platform = own ?? project.environment.DOCKER_DEFAULT_PLATFORM;
    const required = !servicesOf(project).some(service => service.build && imageName(project, service) === image);
    const operation = { type: 'pull-image', image, required, ...(platform ? { platform } : {}) } as const;
    plan.add({ resource: `image:${image}`, operation, reason, dependsOn: [] });
  }
  return plan.finish();
}

/** Builds the images that are missing, or all that can be built; services with one image and one build share it. */
export function planBuilds(project: Project, images: Images, options: BuildImagesOptions): Plan {
  const plan = planBuilder();
  const planned = new Set<string>();
  for (const service of servicesOf(project)) {
    const image = imageName(project, service);
    const reason = service.build && !options.noBuild ? buildReason(service, images[image], options) : undefined;
    if (!reason || planned.has(image)) continue;
    planned.add(image);
    plan.add({
      resource: `image:${image}`,
      operation: { type: 'build-image', service, image },
      reason,
      dependsOn: [],
    });
  }
  return plan.finish();
}

/** Images that containers of hooks run. */
export function hookImages(service: Service): string[] {
  return (service.pre_start ?? []).flatMap(hook => hook.image ?? []);
}

function servicesOf(project: Project): Service[] {
  return Object.keys(project.services)
    .sort()
    .map(name => project.services[name]!)
    .filter(service => !service.provider);
}

interface PullInput {
  readonly project: Project;
  readonly images: Images;
  readonly options: PullOptions;
}

function pullsOf(service: Service, { project, images, options }: PullInput): { image: string; reason: Reason }[] {
  const policy = options.build && service.build ? 'build' : (options.pull ?? service.pull_policy ?? 'missing');
  const main = service.image === undefined ? [] : [{ image: service.image, wanted: service.platform }];
  const built = new Set(
    servicesOf(project)
      .filter(({ build }) => build)
      .map(other => imageName(project, other)),
  );
  const mounted = mountedImages(service, project).map(({ image }) => image);
  const others = [...mounted, ...hookImages(service)].filter(image => image !== service.image && !built.has(image));
  const pulls = main.flatMap(({ image, wanted }) => {
    const reason = pullReason(policy, withPlatform(images[image], wanted), options.now);
    return reason ? [{ image, reason }] : [];
  });
  const missing = others.filter(image => !images[image]);
  return [...pulls, ...missing.map(image => ({ image, reason: { type: 'missing' } as const }))];
}

function pullReason(policy: string, image: ObservedImage | undefined, now: number): Reason | undefined {
  if (policy === 'never' || policy === 'build') return undefined;
  if (policy === 'always') return { type: 'requested', by: 'pull policy always' };
  if (!image) return { type: 'missing' };
  return isStale(image, policy, now) ? { type: 'requested', by: `pull policy ${policy}` } : undefined;
}

/** An image of another platform than the service's counts as missing. */
function withPlatform(image: ObservedImage | undefined, platform: string | undefined): ObservedImage | undefined {
  if (!image || !platform) return image;
  return image.platform === platform ||
    image.platform.startsWith(`${platform}/`) ||
    platform.startsWith(`${image.platform}/`)
    ? image
    : undefined;
}

function buildReason(
  service: Service,
  image: ObservedImage | undefined,
  options: BuildImagesOptions,
): Reason | undefined {
  if (options.build) return { type: 'requested', by: '--build' };
  if (service.pull_policy === 'build') return { type: 'requested', by: 'pull policy build' };
  return image ? undefined : { type: 'missing' };
}
