import type { ContainerSummary } from '../engine/api.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import { followStates } from '../operations/follow-states.ts';
import { openSession, type Session } from '../operations/session.ts';
import { createDevBoard, type DevBoard } from '../render/dev/board.ts';
import { devContainer } from '../render/dev/containers.ts';
import { createMenu, outputScreen } from './menu.ts';
import { interruptedCode } from './operate.ts';
import type { WatchCall, WatchDisplay } from './watch-display.ts';
import { watchKeys } from './watch-keys.ts';
import { type World, withOwn } from './world.ts';

/** Lines of the logs of what runs already. */
const firstLines = 10;

/** One screen for a session of development. Until all is up, `making` is seen instead. */
export async function openWatchScreen(call: WatchCall, loaded: Project, making: WatchDisplay): Promise<WatchDisplay> {
  const { world } = call;
  const board = openBoard(call);
  const menu = createMenu(call, board);
  const over = new AbortController();
  const services: string[] = [];
  let project = loaded;
  let session: Session | undefined;
  let open: (() => void) | undefined;
  let interrupt: (() => void) | undefined;
  let isQuit = false;

  const adopt = (next: Project) => {
    project = next;
    services.splice(0, services.length, ...Object.keys(next.services).sort());
    board.emit({
      type: 'project',
      name: next.name,
      services: services.map(name => ({ name, image: imageName(next, next.services[name]!) })),
    });
  };
  const ask: World['ask'] = async question => {
    menu.close();
    try {
      return await world.ask(question);
    } catch (error) {
      interrupt?.();
      throw error;
    } finally {
      if (!over.signal.aborted) open?.();
    }
  };
  adopt(loaded);
  return {
    world: withOwn(world, { output: menu.output, ask }),
    emit: event => {
      if (open === undefined) making.emit(event);
      board.emit(event);
    },
    async listen(context) {
      session ??= await openSession(project, { services, onEnd: () => {}, tail: firstLines }, context);
    },
    async made({ watching, context, interrupts }) {
      making.end();
      const host = await context.engine.host();
      const tell = (containers: readonly ContainerSummary[]) =>
        board.emit({ type: 'containers', containers: containers.map(container => devContainer(container, host)) });
      void followStates(project.name, tell, { ...context, signal: over.signal });
      const quit = () => {
        isQuit = true;
        menu.close();
        interrupts.interrupt();
      };
      const keys = watchKeys({ board, watching, context, world, project: () => project, refresh: menu.refresh, quit });
      interrupt = interrupts.interrupt;
      open = () => {
        if (!context.signal.aborted) menu.open(keys, interrupts.interrupt);
      };
      open();
    },
    adopt,
    close() {
      over.abort();
      session?.close();
      menu.close();
      if (open !== undefined) world.output.stdout.write('Nothing is watched any more; the containers run on.\n');
    },
    exitCode: () => (isQuit ? 0 : interruptedCode),
    end: () => (open === undefined ? making.end() : menu.close()),
  };
}

function openBoard(call: WatchCall): DevBoard {
  const { cwd, now } = call.world;
  return createDevBoard({
    screen: outputScreen(call),
    cwd,
    now: () => now().getTime(),
    schedule: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
}
