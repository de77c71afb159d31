/** A flag of a command: how it is written, what it takes, what it gives. `T` is the type of its value. */
export interface Flag<T> {
  readonly long: string;
  readonly short: string | undefined;
  /** Another long name, which Docker Compose takes and doesn't tell of. */
  readonly otherName?: string;
  readonly summary: string;
  /** As help names the value; empty for a switch. */
  readonly valueName: string;
  /** What the flag means when it stands without a value; undefined: it needs one. */
  readonly bare: string | undefined;
  readonly default: T;
  readonly hidden: boolean;
  /** The values that it takes, or the most usual ones, for completion; what it lists otherwise. */
  readonly values?: readonly string[] | ValueKind;
  /** Folds a value into what earlier ones gave. Throws `ValueError` when it isn't one. */
  read(text: string, earlier: T): T;
}

/** What only a look at the project gives. */
export type ValueKind = 'services' | 'running' | 'profiles' | 'projects' | 'files' | 'folders';

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** The options that a table of flags gives. */
export type Options<F extends Flags> = { readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never };

/** Why a flag's value is none; the message ends up behind `invalid argument … for … flag: `. */
export class ValueError extends Error {}

interface Extras<T> {
  readonly default?: T;
  readonly hidden?: boolean;
  readonly otherName?: string;
  readonly values?: readonly string[] | ValueKind;
}

/** A switch: `--detach`, `-d`, `--detach=false`. */
export function toggle(names: string, summary: string, extras: Extras<boolean> = {}): Flag<boolean> {
  return {
    ...describe(names, summary, extras),
    valueName: '',
    bare: 'true',
    default: false,
    ...extras,
    read: readBoolean,
  };
}

/** A switch that knows whether it was given at all: a variable may say the same. */
export function choice(names: string, summary: string): Flag<boolean | undefined> {
  return { ...describe(names, summary), valueName: '', bare: 'true', default: undefined, read: readBoolean };
}

export function text(names: string, summary: string, extras: Extras<string> = {}): Flag<string | undefined> {
  return { ...describe(names, summary, extras), valueName: 'string', default: extras.default, read: value => value };
}

/** May be repeated; each occurrence is one entry, commas and all. */
export function list(names: string, summary: string, extras: Extras<readonly string[]> = {}): Flag<readonly string[]> {
  const { default: standard = [] } = extras;
  return {
    ...describe(names, summary, extras),
    valueName: 'stringArray',
    default: standard,
    read: (value, earlier) => [...earlier, value],
  };
}

/** May be repeated; Docker shows it so where it checks each entry. */
export function checkedList(names: string, summary: string): Flag<readonly string[]> {
  return { ...list(names, summary), valueName: 'list' };
}

export function integer(names: string, summary: string, extras: Extras<number> = {}): Flag<number | undefined> {
  return { ...describe(names, summary, extras), valueName: 'int', default: extras.default, read: readInteger };
}

/** A number of bytes: `512m`, `1.5 GiB`. */
export function size(names: string, summary: string): Flag<number | undefined> {
  return { ...describe(names, summary), valueName: 'bytes', default: undefined, read: readSize };
}

function describe(
  names: string,
  summary: string,
  { hidden = false, otherName, values }: Omit<Extras<unknown>, 'default'> = {},
) {
  return {
    ...spelled(names),
    summary,
    bare: undefined,
    hidden,
    ...(otherName === undefined ? {} : { otherName }),
    ...(values === undefined ? {} : { values }),
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

/** As Go reads numbers: `0x10`, `0b1` and `0o7` are some, too, and a leading zero means octal. */
function readInteger(value: string): number {
  const [, sign, digits = ''] = /^([+-]?)(0x[\da-f]+|0b[01]+|0o?[0-7]+|0|[1-9]\d*)$/i.exec(value) ?? [];
  if (digits === '') throw new ValueError(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  const read = Number(/^0\d/.test(digits) ? `0o${digits}` : digits) * (sign === '-' ? -1 : 1);
  if (!Number.isSafeInteger(read))
    throw new ValueError(`strconv.ParseInt: parsing ${JSON.stringify(value)}: value out of range`);
  return read;
}

function readSize(value: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i.exec(value) ?? [];
  if (number === '') throw new ValueError(`invalid size: '${value}'`);
  return Math.floor(Number(number) * 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' '));
}
