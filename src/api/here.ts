import { homedir } from 'node:os';
import type { Environment } from '../engine/endpoint.ts';

/** What calls take from the process that makes them, unless they are told otherwise. It is read, and never changed. */
export interface Here {
  readonly cwd: string;
  readonly env: Environment;
  readonly homeDir: string;
}

export function here({ cwd, env, homeDir }: Partial<Here> = {}): Here {
  return { cwd: cwd ?? process.cwd(), env: env ?? process.env, homeDir: homeDir ?? homedir() };
}
