import { command } from '../command.ts';
import { integer, text } from '../flag.ts';
import { operate } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';

export const exportCommand = command({
  name: 'export',
  summary: "Write a container's file system as a tar",
  arguments: 'SERVICE',
  flags: {
    index: integer('--index', 'Number of the replica'),
    output: text('-o, --output', 'File to write, instead of standard output'),
  },
  async run(call) {
    const { options, args, globals, world } = call;
    const [service] = args;
    if (service === undefined) throw new UsageError('requires at least 1 arg(s), only received 0');
    const { output = '', index = 0 } = options;
    const { streams, cwd } = world;
    const [scope, renderer, { exportContainer }, { checkOutput, writeOutput }] = await Promise.all([
      loadScope(call),
      openProgress(call, { command: 'export' }),
      import('../../operations/export.ts'),
      import('../output-tar.ts'),
    ]);
    if (output === '' && streams.isOutputTerminal)
      throw new UsageError('output option is required when exporting to terminal', 'give a file by --output');
    if (output !== '') await checkOutput(output, cwd);
    const write = async (tar: AsyncIterable<Buffer>) => {
      if (output !== '') return await writeOutput(output, cwd, tar);
      for await (const piece of tar) await streams.write('stdout', piece);
    };
    const choice = { service, dryRun: globals.dryRun, ...(index > 0 ? { index } : {}) };
    return await operate(call, { renderer }, async context => {
      await exportContainer(scope, choice, { ...context, write });
      return 0;
    });
  },
});
