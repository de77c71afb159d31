import type { Naming } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';

/** Names of the containers of each service that is linked to. */
export type LinkedContainers = Readonly<Record<string, readonly string[]>>;

/** `container:alias` entries. Each linked container is known by the link's alias and as the replica it is. */
export function toLinks(
  service: Service,
  linked: LinkedContainers,
  { project, number }: { readonly project: Naming; readonly number: number },
): string[] {
  const { name, nameSeparator: separator = '-' } = project;
  const links = (service.links ?? []).flatMap(link => {
    const [target = '', alias = target] = link.split(':');
    return (linked[target] ?? []).flatMap(container => [
      `${container}:${alias}`,
      `${container}:${[target, number].join(separator)}`,
      `${container}:${[name, target, number].join(separator)}`,
    ]);
  });
  const external = (service.external_links ?? []).map(link => {
    const [container = '', alias = container] = link.split(':');
    return `${container}:${alias}`;
  });
  return [...links, ...external];
}
