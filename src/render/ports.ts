import type { PortSummary } from '../engine/api.ts';

/**
 * Published and exposed ports in one cell, as `docker ps` shows them: neighbours that map to themselves are merged into
 * ranges (`0.0.0.0:8000-8002->8000-8002/tcp`, `80-81/tcp`), and those that map elsewhere follow one by one.
 */
export function renderPorts(ports: readonly PortSummary[]): string {
  const ranges = new Map<string, Range[]>();
  const single: string[] = [];
  for (const port of [...ports].sort(byTargetPort)) {
    const { IP = '', PrivatePort: target, PublicPort: published, Type: protocol } = port;
    if (IP !== '' && published !== target) {
      single.push(`${withPort(IP, published ?? 0)}->${target}/${protocol}`);
      continue;
    }
    const key = IP === '' ? protocol : `${IP}/${protocol}`;
    const group = ranges.get(key) ?? [];
    ranges.set(key, group);
    const last = group.at(-1);
    if (last !== undefined && last.end + 1 === target) last.end = target;
    else if (last?.end !== target) group.push({ ip: IP, protocol, start: target, end: target });
  }
  return [...inOrderOfEnding(ranges), ...single].join(', ');
}

interface Range {
  readonly ip: string;
  readonly protocol: string;
  readonly start: number;
  end: number;
}

/** A range is written when its group goes on elsewhere, the last one of each group at the end. */
function inOrderOfEnding(groups: ReadonlyMap<string, readonly Range[]>): string[] {
  const all = [...groups.values()];
  return [...all.flatMap(group => group.slice(0, -1)), ...all.flatMap(group => group.slice(-1))].map(renderRange);
}

function renderRange({ ip, protocol, start, end }: Range): string {
  const span = start === end ? `${start}` : `${start}-${end}`;
  return ip === '' ? `${span}/${protocol}` : `${withPort(ip, span)}->${span}/${protocol}`;
}

function withPort(ip: string, port: number | string): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function byTargetPort(a: PortSummary, b: PortSummary): number {
  return (
    a.PrivatePort - b.PrivatePort ||
    compare(a.IP ?? '', b.IP ?? '') ||
    (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
    compare(a.Type, b.Type)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
