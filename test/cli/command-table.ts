import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAst } from 'vitest/node';
import type { Command } from '../../src/cli/command.ts';
import { allCommands } from '../../src/cli/commands/index.ts';
import type { Flag, Flags } from '../../src/cli/flag.ts';
import { globalFlags } from '../../src/cli/globals.ts';
import { parseFlags } from '../../src/cli/parse.ts';

const root = resolve(import.meta.dirname, '../..');

/** A line of fixtures/cli.tsv. */
export interface Row {
  /** `up`, `bridge convert`; empty for the program itself. */
  readonly command: string;
  /** `--detach`, `[SERVICE...]`; empty for the command itself. */
  readonly name: string;
  /** `-d`, or empty. */
  readonly short: string;
  readonly type: 'command' | 'argument' | 'bool' | 'string' | 'stringArray' | 'list' | 'int' | 'bytes' | 'filter';
  /** Empty where there is none, or none but what `false`, 0 and nothing say. */
  readonly default: string;
  readonly hidden: 'hidden' | '';
  /** Whose it is: Docker Compose's, the docker program's, or ours. */
  readonly of: 'compose' | 'docker' | 'gantry';
  readonly effect: 'works' | 'no effect' | 'not yet';
  /** A file of test/e2e that holds what it does. */
  readonly test: string;
  /** Why there is no such test, or what is particular. */
  readonly note: string;
}

export function readTable(): Row[] {
  const [header = '', ...lines] = readFileSync(join(root, 'fixtures/cli.tsv'), 'utf8').trimEnd().split('\n');
  const columns = header.split('\t');
  return lines.map(line => {
    const fields = line.split('\t');
    return Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ''])) as unknown as Row;
  });
}

/** Every command by the words that call it, those of groups and other names too; the program itself by none. */
export async function commandsByWords(): Promise<ReadonlyMap<string, Command | undefined>> {
  const found = new Map<string, Command | undefined>([['', undefined]]);
  const add = async (words: string, command: Command): Promise<void> => {
    found.set(words, command);
    for (const [word, load] of Object.entries(command.members ?? {})) {
      const member = await load();
      if (member) await add(`${words} ${word}`, member);
    }
  };
  for (const command of await allCommands())
    for (const name of [command.name, ...command.aliases]) await add(name, command);
  return found;
}

export function flagsOf(command: Command | undefined): Flags {
  return command?.flags ?? globalFlags;
}

export function findFlag(command: Command | undefined, long: string): [name: string, flag: Flag<unknown>] | undefined {
  return Object.entries(flagsOf(command)).find(([, flag]) => `--${flag.long}` === long);
}

/**
 * The command lines that an end-to-end test types: what its calls and lists consist of, word by word. A list that a
 * call takes by a name is looked up, or else may be any list of the file.
 */
export function commandLinesOf(file: string): string[][] {
  const nodes = nodesOf(parseAst(readFileSync(join(root, 'test/e2e', file), 'utf8'), { lang: 'ts' }));
  const lists = new Map(nodes.flatMap(({ id, init }) => (id?.name && init?.elements ? [[id.name, init]] : [])));
  const lines = nodes
    .map(({ type, arguments: args, elements }) => (type === 'CallExpression' ? args : elements) ?? [])
    .map(words => words.flatMap(word => wordsOf(word, lists)))
    .filter(line => line.length > 0);
  const arrays = lines.filter(line => !line.includes(any) && line[0]?.startsWith('-'));
  return lines.flatMap(line => {
    const at = line.indexOf(any);
    return at < 0 ? [line] : [[], ...arrays].map(array => line.toSpliced(at, 1, ...array));
  });
}

function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return 'type' in value ? [value as Node, ...inner] : inner;
}

/** What is looked at of ESTree's nodes. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly arguments?: readonly Node[];
  readonly elements?: readonly (Node | null)[];
  readonly argument?: Node;
  readonly name?: string;
  readonly id?: Node | null;
  readonly init?: Node | null;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
}

export function endToEndTests(): string[] {
  return readdirSync(join(root, 'test/e2e')).filter(file => file.endsWith('.test.ts'));
}

/** Stands for a list whose words aren't known. */
const any = '...';

/** What is computed counts as a word that stands for any value, `1`. */
function wordsOf(node: Node | null, lists: ReadonlyMap<string, Node>): string[] {
  switch (node?.type) {
    case undefined:
      return [];
    case 'Literal':
      return String(node.value).split(/ +/);
    case 'TemplateLiteral':
      return (node.quasis ?? [])
        .map(({ value }) => value.cooked)
        .join('1')
        .split(/\s+/);
    case 'ArrayExpression':
      return (node.elements ?? []).flatMap(element => wordsOf(element, lists));
    case 'SpreadElement': {
      const list = node.argument?.name === undefined ? node.argument : lists.get(node.argument.name);
      return list?.type === 'ArrayExpression' ? wordsOf(list, lists) : [any];
    }
    default:
      return ['1'];
  }
}

/** How `usesOf` names what a row has. */
export function useOf({ command, name, type }: Row): string {
  return `${command} ${type === 'argument' ? 'ARGUMENT' : name}`.trim();
}

type Commands = ReadonlyMap<string, Command | undefined>;

/** What command lines use, as `up --detach`; `--file` and the like of the program itself; `up` alone, and `up ARGUMENT`. */
export function usesOf(lines: readonly string[][], commands: Commands): ReadonlySet<string> {
  // A line may begin with what is no word of gantry: its own file, a host, the input.
  return new Set(lines.flatMap(line => [0, 1, 2].flatMap(start => usesOfOne(line.slice(start), commands))));
}

function usesOfOne(line: readonly string[], commands: Commands): string[] {
  const program = parse(line, globalFlags, true);
  if (program === undefined) return [];
  const words = wordsOfCommand(program.positionals, commands);
  const command = commands.get(words);
  const own = command && parse(program.positionals.slice(words.split(' ').length), command.flags, command.runsAnother);
  if (own === undefined) return [];
  return [
    '',
    ...[...program.given].map(name => `--${(globalFlags as Flags)[name]!.long}`),
    words,
    ...[...own.given].map(name => `${words} --${command!.flags[name]!.long}`),
    ...(own.positionals.length > 0 ? [`${words} ARGUMENT`] : []),
  ];
}

/** As many words as name a command. */
function wordsOfCommand(positionals: readonly string[], commands: Commands): string {
  const names = [3, 2, 1].map(count => positionals.slice(0, count).join(' '));
  return names.find(name => commands.has(name)) ?? '';
}

function parse(args: readonly string[], flags: Flags, stopAtPositional: boolean) {
  try {
    return parseFlags(args, flags, { stopAtPositional });
  } catch {
    return undefined;
  }
}
