import type { Command } from './command.ts';
import { allCommands, commandNames, findCommand } from './commands/index.ts';
import { withEnvFileVariables } from './env-file-variables.ts';
import type { Options } from './flag.ts';
import { type Globals, globalFlags, readGlobals } from './globals.ts';
import { parseFlags } from './parse.ts';
import { reportError } from './report-error.ts';
import { suggest } from './suggest.ts';
import { type World, withOwn } from './world.ts';

/** Runs a command line, without the program's name, to its end. Resolves to the exit code and never rejects. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const mayBePlugin = world.program !== 'gantry' || argv.includes('compose') || argv.includes('gantry');
  if (!mayBePlugin) return await runProgram(argv, world);
  const { readPluginCall } = await import('./plugin-call.ts');
  const call = readPluginCall(argv, world);
  return await runProgram(call.argv, call.world);
}

async function runProgram(argv: readonly string[], outside: World): Promise<number> {
  let globals: Globals | undefined;
  let world = outside;
  try {
    const { options, given, positionals, help } = parseFlags(argv, globalFlags, { stopAtPositional: true });
    if (options.config) world = withOwn(outside, { env: { ...outside.env, DOCKER_CONFIG: options.config } });
    tellOldFlags(options, world);
    world = await withEnvFileVariables(world, options);
    globals = readGlobals(options, given, world.env);
    const words = positionals[0] === 'help' ? positionals.slice(1) : positionals;
    const [name, ...rest] = words;
    if (options.version) return await runCommand((await findCommand('version'))!, [], globals, world);
    if (name === undefined) return await printHelp(world);
    const wanted = await findCommand(name);
    if (wanted === undefined) return await refuseCommand(name, world);
    if (help || positionals[0] === 'help') return await printHelp(world, await findMember(wanted, rest));
    return await runCommand(wanted, rest, globals, world);
  } catch (error) {
    return await reportError(error, { progress: globals?.progress ?? 'auto', ansi: globals?.ansi ?? 'auto' }, world);
  } finally {
    world.output.flush();
  }
}

/** In Docker Compose's words. */
function tellOldFlags(options: Options<typeof globalFlags>, { output: { stderr } }: World): void {
  if (options.noAnsi) stderr.write("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n");
  if (options.workdir)
    stderr.write("option '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n");
}

async function runCommand(wanted: Command, args: readonly string[], globals: Globals, world: World): Promise<number> {
  const done = await wanted.invoke(args, globals, world);
  return typeof done === 'number' ? done : await printHelp(world, done);
}

/** Each once, whatever names it has. */
async function membersOf({ members = {} }: Command): Promise<Command[]> {
  const found = await Promise.all(Object.values(members).map(load => load()));
  return [...new Set(found.filter(command => command !== undefined))];
}

/** The command that further words name in a group. */
async function findMember(wanted: Command, [word = '', ...rest]: readonly string[]): Promise<Command> {
  const member = await wanted.members?.[word]?.();
  return member === undefined ? wanted : await findMember(member, rest);
}

async function printHelp(world: World, wanted?: Command): Promise<number> {
  const { commandHelp, programHelp } = await import('./help.ts');
  const style = { program: world.program, width: world.output.stdout.columns ?? 80 };
  const help = wanted ? commandHelp(wanted, await membersOf(wanted), style) : programHelp(await allCommands(), style);
  world.output.stdout.write(help);
  return 0;
}

/** As Compose does: the help, then one line of error, and 1. */
async function refuseCommand(name: string, world: World): Promise<number> {
  await printHelp(world);
  const unknown = world.program === 'gantry' ? 'unknown gantry command: ' : 'unknown docker command: ';
  const words = [
    ...world.program
      .replace(/^(docker|gantry)[ -]?/, '')
      .split(' ')
      .filter(Boolean),
    name,
  ].join(' ');
  world.output.stderr.write(`${unknown}${JSON.stringify(words)}\n`);
  const meant = suggest(name, commandNames);
  if (meant !== undefined) world.output.stderr.write(`hint: did you mean \`${meant}\`?\n`);
  return 1;
}
