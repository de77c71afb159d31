import { interrupted } from '../execute/failure.ts';
import type { CommitOptions as OperationCommitOptions } from '../operations/commit.ts';
import type { CopyOptions } from '../operations/cp.ts';
import { type CallOptions, follow, type Target, type TaskOptions, task } from './call.ts';
import { here } from './here.ts';
import { originOf } from './origin.ts';
import { capturing, type ProcessStreams } from './streams.ts';
import type { Task } from './task.ts';

export interface CpOptions
  extends TaskOptions,
    Omit<CopyOptions, 'source' | 'destination' | 'dryRun'>,
    Pick<ProcessStreams, 'input' | 'stdout'> {
  /** Folder from which paths of this machine count. Default: that which the project was loaded in, or the process's. */
  readonly cwd?: string;
}

/**
 * Copies files between this machine and containers of a service, whether these run or not: one of the two is
 * `SERVICE:PATH`. The other may be `-` for a tar: `input` when it is the source, or else `stdout`.
 */
export function cp(target: Target, source: string, destination: string, options: CpOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { cp } = await import('../operations/cp.ts');
    const cwd = options.cwd ?? (originOf(target)?.io ?? here()).cwd;
    const { streams } = capturing(options);
    await cp(target, { ...options, source, destination }, { ...context, streams, cwd });
  });
}

export interface ExportOptions extends CallOptions {
  /** Number of the replica. Default: the lowest. */
  readonly index?: number;
}

/** A tar of the file system that a service's container has, piece by piece. The signal makes the iteration reject. */
export async function* exportContainer(
  target: Target,
  service: string,
  options: ExportOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const { openExport } = await import('../operations/export.ts');
  const { index } = options;
  const choice = { service, ...(index === undefined ? {} : { index }) };
  yield* follow(target, options, context => openExport(target, choice, context));
  if (options.signal?.aborted) throw interrupted(options.signal);
}

export interface CommitOptions extends TaskOptions, Partial<Omit<OperationCommitOptions, 'service' | 'dryRun'>> {}

/** Makes an image of a service's container. Resolves to its id. */
export function commit(target: Target, service: string, options: CommitOptions = {}): Task<string> {
  return task(target, options, async context => {
    const { commit } = await import('../operations/commit.ts');
    const { index, reference, author, comment, changes, pause = true } = options;
    const id = await commit(
      target,
      {
        service,
        pause,
        ...(index === undefined ? {} : { index }),
        ...(reference === undefined ? {} : { reference }),
        ...(author === undefined ? {} : { author }),
        ...(comment === undefined ? {} : { comment }),
        ...(changes === undefined ? {} : { changes }),
      },
      context,
    );
    return id ?? '';
  });
}
