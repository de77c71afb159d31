/** A flag of a command: how it is written, what it takes, what it gives. `T` is the type of its value. */
export interface Flag<T> {
  readonly long: string;
  readonly short: string | undefined;
  readonly summary: string;
  /** As help names the value; empty for a switch. */
  readonly valueName: string;
  /** What the flag means when it stands without a value; undefined: it needs one. */
  readonly bare: string | undefined;
  readonly default: T;
  readonly hidden: boolean;
  /** Folds a value into what earlier ones gave. Throws `ValueError` when it isn't one. */
  read(text: string, earlier: T): T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** The options that a table of flags gives. */
export type Options<F extends Flags> = { readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never };

/** Why a flag's value is none; the message ends up behind `invalid argument … for … flag: `. */
export class ValueError extends Error {}

interface Extras<T> {
  readonly default?: T;
  readonly hidden?: boolean;
}

/** A switch: `--detach`, `-d`, `--detach=false`. */
export function toggle(names: string, summary: string, extras: Extras<boolean> = {}): Flag<boolean> {
  const { default: standard = false, hidden = false } = extras;
  return { ...spelled(names), summary, valueName: '', bare: 'true', default: standard, hidden, read: readBoolean };
}

/** A switch that knows whether it was given at all. */
export function choice(names: string, summary: string): Flag<boolean | undefined> {
  return {
    ...spelled(names),
    summary,
    valueName: '',
    bare: 'true',
    default: undefined,
    hidden: false,
    read: readBoolean,
  };
}

export function text(names: string, summary: string, extras: Extras<string> = {}): Flag<string | undefined> {
  const { default: standard, hidden = false } = extras;
  return {
    ...spelled(names),
    summary,
    valueName: 'string',
    bare: undefined,
    default: standard,
    hidden,
    read: value => value,
  };
}

/** May be repeated; each occurrence is one entry, commas and all. */
export function list(names: string, summary: string, extras: Extras<readonly string[]> = {}): Flag<readonly string[]> {
  const { default: standard = [], hidden = false } = extras;
  return {
    ...spelled(names),
    summary,
    valueName: 'stringArray',
    bare: undefined,
    default: standard,
    hidden,
    read: (value, earlier) => [...earlier, value],
  };
}

export function integer(names: string, summary: string, extras: Extras<number> = {}): Flag<number | undefined> {
  const { default: standard, hidden = false } = extras;
  return {
    ...spelled(names),
    summary,
    valueName: 'int',
    bare: undefined,
    default: standard,
    hidden,
    read: readInteger,
  };
}

function spelled(names: string): { long: string; short: string | undefined } {
  const [first, second] = names.split(', ');
  if (second === undefined) return { long: first!.replace(/^--/, ''), short: undefined };
  return { long: second.replace(/^--/, ''), short: first!.replace(/^-/, '') };
}

const booleans: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

function readBoolean(value: string): boolean {
  const read = Object.hasOwn(booleans, value) ? booleans[value] : undefined;
  if (read === undefined) throw new ValueError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  return read;
}

function readInteger(value: string): number {
  if (!/^[+-]?\d+$/.test(value))
    throw new ValueError(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  const read = Number(value);
  if (!Number.isSafeInteger(read))
    throw new ValueError(`strconv.ParseInt: parsing ${JSON.stringify(value)}: value out of range`);
  return read;
}
