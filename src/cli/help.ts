import type { Command } from './command.ts';
import type { Flags } from './flag.ts';
import { globalFlags } from './globals.ts';

export interface HelpStyle {
  /** As the program was called. */
  readonly program: string;
  /** The terminal's. */
  readonly width: number;
}

export function programHelp(commands: readonly Command[], { program, width }: HelpStyle): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  const [management, plain] = [shown.filter(({ members }) => members), shown.filter(({ members }) => !members)];
  return [
    `Usage:  ${program} [OPTIONS] COMMAND`,
    '',
    'Runs multi-container applications that a Compose file describes',
    '',
    'Options:',
    ...flagLines(globalFlags, width),
    '',
    'Management Commands:',
    ...commandLines(management),
    '',
    'Commands:',
    ...commandLines(plain),
    '',
    `Run '${program} COMMAND --help' for more information on a command.`,
    '',
  ].join('\n');
}

/** `members` are the commands of a group. */
export function commandHelp(command: Command, members: readonly Command[], { program, width }: HelpStyle): string {
  const usages = command.arguments
    .split(' or ')
    .map(words => `${program} ${command.name} [OPTIONS] ${words}`.trimEnd());
  const usage = `Usage:  ${usages.join('\n        ')}`;
  const aliases =
    command.aliases.length === 0
      ? []
      : ['Aliases:', `  ${[command.name, ...command.aliases].map(name => `${program} ${name}`).join(', ')}`, ''];
  const more =
    members.length === 0
      ? []
      : [
          'Commands:',
          ...commandLines(members),
          '',
          `Run '${program} ${command.name} COMMAND --help' for more information on a command.`,
          '',
        ];
  const options = ['Options:', ...flagLines(command.flags, width), ''];
  return [usage, '', command.summary, '', ...aliases, ...options, ...more].join('\n');
}

function commandLines(commands: readonly Command[]): string[] {
  const rows = commands.map(({ name, summary }) => ({ name: name.split(' ').at(-1)!, summary }));
  const longest = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, summary }) => `  ${name.padEnd(longest + 3)}${summary}`);
}

function flagLines(flags: Flags, width: number): string[] {
  const rows = Object.values(flags)
    .filter(flag => !flag.hidden)
    .sort((a, b) => (a.long < b.long ? -1 : 1))
    .map(flag => ({
      left: `${flag.short === undefined ? '     ' : `  -${flag.short},`} --${flag.long}${flag.valueName === '' ? '' : ` ${flag.valueName}`}`,
      right: flag.summary + defaultNote(flag.default),
    }));
  const indent = Math.max(...rows.map(({ left }) => left.length)) + 3;
  return rows.map(
    ({ left, right }) => left.padEnd(indent) + wrap(right, width - 1 - indent).join(`\n${' '.repeat(indent)}`),
  );
}

function defaultNote(value: unknown): string {
  if (typeof value === 'string') return ` (default ${JSON.stringify(value)})`;
  if (typeof value === 'number' || value === true) return ` (default ${value})`;
  return '';
}

const narrowest = 24;

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(width, narrowest)) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
