import type { StatsOptions } from '../../operations/stats.ts';
import { type Call, command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { text, toggle } from '../flag.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { interruptedCode } from '../operate.ts';
import { loadScope } from '../project.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  all: toggle('-a, --all', 'Stopped containers too'),
  format: text('--format', 'How to print it: "table", "json", a Go template, or "table" and one', {
    values: ['table', 'json'],
  }),
  noStream: toggle('--no-stream', 'Once, and not over and over'),
  noTrunc: toggle('--no-trunc', 'Whole ids'),
};

export const stats = command({
  name: 'stats',
  summary: 'Show what containers use',
  arguments: '[SERVICE]',
  flags,
  async run(call) {
    const { options, args, world } = call;
    if (args.length > 1) throw new UsageError(`accepts at most 1 arg(s), received ${args.length}`);
    const [service] = args;
    const scope = await loadScope(call);
    const selection = { all: options.all, ...(service === undefined ? {} : { service }) };
    const interrupts = listenForInterrupts(world);
    try {
      await show(call, scope, selection, interrupts.stop);
    } catch (error) {
      if (!interrupts.stop.aborted) throw error;
    } finally {
      interrupts.close();
    }
    if (!interrupts.stop.aborted) return 0;
    world.output.stderr.write('\n');
    return interruptedCode;
  },
});

async function show(
  call: Call<typeof flags>,
  scope: { readonly name: string },
  selection: StatsOptions,
  signal: AbortSignal,
): Promise<void> {
  const { noStream, noTrunc, format } = call.options;
  const { stdout, flush } = call.world.output;
  const [engine, operations, { renderStats }] = await Promise.all([
    openEngine(call),
    import('../../operations/stats.ts'),
    import('../../render/stats.ts'),
  ]);
  const display = { format: format || 'table', noTrunc };
  if (noStream) {
    const containers = await operations.stats(scope, selection, { engine, signal });
    if (containers.length > 0) stdout.write(renderStats(containers, display));
    return;
  }
  for await (const containers of operations.followStats(scope, selection, { engine, signal })) {
    const shown = renderStats(containers, display);
    stdout.write(stdout.isTTY ? redrawn(shown) : shown);
    flush();
  }
}

/** From the upper left corner, each line and then the rest of the screen cleared: nothing flickers. */
function redrawn(text: string): string {
  return `\x1b[H${text.replaceAll('\n', '\x1b[K\n')}\x1b[J`;
}
