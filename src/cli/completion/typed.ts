import type { Command } from '../command.ts';
import { findCommand } from '../commands/index.ts';
import type { Flag, Flags } from '../flag.ts';
import { globalFlags } from '../globals.ts';

/** What a command line has before the word that is to be completed. */
export interface Typed {
  /** Undefined where none has been typed yet; a group where none of its members has. */
  readonly command: Command | undefined;
  /** Words before the command, those of a flag without its value left out: the program's flags. */
  readonly before: readonly string[];
  readonly positionals: readonly string[];
  /** The flag whose value comes next. */
  readonly awaited?: Flag<unknown>;
  /** After `--`, or among another program's arguments: no flag of ours can follow. */
  readonly flagsEnded: boolean;
}

/** Reads as much as is there: nothing in it need be right. */
export async function readTyped(words: readonly string[]): Promise<Typed> {
  let command: Command | undefined;
  let before: readonly string[] = [];
  const positionals: string[] = [];
  let awaited: Flag<unknown> | undefined;
  let flagsEnded = false;
  for (const [at, word] of words.entries()) {
    if (awaited !== undefined) awaited = undefined;
    else if (word === '--') flagsEnded = true;
    else if (!flagsEnded && word.startsWith('-') && word !== '-') awaited = awaitsValue(word, flagsFor(command));
    else if (command === undefined || command.members) {
      const found = command === undefined ? await findCommand(word) : await command.members![word]?.();
      if (found === undefined) return { command, before, positionals: [word], flagsEnded: true };
      if (command === undefined) before = words.slice(0, at);
      command = found;
    } else {
      positionals.push(word);
      flagsEnded = flagsEnded || command.runsAnother;
    }
  }
  if (command === undefined) before = awaited ? words.slice(0, -1) : words;
  return { command, before, positionals, flagsEnded, ...(awaited ? { awaited } : {}) };
}

export function flagsFor(command: Command | undefined): Flags {
  return command?.flags ?? globalFlags;
}

/** The flag that a word ends in, if its value is yet to come: `--file`, `-af`. */
function awaitsValue(word: string, flags: Flags): Flag<unknown> | undefined {
  const all = Object.values(flags);
  if (word.startsWith('--')) return all.find(flag => `--${flag.long}` === word && flag.bare === undefined);
  for (const [at, letter] of [...word.slice(1)].entries()) {
    const flag = all.find(({ short }) => short === letter);
    if (flag === undefined) return undefined;
    if (flag.bare === undefined) return at === word.length - 2 ? flag : undefined;
  }
  return undefined;
}
