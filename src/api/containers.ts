import type { ContainerState, ContainerSummary, Labels } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { PsOptions as OperationOptions } from '../operations/ps.ts';
import { type CallOptions, look, type Target } from './call.ts';

export interface PsOptions extends CallOptions, OperationOptions {}

/** A container of a project. */
export interface ProjectContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** Number of the replica; undefined for a container of `run`. */
  readonly replica?: number;
  readonly image: string;
  readonly state: ContainerState;
  /** Undefined where no healthcheck is made. */
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
  /** Of one that has ended. */
  readonly exitCode?: number;
  /** `Up 3 seconds (healthy)`, in the words of the engine. */
  readonly status: string;
  readonly ports: readonly ContainerPort[];
  readonly labels: Labels;
}

export interface ContainerPort {
  /** In the container. */
  readonly target: number;
  readonly protocol: string;
  /** Of the engine's machine: `0.0.0.0`, `::`, `127.0.0.1`. Undefined where it isn't published, as is the next. */
  readonly address?: string;
  readonly published?: number;
}

/** The project's containers, by name: those that are up, or all. */
export function ps(target: Target, options: PsOptions = {}): Promise<ProjectContainer[]> {
  return look(target, options, async context => {
    const { ps } = await import('../operations/ps.ts');
    return (await ps(target, options, context)).map(projectContainer);
  });
}

export function projectContainer(container: ContainerSummary): ProjectContainer {
  const { Id: id, Image: image, State: state, Status: status, Labels: labels, Names: names } = container;
  const replica = labels[label.containerNumber];
  const [, health] = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status) ?? [];
  const [, exitCode] = /^Exited \((-?\d+)\)/.exec(status) ?? [];
  return {
    id,
    name: (names.find(name => !name.includes('/', 1)) ?? names[0] ?? '').replace(/^\//, ''),
    service: labels[label.service] ?? '',
    ...(replica === undefined ? {} : { replica: Number(replica) }),
    image,
    state,
    ...(health === undefined ? {} : { health: health as NonNullable<ProjectContainer['health']> }),
    ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
    status,
    ports: portsOf(container),
    labels,
  };
}

function portsOf({ Ports: ports }: ContainerSummary): ContainerPort[] {
  return ports
    .map(({ PrivatePort: target, Type: protocol, IP: address, PublicPort: published }) => ({
      target,
      protocol,
      ...(published ? { address: address ?? '', published } : {}),
    }))
    .sort(
      (a, b) => a.target - b.target || compare(a.protocol, b.protocol) || compare(a.address ?? '', b.address ?? ''),
    );
}

/** IPv4 comes first: its addresses have no colon. */
function compare(a: string, b: string): number {
  return Number(a.includes(':')) - Number(b.includes(':')) || (a < b ? -1 : Number(a > b));
}
