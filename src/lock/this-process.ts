import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces, platform } from 'node:os';
import type { Holder } from './holder.ts';

/** What tells one process from all others. */
export type ProcessName = Pick<Holder, 'machine' | 'pid' | 'began'>;

/** The process that wants a lock, and what it can tell of others. */
export interface ThisProcess extends Pick<Holder, 'host'>, ProcessName {
  newToken(): string;
  /** Undefined where it can't be told from here: the process is another machine's. */
  isAlive(holder: ProcessName): boolean | undefined;
}

/** As the system tells. Linux tells most: elsewhere a process that lives may be another one with the same id. */
export function thisProcess(): ThisProcess {
  const machine = machineName();
  const { pid } = process;
  // In a new namespace of processes that has the files of the old one, ids are those of other processes.
  const began = beginOf('self');
  const seesOthers = began !== undefined && beginOf(pid) === began;
  return {
    host: hostname(),
    machine,
    pid,
    began: seesOthers ? began : '',
    newToken: () => randomBytes(16).toString('hex'),
    isAlive: holder => {
      if (holder.machine !== machine) return undefined;
      if (!exists(holder.pid)) return false;
      if (!seesOthers || holder.began === '') return undefined;
      const itsBegin = beginOf(holder.pid);
      if (itsBegin === undefined) return exists(holder.pid) ? undefined : false;
      return itsBegin === holder.began;
    },
  };
}

function machineName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')} ${hostname()}`;
  } catch {
    // Names of hosts alone may be alike, and a machine taken for another would have its locks taken away.
    const addresses = Object.values(networkInterfaces()).flatMap(found => (found ?? []).map(({ mac }) => mac));
    return [platform(), hostname(), ...new Set(addresses)].join(' ');
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Undefined where the system doesn't tell; `dead` for one that has ended and that nobody has waited for yet. */
function beginOf(pid: number | 'self'): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, and may have anything in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19];
  } catch {
    return undefined;
  }
}
