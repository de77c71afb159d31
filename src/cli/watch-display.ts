import type { Project } from '../model/project.ts';
import type { Context } from '../operations/context.ts';
import type { Watching } from '../operations/watch.ts';
import type { Renderer } from '../render/renderer.ts';
import type { InterruptListener } from './interrupts.ts';
import { interruptedCode } from './operate.ts';
import type { ProjectCall } from './project.ts';
import { openProgress, openWatchLines, progressMode } from './renderers.ts';
import type { World } from './world.ts';

/** What is seen of a session of development. */
export interface WatchDisplay extends Renderer {
  /** For whatever writes by itself meanwhile. */
  readonly world: World;
  /** Called before containers are started. */
  readonly listen: (context: Context) => Promise<void>;
  /** All is up: from now on nothing stays in its place. */
  readonly made: (session: WatchSession) => Promise<void>;
  /** The project's files have been read again. */
  readonly adopt: (project: Project) => void;
  /** The session is over, for whichever reason. */
  readonly close: () => void;
  /** Of a session that its user has ended. */
  readonly exitCode: () => number;
}

export interface WatchSession {
  readonly watching: Watching;
  readonly context: Context;
  readonly interrupts: InterruptListener;
}

export type WatchCall = ProjectCall & { readonly options: { readonly quiet: boolean } };

/** The screen where somebody sits at a terminal, else lines. */
export async function openWatchDisplay(call: WatchCall, project: Project): Promise<WatchDisplay> {
  const lines = await openLines(call);
  if (!wantsScreen(call)) return lines;
  return (await import('./watch-screen.ts')).openWatchScreen(call, project, lines);
}

function wantsScreen({ globals, world }: ProjectCall): boolean {
  if (globals.dryRun || progressMode(globals, world) !== 'tty') return false;
  return world.output.stdout.isTTY && world.keyboard.isOurs;
}

async function openLines(call: WatchCall): Promise<WatchDisplay> {
  const quietBuild = call.options.quiet;
  const [making, watching, lines] = await Promise.all([
    openProgress(call, { command: 'up', quietBuild }),
    openProgress(call, { command: 'watch', quietBuild, lines: true }),
    openWatchLines(call),
  ]);
  let progress = making;
  return {
    world: call.world,
    emit: event => {
      progress.emit(event);
      lines.emit(event);
    },
    listen: async () => {},
    made: async () => {
      making.end();
      progress = watching;
    },
    adopt: () => {},
    close: () => {},
    exitCode: () => interruptedCode,
    end: () => progress.end(),
  };
}
