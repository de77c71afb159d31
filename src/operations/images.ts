import type { ContainerSummary } from '../engine/api.ts';
import { orAbsent } from '../engine/engine-error.ts';
import { familiarName, parseReference } from '../engine/image-reference.ts';
import type { ContainerImage } from '../model/listings.ts';
import type { Context } from './context.ts';
import { listProjectContainers, nameOf, serviceOf } from './scope.ts';

/** Images of the project's containers, of those of `run` and of those that are stopped, too, by name of container. */
export async function images(
  { name }: { readonly name: string },
  { services = [] }: { readonly services?: readonly string[] },
  { engine }: Pick<Context, 'engine'>,
): Promise<ContainerImage[]> {
  const all = await listProjectContainers(engine, name, { oneOffs: true });
  const containers = all.filter(container => services.length === 0 || services.includes(serviceOf(container)));
  const ids = [...new Set(containers.map(({ ImageID }) => ImageID))];
  const found = new Map(await Promise.all(ids.map(async id => [id, await orAbsent(engine.inspectImage(id))] as const)));
  return containers.map(container => imageOf(container, found.get(container.ImageID)));
}

type Inspect = Awaited<ReturnType<Context['engine']['inspectImage']>>;

function imageOf(container: ContainerSummary, image: Inspect | undefined): ContainerImage {
  const { Created: created, Metadata: { LastTagTime: lastTagTime } = {} } = image ?? {};
  return {
    container: nameOf(container),
    id: container.ImageID,
    ...nameOfImage(container.Image),
    platform: image ? [image.Os, image.Architecture, image.Variant].filter(Boolean).join('/') : '',
    size: image?.Size ?? 0,
    ...(created === undefined ? {} : { created }),
    ...(isNoTime(lastTagTime) ? {} : { lastTagTime }),
  };
}

/** A container whose image has lost its name is listed with the id of it. */
function nameOfImage(name: string): { repository: string; tag: string } {
  if (name.startsWith('sha256:')) return { repository: '', tag: '' };
  const { tag, digest } = parseReference(name);
  const repository = familiarName(name).replace(/^(index\.)?docker\.io\//, '');
  return {
    repository: repository.replace(/^library\/(?=[^/]+$)/, ''),
    tag: digest === undefined ? (tag ?? 'latest') : '',
  };
}

/** The engine's word for never. */
function isNoTime(time: string | undefined): time is undefined {
  return time === undefined || time.startsWith('0001-01-01');
}
