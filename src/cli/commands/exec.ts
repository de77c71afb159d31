import type { ExecOptions } from '../../operations/exec.ts';
import { type Call, command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { integer, list, type Options, text, toggle } from '../flag.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { interruptedCode } from '../operate.ts';
import { loadScope } from '../project.ts';
import { detachKeysOf, requireTerminal, resolveVariables } from '../session.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  detach: toggle('-d, --detach', 'Leave the command to itself'),
  env: list('-e, --env', 'Variable for the command, KEY=VALUE, or KEY for its value here; may be repeated'),
  index: integer('--index', 'Number of the replica'),
  interactive: toggle('-i, --interactive', 'Keep standard input open', { default: true, hidden: true }),
  noTty: toggle('-T, --no-tty', 'No terminal for the command; without this it has one if standard output is one'),
  noTTY: toggle('--no-TTY', 'Old spelling of --no-tty', { hidden: true }),
  privileged: toggle('--privileged', 'All privileges for the command'),
  tty: toggle('-t, --tty', 'Accepted for the sake of scripts', { default: true, hidden: true }),
  user: text('-u, --user', 'Who runs the command: NAME or UID, with :GROUP or not'),
  workdir: text('-w, --workdir', 'Folder in the container'),
};

export const exec = command({
  name: 'exec',
  summary: 'Run a command in a container that runs',
  arguments: 'SERVICE COMMAND [ARG...]',
  flags,
  runsAnother: true,
  async run(call) {
    const { args, options, globals, world } = call;
    if (args.length < 2) throw new UsageError(`requires at least 2 arg(s), only received ${args.length}`);
    const [scope, engine, operations] = await Promise.all([
      loadScope(call),
      openEngine(call),
      import('../../operations/exec.ts'),
    ]);
    const asked = readOptions(call, 'environment' in scope ? scope.environment : world.env);
    if (globals.dryRun) {
      const name = await operations.planOfExec(scope, asked, { engine });
      world.output.stderr.write(` Container ${name} Exec (${asked.command.join(' ')})\n`);
      return 0;
    }
    if (options.detach) {
      await operations.execDetached(scope, asked, { engine });
      return 0;
    }
    requireTerminal(call, { tty: asked.tty ?? false, interactive: options.interactive });
    const interrupts = listenForInterrupts(world);
    try {
      world.output.flush();
      const { streams } = world;
      const code = await operations.exec(scope, asked, { engine, signal: interrupts.stop, streams });
      if (code !== undefined) return code;
    } finally {
      interrupts.close();
    }
    world.output.stderr.write('\n');
    return interruptedCode;
  },
});

function readOptions(
  { args, options, given, world }: Call<typeof flags>,
  env: Readonly<Record<string, string | undefined>>,
): ExecOptions {
  const [service = '', ...words] = args;
  const { index = 0, user, workdir, privileged, interactive } = options;
  const variables = resolveVariables(options.env, env);
  return {
    service,
    command: words,
    environment: Object.entries(variables).map(([key, value]) => `${key}=${value}`),
    privileged,
    interactive,
    tty: !withoutTty(options, given, world.streams.isOutputTerminal),
    ...(index > 0 ? { index } : {}),
    ...(user === undefined ? {} : { user }),
    ...(workdir === undefined ? {} : { workingDir: workdir }),
    ...detachKeysOf(world),
  };
}

function withoutTty(options: Options<typeof flags>, given: ReadonlySet<string>, isTerminal: boolean): boolean {
  if (given.has('noTty')) return options.noTty;
  return given.has('noTTY') ? options.noTTY : !isTerminal;
}
