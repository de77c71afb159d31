import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerSummary } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';

/** A project, or only the name of one: containers can be listed and read without their file. */
export type Scope = Pick<Project, 'name'> & Partial<Pick<Project, 'services' | 'disabledServices'>>;

/** The project's containers, one-offs too when asked for, by name. One call. */
export async function listProjectContainers(
  engine: Engine,
  projectName: string,
  { oneOffs }: { oneOffs: boolean },
): Promise<ContainerSummary[]> {
  const labels = [`${label.project}=${projectName}`, ...(oneOffs ? [] : [`${label.oneOff}=False`])];
  const containers = await engine.listContainers({ labels });
  return containers.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** A container's own name; those that links give it have a second slash. */
export function nameOf({ Names: names }: ContainerSummary): string {
  return (names.find(name => !name.includes('/', 1)) ?? names[0] ?? '').replace(/^\//, '');
}

export function serviceOf({ Labels: labels }: ContainerSummary): string {
  return labels[label.service] ?? '';
}

/** What the engine lists when it isn't asked for all. */
export function isUp({ State: state }: ContainerSummary): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

export function isKnown(scope: Scope, service: string): boolean {
  return (
    scope.services === undefined ||
    Object.hasOwn(scope.services, service) ||
    Object.hasOwn(scope.disabledServices ?? {}, service)
  );
}

/** Refuses names that the project has no service for. */
export function requireServices(scope: Scope, services: readonly string[]): void {
  const unknown = services.find(service => !isKnown(scope, service));
  if (unknown !== undefined) throw new ComposeError('no-such-service', `no such service: ${unknown}`);
}
