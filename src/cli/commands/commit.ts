import { command } from '../command.ts';
import { checkedList, integer, text, toggle } from '../flag.ts';
import { operate } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';

export const commit = command({
  name: 'commit',
  summary: 'Make an image of a container',
  arguments: 'SERVICE [REPOSITORY[:TAG]]',
  flags: {
    author: text('-a, --author', 'Author of the image'),
    change: checkedList('-c, --change', 'Instruction of a Dockerfile for the image (ENV A=b); may be repeated'),
    index: integer('--index', 'Number of the replica'),
    message: text('-m, --message', 'What is kept as the reason'),
    pause: toggle('-p, --pause', 'Freeze the container meanwhile', { default: true }),
  },
  async run(call) {
    const { options, args, globals } = call;
    const [service, reference] = args;
    if (service === undefined || args.length > 2)
      throw new UsageError(`accepts between 1 and 2 arg(s), received ${args.length}`);
    const [scope, renderer, { commit }] = await Promise.all([
      loadScope(call),
      openProgress(call, { command: 'commit' }),
      import('../../operations/commit.ts'),
    ]);
    const { author, change: changes, message, pause, index = 0 } = options;
    const asked = {
      service,
      changes,
      pause,
      dryRun: globals.dryRun,
      ...(reference ? { reference } : {}),
      ...(author ? { author } : {}),
      ...(message ? { comment: message } : {}),
      ...(index > 0 ? { index } : {}),
    };
    return await operate(call, { renderer }, async context => {
      await commit(scope, asked, context);
      return 0;
    });
  },
});
