import { command } from '../command.ts';
import { toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { checkPort, liveReload, openPages } from '../pages.ts';
import { loadComparedProject } from '../project.ts';
import { openWatchDisplay } from '../watch-display.ts';
import { openCommandWatch } from '../watching.ts';

const flags = {
  liveReload,
  noUp: toggle('--no-up', 'Watch what runs, and build and start nothing first'),
  prune: toggle('--prune', 'Remove images that a rebuild leaves without a name', { default: true }),
  quiet: toggle('--quiet', 'No output of builds'),
};

export const watch = command({
  name: 'watch',
  summary: 'Bring changes of files into the containers as they are saved',
  arguments: '[SERVICE...]',
  flags,
  async run(call) {
    const { options, args: services, globals } = call;
    checkPort(options.liveReload);
    const load = { services, warnOfIgnoredKeys: true };
    const [loaded, { up, prospectOfUp }] = await Promise.all([
      loadComparedProject(call, load),
      import('../../operations/up.ts'),
    ]);
    const { project, projectAs } = loaded;
    const display = await openWatchDisplay(call, project);
    const shown = { ...call, world: display.world };
    const upOptions = { services, composeVersion: globals.composeVersion, projectAs };
    return await operate(shown, { renderer: display }, async (context, interrupts) => {
      if (globals.dryRun) {
        const building = options.noUp
          ? []
          : (await prospectOfUp(project, { ...upOptions, build: true }, context)).plans;
        await rehearse(building, context.emit, project);
        return 0;
      }
      const pages = await openPages(options.liveReload, call.world, context);
      const { telling } = pages;
      try {
        const { adopt } = display;
        const watchOptions = { services, up: upOptions, prune: options.prune, load, adopt };
        const watching = await openCommandWatch(shown, loaded, watchOptions, telling);
        try {
          const beforeStart = () => display.listen(telling);
          if (options.noUp) await beforeStart();
          else await up(project, { ...upOptions, build: true, beforeStart }, telling);
          await display.made({ watching, context: telling, interrupts });
          pages.announce();
          watching.start();
          await whenAborted(context.signal);
        } finally {
          await watching.close();
          display.close();
        }
      } finally {
        pages.close();
      }
      return display.exitCode();
    });
  },
});

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
