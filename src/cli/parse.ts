import { type Flag, type Flags, type Options, ValueError } from './flag.ts';
import { suggest } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export interface Parsed<F extends Flags> {
  readonly options: Options<F>;
  /** Names of the options that were given, whatever their value. */
  readonly given: ReadonlySet<string>;
  readonly positionals: readonly string[];
  /** -h or --help was given. */
  readonly help: boolean;
}

export interface ParseOptions {
  /** Flags end at the first argument that is none: for the program itself, and commands that run another. */
  readonly stopAtPositional?: boolean;
}

/**
 * Reads arguments as Go's pflag does, since those are the rules that users of Docker type by: switches may be grouped
 * and end in a flag with a value (`-dt5`), a switch takes a value by `=` only (`--detach=false`), a flag may follow
 * arguments, `--` ends the flags. `util.parseArgs` has other rules for the first two.
 */
export function parseFlags<F extends Flags>(args: readonly string[], flags: F, how: ParseOptions = {}): Parsed<F> {
  const state = new Map<string, unknown>();
  const positionals: string[] = [];
  const rest = [...args];
  let help = false;

  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (arg === '--') {
      positionals.push(...rest);
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      positionals.push(arg);
      if (!how.stopAtPositional) continue;
      positionals.push(...rest);
      break;
    }
    for (const { name, flag, value } of arg.startsWith('--')
      ? readLong(arg, rest, flags)
      : readShort(arg, rest, flags)) {
      if (name === 'help') help = value !== 'false';
      else state.set(name, readValue(flag, value, state.has(name) ? state.get(name) : flag.default));
    }
  }
  return { options: withDefaults(flags, state), given: new Set(state.keys()), positionals, help };
}

interface Found {
  readonly name: string;
  readonly flag: Flag<unknown>;
  readonly value: string;
}

const help: Flag<unknown> = {
  long: 'help',
  short: 'h',
  summary: '',
  valueName: '',
  bare: 'true',
  default: false,
  hidden: true,
  read: value => value,
};

function readLong(arg: string, rest: string[], flags: Flags): Found[] {
  const [, long = '', , inline] = /^--([^=]*)(=([\s\S]*))?$/.exec(arg) ?? [];
  if (long === '') throw new UsageError(`bad flag syntax: ${arg}`);
  const found = find(flags, flag => flag.long === long || flag.otherName === long);
  if (found === undefined) throw new UsageError(`unknown flag: --${long}`, nearest(long, flags));
  const value = inline ?? found.flag.bare ?? rest.shift();
  if (value === undefined) throw new UsageError(`flag needs an argument: --${long}`);
  return [{ ...found, value }];
}

function readShort(arg: string, rest: string[], flags: Flags): Found[] {
  const all: Found[] = [];
  for (let letters = arg.slice(1); letters !== ''; ) {
    const letter = letters[0]!;
    const found = find(flags, flag => flag.short === letter);
    if (found === undefined) throw new UsageError(`unknown shorthand flag: '${letter}' in -${letters}`);
    const after = letters.slice(1);
    if (after.startsWith('=')) return [...all, { ...found, value: after.slice(1) }];
    if (found.flag.bare !== undefined) {
      all.push({ ...found, value: found.flag.bare });
      letters = after;
      continue;
    }
    const value = after === '' ? rest.shift() : after;
    if (value === undefined) throw new UsageError(`flag needs an argument: '${letter}' in -${letters}`);
    return [...all, { ...found, value }];
  }
  return all;
}

function find(flags: Flags, matches: (flag: Flag<unknown>) => boolean): Omit<Found, 'value'> | undefined {
  const entry = Object.entries(flags).find(([, flag]) => matches(flag));
  if (entry !== undefined) return { name: entry[0], flag: entry[1] };
  return matches(help) ? { name: 'help', flag: help } : undefined;
}

function readValue(flag: Flag<unknown>, value: string, earlier: unknown): unknown {
  try {
    return flag.read(value, earlier);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const name = flag.short === undefined ? `--${flag.long}` : `-${flag.short}, --${flag.long}`;
    throw new UsageError(`invalid argument ${JSON.stringify(value)} for "${name}" flag: ${error.message}`);
  }
}

function withDefaults<F extends Flags>(flags: F, state: ReadonlyMap<string, unknown>): Options<F> {
  const entries = Object.entries(flags).map(([name, flag]) => [name, state.has(name) ? state.get(name) : flag.default]);
  return Object.fromEntries(entries);
}

function nearest(long: string, flags: Flags): string | undefined {
  const known = Object.values(flags).filter(flag => !flag.hidden);
  const found = suggest(
    long,
    known.map(flag => flag.long),
  );
  return found === undefined ? undefined : `did you mean \`--${found}\`?`;
}
