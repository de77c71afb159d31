import { ComposeError } from '../diagnostics/errors.ts';
import type { ComposeEvent, ProgressEvent } from '../events/event.ts';
import type { LoadOptions } from '../loader/options.ts';
import type { Project } from '../model/project.ts';
import type { UpOptions } from '../operations/up.ts';
import type { Renderer } from '../render/renderer.ts';
import type { InterruptListener } from './interrupts.ts';
import type { Menu, Shortcut } from './menu.ts';
import { interruptedCode, operate } from './operate.ts';
import { openPages, type Pages } from './pages.ts';
import type { LoadedProject, ProjectCall } from './project.ts';
import { openLogs, openProgress, openWatchLines, watchMark } from './renderers.ts';
import { type UpFlags, wantsMenu } from './up-flags.ts';
import { withOwn } from './world.ts';

/** `up` without --detach: stays with the containers, shows their logs, and stops them when it is interrupted. */
export async function upAttached(
  call: UpCall,
  loaded: LoadedProject & { readonly load: LoadOptions },
  upOptions: UpOptions,
): Promise<number> {
  const { options } = call;
  const { project } = loaded;
  const services = sessionServices(project, options, call.args);
  const menu = wantsMenu(call, project.environment) ? (await import('./menu.ts')).createMenu(call) : undefined;
  const shown = menu === undefined ? call : { ...call, world: withOwn(call.world, { output: menu.output }) };
  const [display, { up }, { attach }] = await Promise.all([
    openDisplay(shown, project, menu),
    import('../operations/up.ts'),
    import('../operations/attach.ts'),
  ]);
  const stay = async ({ telling: context, announce }: Pages, interrupts: InterruptListener): Promise<number> => {
    const openWatch = async () => (await import('./up-watch.ts')).openUpWatch(shown, loaded, upOptions, context);
    let watching = options.watch ? await openWatch() : undefined;
    let isUp = false;
    const canWatch = services.some(name => (project.services[name]?.develop?.watch ?? []).length > 0);
    const turn = async () => {
      const closing = watching;
      watching = closing === undefined ? await openWatch() : undefined;
      await closing?.close();
      if (closing !== undefined) watch.ended();
      if (isUp) watching?.start();
    };
    const watch: WatchSwitch = {
      isOn: () => watching !== undefined,
      ended: () => context.emit({ type: 'watch', step: 'disabled' }),
      turn: () => turn().catch(error => context.emit({ type: 'notice', level: 'warning', message: error.message })),
    };
    const keys = keysOf(menu, interrupts, canWatch ? watch : undefined);
    return await attach(
      project,
      {
        services,
        shown: shownServices(project, options, services),
        timestamps: options.timestamps,
        interrupts,
        detach: keys.detach,
        replacing: () => watching?.replacing(),
        ...abortOptions(options),
        ...(options.timeout === undefined ? {} : { timeoutSeconds: options.timeout }),
        up: async ({ signal, beforeStart }) => {
          const listen = async () => {
            display.created();
            keys.open();
            await beforeStart();
          };
          const result = await up(project, { ...upOptions, beforeStart: listen }, { ...context, signal });
          isUp = true;
          announce();
          watching?.start();
          return result;
        },
      },
      context,
    )
      .finally(() => watching?.close())
      .then(keys.exitCode);
  };
  const code = await operate(
    shown,
    { renderer: display, yes: options.yes, killsItself: true },
    async (context, interrupts) => {
      const pages = await openPages(options.liveReload, call.world, context);
      return await stay(pages, interrupts).finally(pages.close);
    },
  );
  // Docker Compose ends with an error that has no words. What interrupts has its empty line already.
  if (code !== 0 && code !== interruptedCode) call.world.output.stderr.write('\n');
  return code;
}

type UpCall = ProjectCall & {
  readonly options: UpFlags;
  readonly given: ReadonlySet<string>;
  readonly args: readonly string[];
};

interface Keys {
  /** Aborts when the key for it is pressed. */
  readonly detach: AbortSignal;
  readonly open: () => void;
  /** A session that was stopped by its menu has ended as it should, unless it had to be killed. Files are watched no more. */
  readonly exitCode: (code: number) => number;
}

/** Watching files, where there is something to watch. */
export interface WatchSwitch {
  readonly isOn: () => boolean;
  /** Tells that it is off. */
  readonly ended: () => void;
  /** Resolves when it is the other way round, or can't be; whoever watches says why. */
  readonly turn: () => Promise<void>;
}

/** What the keys of the menu do; without one, there are none. */
export function keysOf(
  menu: Menu | undefined,
  { interrupt, kill }: Pick<InterruptListener, 'interrupt' | 'kill'>,
  watch?: WatchSwitch,
): Keys {
  const detach = new AbortController();
  let isStopped = false;
  const shortcuts: Shortcut[] = [
    ...(watch === undefined ? [] : [watchShortcut(watch, () => menu?.refresh())]),
    {
      key: 'd',
      label: () => 'Detach',
      press: () => {
        menu?.close();
        detach.abort();
      },
    },
  ];
  return {
    detach: detach.signal,
    open: () =>
      menu?.open(shortcuts, () => {
        isStopped = true;
        interrupt();
      }),
    exitCode: code => {
      if (isStopped && watch?.isOn()) watch.ended();
      return isStopped && !kill.aborted && code === interruptedCode ? 0 : code;
    },
  };
}

function watchShortcut({ isOn, turn }: WatchSwitch, refresh: () => void): Shortcut {
  let isTurning = false;
  return {
    key: 'w',
    label: () => (isOn() ? 'Disable Watch' : 'Enable Watch'),
    press: async () => {
      if (isTurning) return;
      isTurning = true;
      await turn();
      isTurning = false;
      refresh();
    },
  };
}

/** Those named and, when asked for, what they depend on: `project` has no others. */
function sessionServices(project: Project, options: UpFlags, named: readonly string[]): readonly string[] {
  const all = Object.keys(project.services).sort();
  const services = named.length === 0 || options.attachDependencies || options.attach.length > 0 ? all : [...named];
  const foreign = options.attach.find(service => !all.includes(service));
  if (foreign !== undefined)
    throw new ComposeError('not-included', `cannot attach to services not included in up: ${foreign}`);
  if (options.exitCodeFrom !== undefined && !all.includes(options.exitCodeFrom))
    throw new ComposeError('no-such-service', `no such service: ${options.exitCodeFrom}: not found`);
  return services;
}

/** `attach: false` hides a service, unless --attach names it. */
function shownServices(project: Project, options: UpFlags, services: readonly string[]): readonly string[] {
  const wanted =
    options.attach.length > 0 ? options.attach : services.filter(name => project.services[name]?.attach !== false);
  return wanted.filter(name => !options.noAttach.includes(name));
}

function abortOptions({ abortOnContainerExit, abortOnContainerFailure, exitCodeFrom }: UpFlags) {
  const abortOn = abortOnContainerFailure ? 'failure' : abortOnContainerExit || exitCodeFrom ? 'exit' : undefined;
  return {
    ...(abortOn === undefined ? {} : { abortOn: abortOn as 'failure' | 'exit' }),
    ...(exitCodeFrom === undefined ? {} : { exitCodeFrom }),
  };
}

interface Display extends Renderer {
  /** From now on lines of logs come between those of progress. */
  readonly created: () => void;
}

/** While containers are made, a list that stays in place; from then on lines, among those of the logs. */
async function openDisplay(call: UpCall, project: Project, menu: Menu | undefined): Promise<Display> {
  const { noLogPrefix, noColor, quietBuild } = call.options;
  const mark = watchMark(call);
  const [making, running, logs, watch] = await Promise.all([
    openProgress(call, { command: 'up', quietBuild }),
    openProgress(call, {
      command: 'up',
      lines: true,
      hide: event => isTerminal(call) && isStart(event),
      buildMark: mark,
      quietBuild,
    }),
    openLogs(call, { prefix: !noLogPrefix, color: !noColor, scope: project, announce: true }),
    openWatchLines(call, { mark }),
  ]);
  let progress = making;
  return {
    emit: (event: ComposeEvent) => {
      // There is nothing to press any more when the containers are being stopped; Ctrl-C is a signal then.
      if (event.type === 'progress' && event.kind === 'Compose') menu?.close();
      progress.emit(event);
      logs.emit(event);
      watch.emit(event);
    },
    created: () => {
      making.end();
      progress = running;
    },
    end: () => {
      progress.end();
      menu?.close();
    },
  };
}

function isTerminal({ world }: ProjectCall): boolean {
  return world.output.stderr.isTTY;
}

/** That a container was started is seen by its lines. */
function isStart({ text }: ProgressEvent): boolean {
  return text === 'Starting' || text === 'Started';
}
