import type { Renderer } from '../../render/renderer.ts';
import { type Call, command } from '../command.ts';
import { toggle } from '../flag.ts';
import { interruptedCode, operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress, openWatchLines } from '../renderers.ts';
import { openCommandWatch } from '../watching.ts';

const flags = {
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
      const watchOptions = { services, up: upOptions, prune: options.prune, load };
      const watching = await openCommandWatch(call, loaded, watchOptions, context);
      try {
        if (!options.noUp) await up(project, { ...upOptions, build: true }, context);
        display.made();
        watching.start();
        await whenAborted(context.signal);
      } finally {
        await watching.close();
      }
      return interruptedCode;
    });
  },
});

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
