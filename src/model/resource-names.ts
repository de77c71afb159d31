import type { Service } from './service.ts';

/** The engine's name of a service's container. */
export function containerName(projectName: string, service: Service, number: number): string {
  return service.container_name ?? `${projectName}-${service.name}-${number}`;
}

/** The image that a service runs: the one it names, else the one that its build is given. */
export function imageName(projectName: string, service: Service): string {
  return service.image ?? `${projectName}-${service.name}`;
}

/** The container of a hook that runs before its service, once for all replicas or for one of them. */
export function hookContainerName(projectName: string, service: Service, hook: { index: number; number?: number }) {
  const replica = hook.number === undefined ? '' : `-${hook.number}`;
  return `${projectName}-${service.name}${replica}-pre_start-${hook.index}`;
}

/** A container's name while the one that it replaces still has the final name. */
export function replacementName(replacedId: string, name: string): string {
  return `${replacedId.slice(0, 12)}_${name}`;
}
