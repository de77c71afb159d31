import type { Labels, VolumeCreate, VolumeResource } from '../engine/api.ts';
import { sha256 } from '../model/sha256.ts';

/** Who holds a lock, as the labels of its volume tell. */
export interface Holder {
  /** Another one at every claim. */
  readonly token: string;
  /** `up`. */
  readonly command: string;
  readonly host: string;
  /** Where the process id means something: one boot of one machine, and its processes' namespace. */
  readonly machine: string;
  readonly pid: number;
  /** When the process began, as its machine counts; with the pid it names one process. Empty where that isn't told. */
  readonly began: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const prefix = 'dev.gantry.lock.';

/** On everything that has to do with a project's lock. */
export const projectLabel = `${prefix}project`;

/** The volume that is a project's lock while it exists. No project's name has a dot. */
export function lockName(project: string): string {
  // A volume is a folder, whose name is limited to 255 bytes.
  return `gantry-lock-${project.length > 200 ? shortHash(project) : project}`;
}

/** The lock of whoever clears a lock away whose holder is dead. */
export function takeoverName({ token }: Holder): string {
  return `gantry-lock.takeover-${shortHash(token)}`;
}

/** What the names begin with by which a holder is asked whether it lives. It answers by removing the volume. */
export function pingPrefix({ token }: Holder): string {
  return `gantry-lock.ping-${shortHash(token)}-`;
}

/** The lock as the engine is asked for it. */
export function lockVolume(name: string, project: string, holder: Holder): VolumeCreate {
  const { token, command, host, machine, pid, began, since } = holder;
  const facts = { token, command, host, machine, pid: `${pid}`, began, since: new Date(since).toISOString() };
  const labels = Object.entries(facts).map(([key, value]) => [`${prefix}${key}`, value]);
  return { Name: name, Driver: 'local', Labels: { [projectLabel]: project, ...Object.fromEntries(labels) } };
}

/** Undefined for a volume that is no lock of ours, whatever it is called. */
export function holderOf({ Labels }: VolumeResource): Holder | undefined {
  const labels: Labels = Labels ?? {};
  const fact = (key: string): string => labels[`${prefix}${key}`] ?? '';
  if (fact('token') === '') return undefined;
  return {
    token: fact('token'),
    command: fact('command'),
    host: fact('host'),
    machine: fact('machine'),
    pid: Number(fact('pid')),
    began: fact('began'),
    since: Date.parse(fact('since')),
  };
}

function shortHash(text: string): string {
  return sha256(text).slice(0, 16);
}
