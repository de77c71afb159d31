import type { Service } from '../model/service.ts';

/** Names of the containers of each service that is linked to. */
export type LinkedContainers = Readonly<Record<string, readonly string[]>>;

/** `container:alias` entries. Each linked container is known by the link's alias and as the replica it is. */
export function toLinks(
  service: Service,
  linked: LinkedContainers,
  { projectName, number }: { projectName: string; number: number },
): string[] {
  const links = (service.links ?? []).flatMap(link => {
    const [target = '', alias = target] = link.split(':');
    return (linked[target] ?? []).flatMap(container => [
      `${container}:${alias}`,
      `${container}:${target}-${number}`,
      `${container}:${projectName}-${target}-${number}`,
    ]);
  });
  const external = (service.external_links ?? []).map(link => {
    const [container = '', alias = container] = link.split(':');
    return `${container}:${alias}`;
  });
  return [...links, ...external];
}
