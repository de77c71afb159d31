import type { Emit } from '../../events/event.ts';
import type { Renderer } from '../../render/renderer.ts';
import { type Call, command } from '../command.ts';
import { integer, toggle } from '../flag.ts';
import type { LiveReload } from '../live-reload.ts';
import { interruptedCode, operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress, openWatchLines } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';
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
    const [loaded, display, { up, prospectOfUp }] = await Promise.all([
      loadComparedProject(call, load),
      openDisplay(call),
      import('../../operations/up.ts'),
    ]);
    const { project, projectAs } = loaded;
    const upOptions = { services, composeVersion: globals.composeVersion, projectAs };
    return await operate(call, { renderer: display }, async context => {
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
        const watchOptions = { services, up: upOptions, prune: options.prune, load };
        const watching = await openCommandWatch(call, loaded, watchOptions, telling);
        try {
          if (!options.noUp) await up(project, { ...upOptions, build: true }, telling);
          display.made();
          if (pages) telling.emit({ type: 'notice', level: 'info', message: `pages are told at ${pages.url}/events` });
          watching.start();
          await whenAborted(context.signal);
        } finally {
          await watching.close();
        }
      } finally {
        pages?.close();
      }
      return interruptedCode;
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

interface Display extends Renderer {
  /** From now on nothing stays in its place. */
  readonly made: () => void;
}

async function openDisplay(call: Call<typeof flags>): Promise<Display> {
  const quietBuild = call.options.quiet;
  const [making, watching, lines] = await Promise.all([
    openProgress(call, { command: 'watch', quietBuild }),
    openProgress(call, { command: 'watch', quietBuild, lines: true }),
    openWatchLines(call, { marked: false }),
  ]);
  let progress = making;
  return {
    emit: event => {
      progress.emit(event);
      lines.emit(event);
    },
    made: () => {
      making.end();
      progress = watching;
    },
    end: () => progress.end(),
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
