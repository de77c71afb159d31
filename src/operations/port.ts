import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerSummary, PortSummary } from '../engine/api.ts';
import type { Context } from './context.ts';
import { type ContainerChoice, runningContainer } from './running-container.ts';
import { nameOf } from './scope.ts';

export interface PortOptions extends ContainerChoice {
  /** In the container. */
  readonly port: number;
  /** In lower case: `tcp`, `udp`. */
  readonly protocol: string;
}

/** The address of this machine that a port of a service's container is published at; port 0: it isn't published. */
export interface PublishedAddress {
  readonly address: string;
  readonly port: number;
}

export async function port(
  { name }: { readonly name: string },
  { port: target, protocol, ...choice }: PortOptions,
  { engine }: Pick<Context, 'engine'>,
): Promise<PublishedAddress> {
  const container = await runningContainer(engine, name, choice);
  const [found] = container.Ports.filter(port => port.PrivatePort === target && port.Type === protocol).sort(byAddress);
  if (found) return { address: found.IP ?? '', port: found.PublicPort ?? 0 };
  const others = portsOf(container).join(', ');
  throw new ComposeError('no-such-port', `no port ${target}/${protocol} for container ${nameOf(container)}: ${others}`);
}

/** The engine gives ports in any order, and one port for each address. */
function portsOf({ Ports: ports }: ContainerSummary): string[] {
  const sorted = [...ports].sort((a, b) => a.PrivatePort - b.PrivatePort || (a.Type < b.Type ? -1 : 1));
  return [...new Set(sorted.map(port => `${port.PrivatePort}/${port.Type}`))];
}

/** IPv4 first. */
function byAddress({ IP: a = '' }: PortSummary, { IP: b = '' }: PortSummary): number {
  return Number(a.includes(':')) - Number(b.includes(':')) || (a < b ? -1 : 1);
}
