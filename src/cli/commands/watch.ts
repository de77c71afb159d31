import type { Emit } from '../../events/event.ts';
import { type Call, command } from '../command.ts';
import { integer, toggle } from '../flag.ts';
import type { LiveReload } from '../live-reload.ts';
import { operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';
import { openWatchDisplay } from '../watch-display.ts';
import { openCommandWatch } from '../watching.ts';

const flags = {
  liveReload: integer('--live-reload', 'Tell pages of this machine what is updated, at this port; see docs/watch.md'),
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
      const pages = await openPages(call);
      const telling = pages === undefined ? context : { ...context, emit: both(context.emit, pages.emit) };
      try {
        const { adopt } = display;
        const watchOptions = { services, up: upOptions, prune: options.prune, load, adopt };
        const watching = await openCommandWatch(shown, loaded, watchOptions, telling);
        try {
          const beforeStart = () => display.listen(telling);
          if (options.noUp) await beforeStart();
          else await up(project, { ...upOptions, build: true, beforeStart }, telling);
          await display.made({ watching, context: telling, interrupts });
          if (pages) telling.emit({ type: 'notice', level: 'info', message: `pages are told at ${pages.url}/events` });
          watching.start();
          await whenAborted(context.signal);
        } finally {
          await watching.close();
          display.close();
        }
      } finally {
        pages?.close();
      }
      return display.exitCode();
    });
  },
});

function checkPort(port: number | undefined): void {
  if (port !== undefined && (port < 0 || port > 65_535))
    throw new UsageError(`--live-reload takes a port, from 0 (any that is free) to 65535, and not ${port}`);
}

async function openPages({ options, world }: Call<typeof flags>): Promise<LiveReload | undefined> {
  if (options.liveReload === undefined) return undefined;
  return await (await import('../live-reload.ts')).openLiveReload(options.liveReload, world.now);
}

function both(first: Emit, second: Emit): Emit {
  return event => {
    first(event);
    second(event);
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
