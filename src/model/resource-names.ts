import type { Project } from './project.ts';
import type { Service } from './service.ts';

/** What names are made of. */
export type Naming = Pick<Project, 'name' | 'nameSeparator'>;

/** The engine's name of a service's container. */
export function containerName(project: Naming, service: Service, number: number): string {
  return service.container_name ?? joined(project, service.name, number);
}

/** The container that `run` makes of a service. */
export function oneOffName(project: Naming, service: Service, slug: string): string {
  return joined(project, service.name, 'run', slug.slice(0, 12));
}

/** The image that a service runs: the one it names, else the one that its build is given. */
export function imageName(project: Naming, service: Service): string {
  return service.image ?? joined(project, service.name);
}

/** The container of a hook that runs before its service, once for all replicas or for one of them. */
export function hookContainerName(project: Naming, service: Service, hook: { index: number; number?: number }): string {
  const replica = hook.number === undefined ? [] : [hook.number];
  return joined(project, service.name, ...replica, 'pre_start', hook.index);
}

/** A container's name while the one that it replaces still has the final name. */
export function replacementName(replacedId: string, name: string): string {
  return `${replacedId.slice(0, 12)}_${name}`;
}

/** What such a name is made of. Undefined: it is another one. */
export function readReplacementName(name: string): { readonly replaced: string; readonly name: string } | undefined {
  const [, replaced, own] = /^([0-9a-f]{12})_(.+)$/.exec(name) ?? [];
  return replaced === undefined || own === undefined ? undefined : { replaced, name: own };
}

/** The name of a container that gave its own to its replacement, and is kept until that one is found good. */
export function setAsideName(id: string, name: string): string {
  return `${setAsidePrefix(id)}${name}`;
}

/** Whether a container was set aside: whatever the name that it had. */
export function isSetAside(id: string, name: string): boolean {
  return name.startsWith(setAsidePrefix(id));
}

/** The name that a container had before it was set aside, gets from the one that it replaces, or has. */
export function ownName(id: string, name: string): string {
  return isSetAside(id, name) ? name.slice(setAsidePrefix(id).length) : (readReplacementName(name)?.name ?? name);
}

function setAsidePrefix(id: string): string {
  return `${id.slice(0, 12)}_previous_`;
}

function joined({ name, nameSeparator = '-' }: Naming, ...parts: readonly (string | number)[]): string {
  return [name, ...parts].join(nameSeparator);
}
