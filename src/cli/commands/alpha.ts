import { type Command, common } from '../command.ts';
import { group } from '../group.ts';
import { findCommand } from './index.ts';

/** `alpha dry-run -- up` is `--dry-run up`. */
const dryRun: Command = {
  name: 'alpha dry-run',
  aliases: [],
  summary: 'Show what a command would do',
  hidden: false,
  arguments: 'COMMAND...',
  flags: common,
  runsAnother: true,
  async invoke(args, globals, world) {
    const [name = '', ...rest] = args[0] === '--' ? args.slice(1) : args;
    const wanted = await findCommand(name);
    return wanted === undefined ? dryRun : await wanted.invoke(rest, { ...globals, dryRun: true }, world);
  },
};

/** What Docker Compose has, or once had, under `alpha`. The commands themselves are our own, without the word. */
export const alpha = group({
  name: 'alpha',
  summary: 'Old names of commands',
  hidden: true,
  members: {
    'dry-run': async () => dryRun,
    ...Object.fromEntries(
      ['generate', 'publish', 'scale', 'viz', 'watch'].map(name => [name, () => findCommand(name)]),
    ),
  },
});
