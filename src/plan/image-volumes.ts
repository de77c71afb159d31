import { type ComposeFlavour, flavours } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedState } from '../observe/observed-state.ts';

/** Images that the service mounts, by the path in the container; a source may be a service, which stands for its image. */
export function mountedImages(service: Service, project: Project): { target: string; image: string }[] {
  return (service.volumes ?? [])
    .filter(volume => volume.type === 'image')
    .map(({ target = '', source = '' }) => {
      const owner = project.services[source];
      return { target, image: owner ? imageName(project, owner) : source };
    })
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}

/** `target=digest,…` of the images that the service mounts, as its label says; empty without any, or without label. */
export function imageVolumeDigest(
  service: Service,
  project: Project,
  {
    observed,
    composeVersion = '5',
  }: { readonly observed: ObservedState; readonly composeVersion?: ComposeFlavour | undefined },
): string {
  if (!flavours[composeVersion].labelsMountedImages) return '';
  return mountedImages(service, project)
    .map(({ target, image }) => `${target}=${observed.images[image]?.id ?? ''}`)
    .join(',');
}
