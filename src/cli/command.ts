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
  /** Help leaves it out. Default: false. */
  readonly hidden?: boolean;
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
  readonly hidden: boolean;
  readonly arguments: string;
  readonly flags: Flags;
  /** Flags end at the first argument. */
  readonly runsAnother: boolean;
  /** The commands of a group, by the word that follows its name. */
  readonly members?: Readonly<Record<string, () => Promise<Command | undefined>>>;
  /** Parses and runs. Gives the exit code, or the command whose help was asked for instead. */
  readonly invoke: (args: readonly string[], globals: Globals, world: World) => Promise<number | Command>;
}

/** --dry-run alone may also follow the command. */
export const common = { dryRun: toggle('--dry-run', 'Show what would be done, and change nothing') };

export function command<F extends Flags>(definition: CommandDefinition<F>): Command {
  const { name, aliases = [], summary, hidden = false, arguments: usage, runsAnother = false, run } = definition;
  const flags = { ...definition.flags, ...common };
  const self: Command = {
    name,
    aliases,
    summary,
    hidden,
    arguments: usage,
    flags,
    runsAnother,
    async invoke(args, globals, world) {
      const { options, given, positionals, help } = parseFlags(args, flags, { stopAtPositional: runsAnother });
      if (help) return self;
      if (usage === '' && positionals.length > 0)
        throw new UsageError(`unknown command ${JSON.stringify(positionals[0])} for "${world.program} ${name}"`);
      const dryRun = globals.dryRun || options.dryRun === true;
      return run({ options, given, args: positionals, globals: { ...globals, dryRun }, world });
    },
  };
  return self;
}
