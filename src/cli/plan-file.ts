import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ComposeError } from '../diagnostics/errors.ts';
import type { UpOptions } from '../operations/up.ts';
import type { PlanRecord } from '../plan/plan-record.ts';
import type { Globals } from './globals.ts';
import type { World } from './world.ts';

/** How the project was named, so that it is loaded in the same way again. */
export type ProjectGlobals = Pick<
  Globals,
  | 'files'
  | 'projectName'
  | 'projectDirectory'
  | 'envFiles'
  | 'profiles'
  | 'allResources'
  | 'compatibility'
  | 'composeVersion'
>;

/** What `plan --out` writes. */
export interface PlanFile {
  readonly kind: typeof kind;
  readonly version: typeof fileVersion;
  readonly cwd: string;
  readonly globals: ProjectGlobals;
  readonly services: readonly string[];
  readonly noDeps: boolean;
  /** Volumes that don't match their configuration any more may be made anew. */
  readonly yes: boolean;
  readonly options: Omit<UpOptions, 'projectAs' | 'beforeStart' | 'approve'>;
  readonly plan: PlanRecord;
}

const kind = 'gantry-plan';
const fileVersion = 1;

/** For its owner's eyes only, and whole or not at all. */
export function writePlanFile(path: string, content: Omit<PlanFile, 'kind' | 'version'>, world: World): void {
  const target = resolve(world.cwd, path);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  const file: PlanFile = { kind, version: fileVersion, ...content };
  try {
    writeFileSync(temporary, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, target);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new ComposeError('plan-file', `cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Throws `plan-file` when it isn't one, or is one of another version of gantry's. */
export function readPlanFile(path: string, world: World): PlanFile {
  const file = parse(path, world) as Partial<PlanFile> | null;
  if (typeof file !== 'object' || file?.kind !== kind) throw refused(`${path} is not a plan`);
  if (file.version !== fileVersion) throw refused(`${path} is a plan of another version of gantry`);
  const { cwd, globals, options, plan } = file;
  if (!cwd || !globals || !options || !plan?.model || !plan.observed || !Array.isArray(plan.operations)) {
    throw refused(`${path} is a plan of which parts are missing`);
  }
  return file as PlanFile;
}

function parse(path: string, world: World): unknown {
  try {
    return JSON.parse(readFileSync(resolve(world.cwd, path), 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refused(`${path} is not a plan`);
    throw new ComposeError('plan-file', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

function refused(message: string): ComposeError {
  return new ComposeError('plan-file', message, { hint: 'write one with `gantry plan --out FILE`' });
}
