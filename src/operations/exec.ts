import { ComposeError } from '../diagnostics/errors.ts';
import type { ExecCreate } from '../engine/api.ts';
import { toComposeError } from '../execute/failure.ts';
import type { Context } from './context.ts';
import { type ConverseEnd, converse } from './converse.ts';
import { parseDetachKeys, standardDetachKeys } from './detach-keys.ts';
import { type ContainerChoice, runningContainer } from './running-container.ts';
import { nameOf } from './scope.ts';
import type { StandardStreams } from './standard-streams.ts';

export interface ExecOptions extends ContainerChoice {
  readonly command: readonly string[];
  /** `KEY=value`, over the container's own. */
  readonly environment?: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  readonly privileged?: boolean;
  /** Give the command a terminal. Default: false. */
  readonly tty?: boolean;
  /** Pass input on. Default: false. */
  readonly interactive?: boolean;
  /** Default: `ctrl-p,ctrl-q`. */
  readonly detachKeys?: string;
}

type ExecContext = Pick<Context, 'engine' | 'signal'>;

/**
 * Runs a command in a container of the service that is up. Resolves to the command's exit code; undefined when the
 * signal has left it to itself.
 */
export async function exec(
  { name }: { readonly name: string },
  options: ExecOptions,
  { engine, signal, streams }: ExecContext & { readonly streams: StandardStreams },
): Promise<number | undefined> {
  const { tty = false, interactive = false, detachKeys = standardDetachKeys } = options;
  const keys = parseDetachKeys(detachKeys);
  const { Id: containerId } = await runningContainer(engine, name, options);
  const size = tty ? streams.size() : undefined;
  const { Id, stream } = await inEngineWords(async () => {
    const { Id } = await engine.createExec(containerId, requestOf(options));
    return { Id, stream: await engine.attachExec(Id, { tty, size }) };
  });
  const end = await converse(stream, streams, {
    tty,
    input: interactive,
    detachKeys: keys,
    signal,
    resize: size => engine.resizeExec(Id, size),
  });
  if (end === 'aborted') return undefined;
  refuseDetached(end);
  return await exitCodeOf(Id, { engine, signal });
}

/** Starts the command and leaves it to itself. */
export async function execDetached(
  { name }: { readonly name: string },
  options: ExecOptions,
  { engine }: Pick<Context, 'engine'>,
): Promise<void> {
  const { Id: containerId } = await runningContainer(engine, name, options);
  await inEngineWords(async () => {
    const { Id } = await engine.createExec(containerId, { ...requestOf(options), AttachStdin: false });
    await engine.startExecDetached(Id);
  });
}

/** Name of the container in which the command would be run. */
export async function planOfExec(
  { name }: { readonly name: string },
  options: ExecOptions,
  { engine }: Pick<Context, 'engine'>,
): Promise<string> {
  return nameOf(await runningContainer(engine, name, options));
}

/** To leave a command by keys is a failure to Docker Compose, but for `run`. */
export function refuseDetached(end: ConverseEnd): void {
  if (end === 'detached') throw new ComposeError('detached', 'read escape sequence');
}

/** What the user has just typed is wrong: a report on the container would lead away from it. */
async function inEngineWords<Result>(calls: () => Promise<Result>): Promise<Result> {
  try {
    return await calls();
  } catch (error) {
    throw toComposeError(error);
  }
}

function requestOf(options: ExecOptions): ExecCreate {
  const { command, environment = [], user = '', workingDir = '', privileged = false } = options;
  const { tty = false, interactive = false, detachKeys } = options;
  return {
    Cmd: command,
    User: user,
    Privileged: privileged,
    WorkingDir: workingDir,
    Env: environment,
    AttachStdin: interactive,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
    ...(detachKeys === undefined ? {} : { DetachKeys: detachKeys }),
  };
}

/** The engine may close the stream a moment before it knows how the command has ended. */
async function exitCodeOf(execId: string, { engine, signal }: ExecContext): Promise<number | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    if (signal.aborted) return undefined;
    const { Running, ExitCode } = await engine.inspectExec(execId);
    if (!Running && ExitCode !== null) return ExitCode;
    if (attempt === 100) throw new ComposeError('no-exit-code', 'the engine does not tell how the command has ended');
    await new Promise(next => setTimeout(next, 20));
  }
}
