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
  const mayBePlugin = world.program !== 'gantry' || argv.includes('compose') || argv.includes('gantry');
  if (mayBePlugin) return await mainAsPlugin(argv, world);
  return await runProgram(argv, world);
}

async function mainAsPlugin(argv: readonly string[], world: World): Promise<number> {
  const { readPluginCall } = await import('./plugin-call.ts');
  try {
    const call = readPluginCall(argv, world);
    return await runProgram(call.argv, call.world);
  } catch (error) {
    return await reportError(error, { progress: 'auto', ansi: 'auto' }, world);
  } finally {
    world.output.flush();
  }
}

async function runProgram(argv: readonly string[], world: World): Promise<number> {
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
  const style = { program: world.program, width: world.output.stdout.columns ?? 80 };
  world.output.stdout.write(wanted ? commandHelp(wanted, style) : programHelp(await allCommands(), style));
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
  world.output.stderr.write(`\n${unknown}${JSON.stringify(words)}\n`);
  const meant = suggest(name, commandNames);
  if (meant !== undefined) world.output.stderr.write(`hint: did you mean \`${meant}\`?\n`);
  return 1;
}
