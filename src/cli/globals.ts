import type { ComposeFlavour } from '../loader/options.ts';
import { dockerFlags, type EngineChoice, readEngineChoice } from './docker-flags.ts';
import { integer, list, type Options, text, toggle } from './flag.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** Flags of the program itself: they stand before the command. */
export const globalFlags = {
  allResources: toggle('--all-resources', 'Keep networks, volumes, secrets and configs that no service uses'),
  ansi: text('--ansi', 'When to write colours and control codes ("never"|"always"|"auto")', {
    default: 'auto',
    values: ['never', 'always', 'auto'],
  }),
  compatibility: toggle('--compatibility', 'Name containers with underscores, as Compose 1 did'),
  composeVersion: text('--compose-version', 'Whose model and hashes to give: Docker Compose "5" or "2"', {
    values: ['5', '2'],
  }),
  dryRun: toggle('--dry-run', 'Show what would be done, and change nothing'),
  envFile: list('--env-file', 'File of variables for interpolation, instead of .env; may be repeated', {
    values: 'files',
  }),
  file: list('-f, --file', 'Compose file, "-" for standard input; may be repeated, later files win', {
    values: 'files',
  }),
  insecureRegistry: list('--insecure-registry', 'Accepted for the sake of scripts', { hidden: true }),
  noAnsi: toggle('--no-ansi', 'Old spelling of --ansi never', { hidden: true }),
  parallel: integer('--parallel', 'How many calls to the engine may run at once, -1 for no limit', { default: -1 }),
  profile: list('--profile', 'Profile to enable, "*" for all; may be repeated', { values: 'profiles' }),
  progress: text('--progress', 'How to show progress (auto, tty, plain, json, quiet)', {
    values: ['auto', 'tty', 'plain', 'json', 'quiet'],
  }),
  projectDirectory: text('--project-directory', "Folder of relative paths (default: the first file's)", {
    values: 'folders',
  }),
  projectName: text('-p, --project-name', 'Name of the project', { values: 'projects' }),
  verbose: toggle('--verbose', 'Tell what each change of a watched file took', { hidden: true }),
  version: toggle('-v, --version', 'Print the version', { hidden: true }),
  workdir: text('--workdir', 'Old spelling of --project-directory', { hidden: true, values: 'folders' }),
  ...dockerFlags,
};

export type Ansi = 'auto' | 'never' | 'always';
export type Progress = 'auto' | 'tty' | 'plain' | 'json' | 'quiet';

/** Global options once flags and the environment have been weighed: a flag beats its variable. */
export interface Globals {
  readonly files: readonly string[];
  readonly projectName: string | undefined;
  readonly projectDirectory: string | undefined;
  readonly envFiles: readonly string[];
  readonly profiles: readonly string[];
  readonly allResources: boolean;
  readonly compatibility: boolean;
  readonly composeVersion: ComposeFlavour;
  readonly dryRun: boolean;
  readonly ansi: Ansi;
  readonly progress: Progress;
  /** Most calls at once; undefined means no limit. */
  readonly parallel: number | undefined;
  readonly verbose: boolean;
  readonly engine: EngineChoice;
}

export function readGlobals(
  options: Options<typeof globalFlags>,
  given: ReadonlySet<string>,
  env: World['env'],
): Globals {
  return {
    files: options.file,
    projectName: options.projectName,
    projectDirectory: options.projectDirectory || options.workdir,
    envFiles: options.envFile,
    profiles: options.profile,
    allResources: options.allResources,
    compatibility: options.compatibility || isTrue(env.COMPOSE_COMPATIBILITY),
    composeVersion: readFlavour(options.composeVersion ?? env.GANTRY_COMPOSE_VERSION),
    dryRun: options.dryRun,
    ansi: options.noAnsi ? 'never' : readAnsi(given.has('ansi') ? options.ansi : (env.COMPOSE_ANSI ?? 'auto')),
    progress: readProgress(options.progress ?? env.COMPOSE_PROGRESS),
    parallel: readParallel(given.has('parallel') ? options.parallel : undefined, env.COMPOSE_PARALLEL_LIMIT),
    verbose: options.verbose,
    engine: readEngineChoice(options, given),
  };
}

function readFlavour(value: string | undefined): ComposeFlavour {
  if (value === undefined || value === '') return '5';
  if (value === '5' || value === '2') return value;
  throw new UsageError(`unsupported --compose-version value ${JSON.stringify(value)}`, 'use 5 or 2');
}

/** An unknown word means auto, as it does to Compose. */
function readAnsi(value: string | undefined): Ansi {
  return value === 'never' || value === 'always' ? value : 'auto';
}

export function readProgress(value: string | undefined): Progress {
  if (value === undefined || value === '') return 'auto';
  if (value === 'auto' || value === 'tty' || value === 'plain' || value === 'json' || value === 'quiet') return value;
  throw new UsageError(`unsupported --progress value ${JSON.stringify(value)}`, 'use auto, tty, plain, json or quiet');
}

function readParallel(flag: number | undefined, variable: string | undefined): number | undefined {
  const limit = flag ?? readLimit(variable);
  return limit === undefined || limit <= 0 ? undefined : limit;
}

function readLimit(variable: string | undefined): number | undefined {
  if (variable === undefined || variable === '') return undefined;
  if (/^[+-]?\d+$/.test(variable)) return Number(variable);
  throw new UsageError(`COMPOSE_PARALLEL_LIMIT must be an integer (found: ${JSON.stringify(variable)})`);
}

export function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(1|t|true|y|yes|on)$/i.test(value);
}

/** Nothing said is no, but not a refusal. */
export function isFalse(value: string | undefined): boolean {
  return value !== undefined && /^(0|f|F|false|FALSE|False)$/.test(value);
}
