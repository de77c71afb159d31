import { command } from '../command.ts';
import { integer, toggle } from '../flag.ts';
import { operate } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { wrongCount } from '../usage-error.ts';

const usages = ['SERVICE:SRC_PATH DEST_PATH|-', 'SRC_PATH|- SERVICE:DEST_PATH'];

export const cp = command({
  name: 'cp',
  summary: 'Copy files between here and the containers of a service',
  arguments: usages.join(' or '),
  flags: {
    all: toggle('--all', 'Containers that run made, too'),
    archive: toggle('-a, --archive', 'Files belong to the user that the container runs as'),
    followLink: toggle('-L, --follow-link', 'Copy what a link leads to'),
    index: integer('--index', 'Number of the replica'),
  },
  async run(call) {
    const { options, args, globals, world } = call;
    const [source, destination] = args;
    if (source === undefined || destination === undefined || args.length > 2)
      throw wrongCount(`${world.program} cp`, '2 arguments', usages);
    const [scope, renderer, { cp }] = await Promise.all([
      loadScope(call),
      openProgress(call, { command: 'copy' }),
      import('../../operations/cp.ts'),
    ]);
    const { all, archive, followLink, index = 0 } = options;
    const asked = { source, destination, all, archive, followLink, ...(index > 0 ? { index } : {}) };
    return await operate(call, { renderer }, async context => {
      const { streams, cwd } = world;
      await cp(scope, { ...asked, dryRun: globals.dryRun }, { ...context, streams, cwd });
      return 0;
    });
  },
});
