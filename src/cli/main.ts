import { withoutAlpha } from './alpha.ts';
import type { Command } from './command.ts';
import { allCommands, commandNames, findCommand } from './commands/index.ts';
import { type Globals, globalFlags, readGlobals } from './globals.ts';
import { parseFlags } from './parse.ts';
import { reportError } from './report-error.ts';
import { suggest } from './suggest.ts';
import type { World } from './world.ts';

/** Runs a command line, without the program's name, to its end. Resolves to the exit code and never rejects. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  let globals: Globals | undefined;
  try {
    const { options, given, positionals, help } = parseFlags(argv, globalFlags, { stopAtPositional: true });
    globals = readGlobals(options, given, world.env);
    const { args, dryRun } = withoutAlpha(positionals);
    if (dryRun) globals = { ...globals, dryRun };
    const [name, ...rest] = args;
    if (options.version) return await runCommand((await findCommand('version'))!, [], globals, world);
    if (name === undefined || (name === 'help' && rest.length === 0)) return await printHelp(world);
    const wanted = await findCommand(name === 'help' ? rest[0]! : name);
    if (wanted === undefined) return await refuseCommand(name === 'help' ? rest[0]! : name, world);
    if (help || name === 'help') return await printHelp(world, wanted);
    return await runCommand(wanted, rest, globals, world);
  } catch (error) {
    return await reportError(error, { progress: globals?.progress ?? 'auto', ansi: globals?.ansi ?? 'auto' }, world);
  } finally {
    world.output.flush();
  }
}

async function runCommand(wanted: Command, args: readonly string[], globals: Globals, world: World): Promise<number> {
  return (await wanted.invoke(args, globals, world)) ?? (await printHelp(world, wanted));
}

async function printHelp(world: World, wanted?: Command): Promise<number> {
  const { commandHelp, programHelp } = await import('./help.ts');
  const width = world.output.stdout.columns ?? 80;
  world.output.stdout.write(wanted ? commandHelp(wanted, width) : programHelp(await allCommands(), width));
  return 0;
}

/** As Compose does: the help, then one line of error, and 1. */
async function refuseCommand(name: string, world: World): Promise<number> {
  await printHelp(world);
  world.output.stderr.write(`\nunknown gantry command: ${JSON.stringify(name)}\n`);
  const meant = suggest(name, commandNames);
  if (meant !== undefined) world.output.stderr.write(`hint: did you mean \`${meant}\`?\n`);
  return 1;
}
