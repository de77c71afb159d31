import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import type { PathKind } from '../report/facts.ts';
import type { HostPort } from '../report/ports.ts';

export interface Listener {
  /** Absent where we may not look at other users' processes. */
  readonly program?: string;
  readonly pid?: number;
}

/** Linux's tables of sockets; other systems have none. */
const tables: Readonly<Record<string, readonly string[]>> = { tcp: ['tcp', 'tcp6'], udp: ['udp', 'udp6'] };

/** The process of this machine that listens on a port; undefined when none is seen. */
export async function listenerAt({ port, protocol }: HostPort): Promise<Listener | undefined> {
  const sockets = (tables[protocol] ?? []).flatMap(table => listening(readTable(table), port, protocol));
  if (sockets.length === 0) return undefined;
  return ownerOf(new Set(sockets.map(inode => `socket:[${inode}]`))) ?? {};
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Inodes of the sockets that listen: state 0A for TCP, and 07, bound, for UDP. */
export function listening(table: string, port: number, protocol: string): string[] {
  const state = protocol === 'udp' ? '07' : '0A';
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = table
    .split('\n')
    .slice(1)
    .map(row => row.trim().split(/\s+/));
  return rows.flatMap(([, local, , found, , , , , , inode]) =>
    local?.endsWith(suffix) && found === state && inode !== undefined ? inode : [],
  );
}

function ownerOf(sockets: ReadonlySet<string>): Listener | undefined {
  for (const pid of entries('/proc').filter(name => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`;
    if (entries(folder).some(fd => sockets.has(linkOf(`${folder}/${fd}`))))
      return { pid: Number(pid), program: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
  }
  return undefined;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

export function pathKind(path: string): PathKind | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return 'nothing';
    if (!found.isDirectory()) return 'file';
    return readdirSync(path).length === 0 ? 'empty-folder' : 'folder';
  } catch {
    return undefined;
  }
}
