import type { PreparedRun } from '../../operations/run.ts';
import { type Call, command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { interruptedCode, operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { checkRunFlags, readRunOptions, runFlags } from '../run-flags.ts';
import { detachKeysOf, requireTerminal } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export const run = command({
  name: 'run',
  summary: 'Run a command in a container of its own',
  arguments: 'SERVICE [COMMAND] [ARG...]',
  flags: runFlags,
  runsAnother: true,
  async run(call) {
    const { args, options, given, globals, world } = call;
    const [service] = args;
    if (service === undefined) throw new UsageError('requires at least 1 arg(s), only received 0');
    checkRunFlags(options, given);
    const { project, projectAs } = await loadComparedProject(call, { services: [service], noDeps: options.noDeps });
    const { composeVersion } = globals;
    const asked = await readRunOptions(args, options, { given, world, env: project.environment });
    const runOptions = { ...asked, composeVersion, projectAs };
    requireTerminal(call, { tty: asked.tty ?? false, interactive: options.interactive });
    const shown = options.quiet ? { ...call, globals: { ...globals, progress: 'quiet' as const } } : call;
    const [renderer, operations] = await Promise.all([
      openProgress(shown, { command: 'run', quietBuild: options.quietBuild }),
      import('../../operations/run.ts'),
    ]);
    let prepared: PreparedRun | undefined;
    const code = await operate(call, { renderer }, async context => {
      if (globals.dryRun) await rehearse(await operations.planOfRun(project, runOptions, context), context.emit);
      else prepared = await operations.prepareRun(project, runOptions, context);
      if (prepared && options.detach) await operations.startRun(prepared, context);
      return 0;
    });
    if (prepared === undefined || code !== 0) return code;
    if (!options.detach) return await stayWith(prepared, call);
    world.output.stdout.write(`${prepared.id}\n`);
    return 0;
  },
});

/** From here on signals are the container's. */
async function stayWith(prepared: PreparedRun, call: Call<typeof runFlags>): Promise<number> {
  const { world } = call;
  const [engine, { attend }, { removeUnstarted }] = await Promise.all([
    openEngine(call),
    import('../../operations/attend.ts'),
    import('../../operations/run.ts'),
  ]);
  const { id, tty, interactive, autoRemove } = prepared;
  const { signal } = new AbortController();
  const options = {
    tty,
    interactive,
    autoRemove,
    forwardSignals: true,
    start: () => prepared.start(signal),
    ...detachKeysOf(world),
  };
  world.output.flush();
  try {
    const { end, exitCode } = await attend(id, options, { engine, streams: world.streams, signal });
    // To leave the container by keys is no failure.
    const code = exitCode ?? (end === 'detached' ? 0 : interruptedCode);
    if (code !== 0) world.output.stderr.write('\n');
    return code;
  } catch (error) {
    await removeUnstarted(prepared, engine).catch(() => {});
    throw error;
  }
}
