import type { Holder } from '../diagnostics/failure-report.ts';
import type { PortSummary } from '../engine/api.ts';
import type { Port } from '../model/service.ts';
import type { FailureFacts } from './facts.ts';
import type { Finding, ModelPath } from './findings.ts';
import { holderOf } from './holder.ts';

export interface HostPort {
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

// The engine's own table of ports, its proxy, and, since 28, its own binding, each have words of their own.
const sentences: readonly RegExp[] = [
  /Bind for (?<ip>\S+):(?<port>\d+) failed: port is already allocated/,
  /failed to bind host port (?:for )?(?<ip>\S+?):(?<port>\d+)(?::\S+?)?\/(?<protocol>\w+): address already in use/,
  /listen (?<protocol>tcp|udp|sctp)[46]? (?<ip>\S+):(?<port>\d+): bind: address already in use/,
];

/** The port of the host that a container could not have, as the engine tells it. */
export function takenPort(message: string, ports: readonly Port[] = []): HostPort | undefined {
  for (const sentence of sentences) {
    const { ip, port, protocol } = sentence.exec(message)?.groups ?? {};
    if (ip === undefined || port === undefined) continue;
    const declared = ports.find(other => publishes(other, Number(port)));
    return {
      ip: ip.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port),
      protocol: protocol ?? declared?.protocol ?? 'tcp',
    };
  }
  return undefined;
}

export function explainTakenPort(wanted: HostPort, facts: FailureFacts, service: string | undefined): Finding {
  const own = facts.containers.map(({ inspect }) => inspect.Id);
  const container = facts.neighbours.find(
    ({ Id, Ports }) => !own.includes(Id) && Ports?.some(port => isPublishedAt(port, wanted)),
  );
  const holder = container ? holderOf(container) : facts.listener;
  return {
    code: 'port-taken',
    summary: `port ${wanted.port} of the host is taken by ${holderName(holder, facts)}`,
    port: formatPort(wanted),
    ...(holder ? { holder } : {}),
    hint: hint(wanted, holder, { facts, service }),
    places: service === undefined ? [] : placesOf(wanted, facts, service),
  };
}

function holderName(holder: Holder | undefined, { project }: FailureFacts): string {
  if (!holder) return 'another program';
  const { container, program, pid } = holder;
  if (container === undefined)
    return `a process of this machine${program ? `: ${program}` : ''}${pid ? ` (${pid})` : ''}`;
  if (holder.project === undefined) return `container ${container}`;
  const of = holder.project === project?.name ? 'this project' : `project ${holder.project}`;
  return `container ${container}, service ${holder.service} of ${of}`;
}

function hint(
  { port }: HostPort,
  holder: Holder | undefined,
  { facts: { project }, service }: { facts: FailureFacts; service: string | undefined },
): string {
  const another = `publish another port, such as "${port === 65535 ? port - 1 : port + 1}:…"`;
  if (holder?.container === undefined) return `stop the program that listens there, or ${another}`;
  if (holder.project === undefined || holder.project !== project?.name)
    return `stop it (\`docker stop ${holder.container}\`), or ${another}`;
  if (holder.service === service)
    return 'only one container can have a port: publish a range of ports for several, or leave out the port of the host';
  return `give one of the two services another port`;
}

function placesOf(wanted: HostPort, { project }: FailureFacts, service: string): ModelPath[] {
  const ports = project?.services[service]?.ports ?? [];
  const index = ports.findIndex(port => publishes(port, wanted.port));
  const list = ['services', service, 'ports'];
  return index < 0 ? [list] : [[...list, index], list];
}

function publishes({ published }: Port, port: number): boolean {
  const [first, last = first] = (published ?? '').split('-').map(Number);
  return published !== undefined && first! <= port && port <= last!;
}

function isPublishedAt({ IP = '', PublicPort, Type }: PortSummary, { ip, port, protocol }: HostPort): boolean {
  return PublicPort === port && Type === protocol && (isAny(IP) || isAny(ip) || IP === ip);
}

function isAny(ip: string): boolean {
  return ip === '' || ip === '0.0.0.0' || ip === '::';
}

function formatPort({ ip, port, protocol }: HostPort): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}/${protocol}`;
}
