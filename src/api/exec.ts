import { interrupted } from '../execute/failure.ts';
import type { ExecOptions as OperationOptions } from '../operations/exec.ts';
import { type CallOptions, type Target, task } from './call.ts';
import { type Captured, capturing, hasInput, type ProcessStreams } from './streams.ts';

export interface ExecDetachedOptions extends CallOptions {
  /** Over the container's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** NAME or UID, with :GROUP or not. Default: the container's. */
  readonly user?: string;
  /** Folder in the container. Default: the container's. */
  readonly workingDir?: string;
  /** All privileges. Default: false. */
  readonly privileged?: boolean;
  /** Number of the replica. Default: the lowest. */
  readonly index?: number;
  /** Give the command a terminal, which makes one stream of its output. Default: false. */
  readonly tty?: boolean;
}

export interface ExecOptions extends ExecDetachedOptions, ProcessStreams {
  /** Keys that leave a terminal: `ctrl-p,ctrl-q`, which is the default. */
  readonly detachKeys?: string;
}

export interface ProcessResult extends Captured {
  /** No exit code is a failure of the call. */
  readonly exitCode: number;
}

/**
 * Runs a command in a container of the service that is up. Resolves when it has ended. The signal leaves the command
 * to itself: the engine has no way to end it.
 */
export async function exec(
  target: Target,
  service: string,
  command: readonly string[],
  options: ExecOptions = {},
): Promise<ProcessResult> {
  return await task(target, options, async ({ engine, signal }) => {
    const { exec } = await import('../operations/exec.ts');
    const { streams, captured } = capturing(options);
    const { detachKeys } = options;
    const asked = {
      ...requestOf(service, command, options),
      interactive: hasInput(options),
      ...(detachKeys === undefined ? {} : { detachKeys }),
    };
    const exitCode = await exec(target, asked, { engine, signal, streams });
    if (exitCode === undefined) throw interrupted(signal);
    return { exitCode, ...captured() };
  });
}

/** Starts a command in a container of the service that is up, and leaves it to itself. */
export async function execDetached(
  target: Target,
  service: string,
  command: readonly string[],
  options: ExecDetachedOptions = {},
): Promise<void> {
  await task(target, options, async ({ engine }) => {
    const { execDetached } = await import('../operations/exec.ts');
    await execDetached(target, requestOf(service, command, options), { engine });
  });
}

function requestOf(service: string, command: readonly string[], options: ExecDetachedOptions): OperationOptions {
  const { environment = {}, user, workingDir, privileged = false, index, tty = false } = options;
  return {
    service,
    command,
    environment: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    privileged,
    tty,
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(index === undefined ? {} : { index }),
  };
}
