import { type Flags, type Options, toggle } from './flag.ts';
import type { Globals } from './globals.ts';
import { parseFlags } from './parse.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** What a command is handed: its own options and arguments, the program's, and the world around. */
export interface Call<F extends Flags> {
  readonly options: Options<F>;
  /** Names of the options that were given on the command line. */
  readonly given: ReadonlySet<string>;
  readonly args: readonly string[];
  readonly globals: Globals;
  readonly world: World;
}

export interface CommandDefinition<F extends Flags> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** What may follow the options: `[SERVICE...]`. Empty: nothing may. */
  readonly arguments: string;
  readonly flags: F;
  /** Flags end at the first argument: those after it are another program's. Default: false. */
  readonly runsAnother?: boolean;
  /** Resolves to the exit code. */
  readonly run: (call: Call<F>) => Promise<number>;
}

/** A command whose flags' types are known to itself only. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly arguments: string;
  readonly flags: Flags;
  /** Parses and runs; `undefined` when help was asked for instead. */
  readonly invoke: (args: readonly string[], globals: Globals, world: World) => Promise<number | undefined>;
}

/** --dry-run alone may also follow the command. */
const common = { dryRun: toggle('--dry-run', 'Show what would be done, and change nothing') };

export function command<F extends Flags>(definition: CommandDefinition<F>): Command {
  const { name, aliases = [], summary, arguments: usage, flags, runsAnother = false, run } = definition;
  return {
    name,
    aliases,
    summary,
    arguments: usage,
    flags: { ...flags, ...common },
    async invoke(args, globals, world) {
      const { options, given, positionals, help } = parseFlags(
        args,
        { ...flags, ...common },
        { stopAtPositional: runsAnother },
      );
      if (help) return undefined;
      if (usage === '' && positionals.length > 0)
        throw new UsageError(`unknown command ${JSON.stringify(positionals[0])} for "${world.program} ${name}"`);
      const dryRun = globals.dryRun || options.dryRun === true;
      return run({ options, given, args: positionals, globals: { ...globals, dryRun }, world });
    },
  };
}
