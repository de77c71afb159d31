import { type Command, common } from './command.ts';
import { parseFlags } from './parse.ts';

interface GroupDefinition {
  readonly name: string;
  readonly summary: string;
  readonly hidden?: boolean;
  readonly members: NonNullable<Command['members']>;
}

/** A command that only leads to others: `bridge convert`. Alone, or before a word that it doesn't know, it gives help. */
export function group({ name, summary, hidden = false, members }: GroupDefinition): Command {
  const self: Command = {
    name,
    aliases: [],
    summary,
    hidden,
    arguments: 'COMMAND',
    flags: common,
    runsAnother: true,
    members,
    async invoke(args, globals, world) {
      const { options, positionals, help } = parseFlags(args, common, { stopAtPositional: true });
      const [word = '', ...rest] = positionals;
      const member = Object.hasOwn(members, word) ? await members[word]!() : undefined;
      if (member === undefined) return self;
      if (help) return member;
      return await member.invoke(rest, { ...globals, dryRun: globals.dryRun || options.dryRun }, world);
    },
  };
  return self;
}
