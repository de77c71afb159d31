import { type TreeMap, treeMap } from '../tree.ts';
import { ipVersion } from '../values/ip-address.ts';
import { ValueError } from '../values/value-error.ts';

/** Reads `[ip:][host[-host]:]container[-container][/protocol]` as one long entry per container port. */
export function parsePort(text: string): TreeMap[] {
  const { hostIp, host, container, protocol } = splitPort(text);
  if (container === '') throw new ValueError(`no port specified: ${text}<empty>`);
  const targets = parseRange(container, 'containerPort');
  const published = host === '' ? undefined : parseRange(host, 'hostPort');
  if (published && !pairsWith(published, targets)) {
    throw new ValueError(
      `invalid ranges specified for container and host Ports: ${container} and ${host}`,
      'make both ranges equally long, or publish a range on one container port',
    );
  }
  return portsOf(targets)
    .map(target => ({ target, published: publishedFor(target, targets, published) }))
    .sort((a, b) => compareText(`${a.target}/${protocol}`, `${b.target}/${protocol}`))
    .map(({ target, published }) => longEntry({ hostIp, target, published, protocol }));
}

const ipHint = 'the part before the host port is an address of this machine, such as 127.0.0.1';

interface PortParts {
  readonly hostIp: string;
  readonly host: string;
  readonly container: string;
  readonly protocol: string;
}

interface PortRange {
  readonly first: number;
  readonly last: number;
}

const protocols = ['tcp', 'udp', 'sctp'];

function splitPort(text: string): PortParts {
  // What follows a second slash is not looked at.
  const [address = '', named = ''] = text.split('/');
  const protocol = named.toLowerCase() || 'tcp';
  const parts = address.split(':');
  const container = parts.pop()!;
  const host = parts.pop() ?? '';
  if (container !== '' && !protocols.includes(protocol))
    throw new ValueError(`invalid proto: ${protocol}`, 'the protocols are tcp, udp and sctp');
  return { hostIp: parseHostIp(parts.join(':')), host, container, protocol };
}

function parseHostIp(text: string): string {
  const bracketed = /^\[(.*)\]$/.exec(text);
  if (bracketed && ipVersion(bracketed[1]!) === 6) return bracketed[1]!;
  if (text.includes(':')) {
    throw new ValueError(
      `invalid IP address ${text}: address ${text}:: too many colons in address`,
      'write an IPv6 address in brackets: "[::1]:8080:80"',
    );
  }
  if (text !== '' && ipVersion(text) === 0) throw new ValueError(`invalid IP address: ${text}`, ipHint);
  return text;
}

function parseRange(text: string, kind: 'hostPort' | 'containerPort'): PortRange {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  // NaN, for what are no digits, fails the comparison too.
  if (!(range.first <= range.last && range.last <= 65535))
    throw new ValueError(`invalid ${kind}: ${text}`, 'ports are numbers from 0 to 65535, a range is FIRST-LAST');
  return range;
}

function pairsWith(published: PortRange, targets: PortRange): boolean {
  const single = targets.first === targets.last;
  return single || published.last - published.first === targets.last - targets.first;
}

function portsOf({ first, last }: PortRange): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** A range of host ports before one container port stays a range: the engine takes a free one of it. */
function publishedFor(target: number, targets: PortRange, published: PortRange | undefined): string | undefined {
  if (published === undefined) return undefined;
  if (targets.first !== targets.last) return String(published.first + target - targets.first);
  return published.first === published.last ? String(published.first) : `${published.first}-${published.last}`;
}

function longEntry(port: { hostIp: string; target: number; published: string | undefined; protocol: string }): TreeMap {
  return treeMap([
    ['mode', 'ingress'],
    ...(port.hostIp === '' ? [] : [['host_ip', port.hostIp] as const]),
    ['target', port.target],
    ...(port.published === undefined ? [] : [['published', port.published] as const]),
    ['protocol', port.protocol],
  ]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
