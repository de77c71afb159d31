import { parseDetachKeys } from '../../operations/detach-keys.ts';
import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { integer, text, toggle } from '../flag.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { interruptedCode } from '../operate.ts';
import { loadScope } from '../project.ts';
import { detachKeysOf, requireTerminal } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export const attach = command({
  name: 'attach',
  summary: 'Type at a container that runs, and see what it writes',
  arguments: 'SERVICE',
  flags: {
    detachKeys: text('--detach-keys', 'Keys that leave the container, such as ctrl-a,d'),
    index: integer('--index', 'Number of the replica'),
    noStdin: toggle('--no-stdin', 'Pass no input on'),
    sigProxy: toggle('--sig-proxy', 'Pass signals on', { default: true }),
  },
  async run(call) {
    const { args, options, globals, world } = call;
    const [service] = args;
    if (service === undefined) throw new UsageError('requires at least 1 arg(s), only received 0');
    const keys = detachKeysOf(world, options.detachKeys);
    if (keys.detachKeys !== undefined) parseDetachKeys(keys.detachKeys);
    const [scope, engine, operations] = await Promise.all([
      loadScope(call),
      openEngine(call),
      import('../../operations/attach-container.ts'),
    ]);
    const { index = 0, noStdin, sigProxy } = options;
    const asked = { service, input: !noStdin, forwardSignals: sigProxy, ...keys, ...(index > 0 ? { index } : {}) };
    const target = await operations.attachTarget(scope, asked, { engine });
    if (globals.dryRun) {
      world.output.stderr.write(` Container ${target.name} Attach\n`);
      return 0;
    }
    requireTerminal(call, target);
    world.output.flush();
    const { streams } = world;
    // Signals that are passed on are the container's.
    const interrupts = sigProxy && !target.tty ? undefined : listenForInterrupts(world);
    const signal = interrupts?.stop ?? new AbortController().signal;
    try {
      const code = (await operations.attachContainer(target, asked, { engine, streams, signal })) ?? interruptedCode;
      if (code !== 0) world.output.stderr.write('\n');
      return code;
    } finally {
      interrupts?.close();
    }
  },
});
