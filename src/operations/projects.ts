import type { ContainerSummary } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { KnownProject } from '../model/listings.ts';
import type { Context } from './context.ts';
import { isUp } from './scope.ts';

export interface ListProjectsOptions {
  /** Stopped containers too, and so projects that have no others. Default: false. */
  readonly all?: boolean;
  /** Regular expressions, one of which a name has to match. Default: any name will do. */
  readonly names?: readonly string[];
}

/** The projects of the engine, by name. */
export async function listProjects(
  { all = false, names = [] }: ListProjectsOptions,
  { engine }: Pick<Context, 'engine'>,
): Promise<KnownProject[]> {
  const found = await engine.listContainers({ labels: [label.project, label.configHash] });
  const containers = found.filter(container => all || isUp(container));
  const byProject = new Map<string, ContainerSummary[]>();
  for (const container of containers) {
    const name = container.Labels[label.project] ?? '';
    byProject.set(name, [...(byProject.get(name) ?? []), container]);
  }
  return [...byProject.keys()]
    .filter(name => names.length === 0 || names.some(pattern => matches(pattern, name)))
    .sort()
    .map(name => ({ name, states: countStates(byProject.get(name)!), configFiles: filesOf(byProject.get(name)!) }));
}

/** What is no regular expression matches nothing. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

function countStates(containers: readonly ContainerSummary[]): KnownProject['states'] {
  const states: Record<string, number> = {};
  for (const { State: state } of containers) states[state] = (states[state] ?? 0) + 1;
  return states;
}

function filesOf(containers: readonly ContainerSummary[]): string[] {
  const files = containers.flatMap(({ Labels: labels }) => labels[label.configFiles]?.split(',') ?? []);
  return [...new Set(files)];
}
