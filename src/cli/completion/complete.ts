import type { Command } from '../command.ts';
import { allCommands } from '../commands/index.ts';
import type { Flag, ValueKind } from '../flag.ts';
import { flagsFor, readTyped, type Typed } from './typed.ts';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** What the shell may add: names of files, of folders only, a blank. */
  readonly files: 'any' | 'folders' | 'none';
  readonly blank: boolean;
}

/** What only a look at the project, or at the engine, tells. */
export type LookUp = (
  kind: Exclude<ValueKind, 'files' | 'folders'>,
  before: readonly string[],
) => Promise<readonly string[]>;

/** What the last of the words may become; the others have been typed. */
export async function complete(words: readonly string[], lookUp: LookUp): Promise<Completion> {
  const typed = await readTyped(words.slice(0, -1));
  const word = words.at(-1) ?? '';
  const found = await completionOf(word, typed, lookUp);
  const prefix = valueIn(word, typed) ?? word;
  return { ...found, candidates: found.candidates.filter(({ value }) => value.startsWith(prefix)) };
}

async function completionOf(word: string, typed: Typed, lookUp: LookUp): Promise<Completion> {
  const { command, awaited, flagsEnded } = typed;
  if (awaited !== undefined) return valuesOf(awaited, typed, lookUp);
  if (!flagsEnded && word.startsWith('--') && word.includes('=')) {
    const flag = Object.values(flagsFor(command)).find(({ long }) => `--${long}` === word.slice(0, word.indexOf('=')));
    return flag === undefined ? nothing : valuesOf(flag, typed, lookUp);
  }
  if (!flagsEnded && word.startsWith('-')) return { ...nothing, candidates: flagNames(word, command) };
  if (command === undefined) return typed.positionals.length > 0 ? nothing : commandNames(await allCommands());
  if (command.members) {
    const members = await Promise.all(Object.values(command.members).map(load => load()));
    return typed.positionals.length > 0
      ? nothing
      : commandNames([...new Set(members.filter(member => member !== undefined))]);
  }
  return argumentsOf(command, typed, lookUp);
}

const nothing: Completion = { candidates: [], files: 'none', blank: true };
const files: Completion = { candidates: [], files: 'any', blank: true };

function commandNames(commands: readonly Command[]): Completion {
  const shown = commands.filter(({ hidden }) => !hidden);
  const candidates = shown.map(({ name, summary }) => ({ value: name.split(' ').at(-1)!, description: summary }));
  return { ...nothing, candidates };
}

/** The short ones only where no more than a dash has been typed. */
function flagNames(word: string, command: Command | undefined): Candidate[] {
  const flags = Object.values(flagsFor(command)).filter(({ hidden }) => !hidden);
  return flags.flatMap(({ long, short, summary: description }) => [
    { value: `--${long}`, description },
    ...(word === '-' && short ? [{ value: `-${short}`, description }] : []),
  ]);
}

async function valuesOf(flag: Flag<unknown>, { before }: Typed, lookUp: LookUp): Promise<Completion> {
  const { values, valueName, bare } = flag;
  if (bare !== undefined) return plain(['true', 'false']);
  if (values === undefined) return valueName === 'int' || valueName === 'bytes' ? nothing : files;
  if (typeof values !== 'string') return plain(values);
  if (values === 'files') return files;
  if (values === 'folders') return { ...files, files: 'folders' };
  const found = await lookUp(values, before);
  return flag.long === 'scale' ? assignments(found) : plain(found);
}

/** What follows a command: services, mostly, those that it can do something with. */
async function argumentsOf(command: Command, { positionals, before }: Typed, lookUp: LookUp): Promise<Completion> {
  const usage = command.arguments;
  if (command.name === 'cp')
    return { ...files, candidates: (await servicesFor(command, before, lookUp)).map(withColon), blank: false };
  if (/^SERVICE\b|^\[SERVICE/.test(usage)) {
    const isList = usage.includes('SERVICE...') || usage.includes('SERVICES') || usage.includes('=');
    if (!isList && positionals.length > 0) return command.runsAnother ? files : nothing;
    const services = (await servicesFor(command, before, lookUp)).filter(name => !positionals.includes(name));
    return usage.includes('=') ? assignments(services) : plain(services);
  }
  return /FILE|PATH/.test(usage) ? files : command.name === 'completion' ? plain(['bash', 'fish', 'zsh']) : nothing;
}

const onRunning = ['attach', 'exec', 'kill', 'pause', 'port', 'stop', 'top'];

/** The services that run, for a command that needs it, or all if there is nothing to be known of them. */
async function servicesFor({ name }: Command, before: readonly string[], lookUp: LookUp): Promise<readonly string[]> {
  const running = onRunning.includes(name) ? await lookUp('running', before) : [];
  return running.length > 0 ? running : await lookUp('services', before);
}

function plain(values: readonly string[]): Completion {
  return { ...nothing, candidates: values.map(value => ({ value, description: '' })) };
}

function assignments(names: readonly string[]): Completion {
  return { ...plain(names.map(name => `${name}=`)), blank: false };
}

function withColon(name: string): Candidate {
  return { value: `${name}:`, description: '' };
}

/** `nev` of `--ansi=nev`: only that is completed. */
function valueIn(word: string, { flagsEnded, awaited }: Typed): string | undefined {
  const at = word.indexOf('=');
  return !flagsEnded && awaited === undefined && word.startsWith('--') && at > 0 ? word.slice(at + 1) : undefined;
}
