import type { ProgressEvent } from '../events/event.ts';
import type { Scope } from '../operations/scope.ts';
import type { PlainOptions } from '../render/plain.ts';
import type { ProgressSinks, Renderer, Sinks } from '../render/renderer.ts';
import { useColor } from './color.ts';
import { type Globals, isTrue } from './globals.ts';
import type { Screen } from './output.ts';
import type { ProjectCall } from './project.ts';
import type { World } from './world.ts';

export interface ProgressOptions {
  /** What the header of the list on a terminal says. */
  readonly command: string;
  /** Lines and no list, even on a terminal: something else is written to it as well. Default: false. */
  readonly lines?: boolean;
  /** Steps that aren't shown, where they would take a line each. Default: none. */
  readonly hide?: (event: ProgressEvent) => boolean;
  /** Leave out what builds write. Default: false. */
  readonly quietBuild?: boolean;
  /** Before each line that builds write. Default: nothing. */
  readonly buildMark?: string;
}

/** The renderer of progress that --progress asks for, or that suits standard error. */
export async function openProgress(call: ProjectCall, options: ProgressOptions): Promise<Renderer> {
  const renderer = await openRenderer(call, options);
  if (!options.quietBuild) return renderer;
  return { ...renderer, emit: event => (event.type === 'build' ? undefined : renderer.emit(event)) };
}

async function openRenderer({ globals, world }: ProjectCall, options: ProgressOptions): Promise<Renderer> {
  const { command, lines = false, hide, buildMark = '' } = options;
  const { now } = world;
  const screen = statusScreen(world);
  const { stdout, stderr } = sinksOf(world);
  // As Docker Compose has it; but what `run` has on standard output is its command's alone.
  const sinks = {
    progress: (text: string) => screen.write(text),
    stderr,
    ...(command !== 'run' && { buildLog: (text: string) => stdout(marked(text, buildMark)) }),
  };
  const plain = { now, ...(hide === undefined ? {} : { hide }) };
  switch (progressMode(globals, world)) {
    case 'json':
      return (await import('../render/json.ts')).jsonRenderer(sinks, now);
    case 'quiet':
      return (await import('../render/quiet.ts')).quietRenderer(sinks, now);
    case 'tty':
      if (!lines)
        return (await import('../render/tty.ts')).ttyRenderer({ command, now, screen: screenOf(globals, world) });
      return await openTerminalLines(sinks, { ...plain, color: screenOf(globals, world).color });
  }
  return (await import('../render/plain.ts')).plainRenderer(sinks, plain);
}

function marked(lines: string, mark: string): string {
  return mark === '' ? lines : `${lines.slice(0, -1).replace(/^/gm, mark)}\n`;
}

async function openTerminalLines(
  sinks: ProgressSinks,
  { color, ...options }: PlainOptions & { readonly color: boolean },
): Promise<Renderer> {
  const [{ plainRenderer }, { terminalLines }] = await Promise.all([
    import('../render/plain.ts'),
    import('../render/tty-lines.ts'),
  ]);
  return plainRenderer(sinks, { ...options, line: terminalLines({ color }) });
}

export interface LogDisplay {
  readonly prefix: boolean;
  readonly color: boolean;
  /** Whose logs they may be. */
  readonly scope: Scope;
  /** Say which containers are attached to. Default: false. */
  readonly announce?: boolean;
  /** Both streams on standard output, as `logs` has it. Default: each on its own, as `up` has it. */
  readonly merge?: boolean;
}

export async function openLogs(
  { globals, world }: ProjectCall,
  { prefix, color, scope, announce = false, merge = false }: LogDisplay,
): Promise<Renderer> {
  const { logsRenderer } = await import('../render/logs.ts');
  const { stdout } = world.output;
  const painted = color && useColor(stdout, globals.ansi, world.env);
  const palette = painted ? (await import('../render/palette.ts')).logPalette() : [];
  const services = Object.keys({ ...scope.services, ...scope.disabledServices });
  return logsRenderer(sinksOf(world), { prefix, palette, services, announce, merge, terminal: stdout.isTTY });
}

/** Lines about files that are watched, with `mark` before them where they stand among logs. */
export async function openWatchLines(
  { globals, world }: ProjectCall,
  { mark = '' }: { mark?: string } = {},
): Promise<Renderer> {
  const { watchRenderer } = await import('../render/watch.ts');
  const lines = watchRenderer(sinksOf(world), { now: world.now, mark });
  if (!globals.verbose) return lines;
  const { watchDebugRenderer } = await import('../render/watch-debug.ts');
  const debug = watchDebugRenderer({ stderr: sinksOf(world).stderr, now: world.now });
  return {
    emit: event => {
      lines.emit(event);
      debug.emit(event);
    },
    end: () => lines.end(),
  };
}

/** What watching has to say stands out among logs by it. */
export function watchMark({ globals, world }: ProjectCall): string {
  return useColor(world.output.stdout, globals.ansi, world.env) ? '\x1b[92m        ⦿ \x1b[0m' : '        ⦿ ';
}

/** Standard error, unless the variable asks for the other. */
function statusScreen({ output, env }: World): Screen {
  return isTrue(env.COMPOSE_STATUS_STDOUT) ? output.stdout : output.stderr;
}

export function progressMode({ progress, ansi }: Globals, world: World): 'json' | 'quiet' | 'plain' | 'tty' {
  const { env } = world;
  if (progress !== 'auto') return progress;
  return statusScreen(world).isTTY && ansi !== 'never' && env.TERM !== 'dumb' ? 'tty' : 'plain';
}

function sinksOf({ output: { stdout, stderr } }: World): Sinks {
  return { stdout: piece => stdout.write(piece), stderr: piece => stderr.write(piece) };
}

function screenOf(globals: Globals, world: World) {
  const screen = statusScreen(world);
  return {
    write: (text: string) => {
      screen.write(text);
      world.output.flush();
    },
    columns: () => screen.columns ?? 80,
    rows: () => screen.rows ?? 24,
    // Who asks for a list where no terminal is has one that is written to later.
    color: useColor({ isTTY: true }, globals.ansi, world.env),
  };
}
