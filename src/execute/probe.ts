import type { ContainerInspect } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { Clock } from './clock.ts';

/** A container's healthcheck, as the engine runs it. */
export interface Probe {
  readonly command: readonly string[];
  readonly timeoutMilliseconds: number;
}

/** One run of a container's probe by ourselves, beside those of the engine. */
export interface ProbeAttempt {
  /** Undefined when it took longer than its timeout, or the engine did not run it. */
  readonly exitCode: number | undefined;
  /** The beginning of what it wrote, or why there is no exit code. */
  readonly output: string;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
}

/** The engine's own default. */
const defaultTimeoutMilliseconds = 30_000;

/** As much of a probe's output as the engine keeps. */
const longestOutput = 4096;

/**
 * The healthcheck that the container has in effect: the image's own, too. User, environment and working directory of
 * a command that names none are the container's, in a probe as in an exec. Undefined when it has none.
 */
export function probeOf({ Config, Platform }: ContainerInspect): Probe | undefined {
  const { Test, Timeout } = Config.Healthcheck ?? {};
  const [kind, ...words] = Test ?? [];
  const timeoutMilliseconds = Timeout ? Timeout / 1e6 : defaultTimeoutMilliseconds;
  if (words.length === 0) return undefined;
  if (kind === 'CMD') return { command: words, timeoutMilliseconds };
  if (kind === 'CMD-SHELL') return { command: [...shellOf(Config.Shell, Platform), ...words], timeoutMilliseconds };
  return undefined;
}

function shellOf(shell: readonly string[] | null | undefined, platform: string | undefined): readonly string[] {
  if (shell && shell.length > 0) return shell;
  return platform === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
}

export interface ProbeRun {
  /** Undefined when the container could not be probed: it does not run, is paused, or the run was aborted. */
  readonly attempt: Promise<ProbeAttempt | undefined>;
  /**
   * Resolves when its process has ended, which can be long after its timeout: the engine has no call that ends what
   * was begun by exec, and a second one beside it would make things worse.
   */
  readonly over: Promise<void>;
}

export interface ProbeContext {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs the probe once. Rejects when the engine lets nobody run commands. */
export function runProbe(containerId: string, probe: Probe, context: ProbeContext): ProbeRun {
  const { clock, signal } = context;
  const at = clock.now();
  const output = limitedText();
  const run = toEnd(containerId, probe, { ...context, output }).then(
    exitCode => (signal.aborted ? undefined : { exitCode, output: output.text(), at }),
    (error: unknown) => failedRun(error, at),
  );
  const inTime = new AbortController();
  const late = clock.sleep(probe.timeoutMilliseconds, AbortSignal.any([inTime.signal, signal])).then(() => {
    if (signal.aborted) return undefined;
    const told = output.text();
    const why = `no answer within ${probe.timeoutMilliseconds / 1000}s`;
    return { exitCode: undefined, output: told === '' ? why : `${why}: ${told}`, at };
  });
  const attempt = Promise.race([run, late]).finally(() => inTime.abort());
  return { attempt, over: run.then(noop, noop) };
}

/** Runs the command and gives its exit code. */
async function toEnd(
  containerId: string,
  { command }: Probe,
  { engine, clock, signal, output }: ProbeContext & { output: LimitedText },
): Promise<number | undefined> {
  const { Id } = await engine.createExec(containerId, { Cmd: command, AttachStdout: true, AttachStderr: true });
  for await (const { data } of engine.startExec(Id, { tty: false, signal })) output.add(data);
  // The output of a command may be over before it is.
  for (let pause = 10; !signal.aborted; pause = Math.min(pause * 2, 200)) {
    const { Running, ExitCode } = await engine.inspectExec(Id);
    if (!Running) return ExitCode ?? undefined;
    await clock.sleep(pause, signal);
  }
  return undefined;
}

/** A container that doesn't run is no answer; an engine, or a proxy before it, that forbids exec won't change its mind. */
function failedRun(error: unknown, at: number): ProbeAttempt | undefined {
  if (!(error instanceof EngineError) || error.status === 403) throw error;
  if (error.kind === 'conflict' || error.kind === 'not-found') return undefined;
  return { exitCode: undefined, output: error.message, at };
}

interface LimitedText {
  add(data: Buffer): void;
  text(): string;
}

function limitedText(): LimitedText {
  let kept: Buffer = Buffer.alloc(0);
  let isCut = false;
  return {
    add(data) {
      isCut ||= kept.length + data.length > longestOutput;
      kept = Buffer.concat([kept, data.subarray(0, longestOutput - kept.length)]);
    },
    text: () => `${kept.toString('utf8').trim()}${isCut ? '…' : ''}`,
  };
}

function noop(): void {}
