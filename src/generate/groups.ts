import { label } from '../model/labels.ts';
import { type ContainerFacts, type Facts, nameOf } from './facts.ts';

/** The containers that one service stands for: one, or its replicas in their order. */
export interface Group {
  readonly key: string;
  readonly members: readonly ContainerFacts[];
}

/** The project that all containers belong to. */
export function sourceProject({ containers }: Facts): string | undefined {
  const projects = new Set(containers.map(({ container }) => container.Config.Labels[label.project]));
  return projects.size === 1 ? [...projects][0] : undefined;
}

/** Containers of the source project by their service; another, or one that `run` made, by its own name. */
export function groupContainers(containers: readonly ContainerFacts[], source: string | undefined): Group[] {
  const groups = new Map<string, ContainerFacts[]>();
  for (const member of containers) {
    const key = serviceKey(member, source) ?? nameOf(member.container);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  const byNumber = (a: ContainerFacts, b: ContainerFacts) => numberOf(a) - numberOf(b);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => ({ key, members: members.toSorted(byNumber) }));
}

function serviceKey({ container }: ContainerFacts, source: string | undefined): string | undefined {
  const labels = container.Config.Labels;
  return source === undefined || labels[label.oneOff] === 'True' ? undefined : labels[label.service];
}

function numberOf({ container }: ContainerFacts): number {
  return Number(container.Config.Labels[label.containerNumber] ?? 1);
}
