import { posix } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { EngineError, isRefused, orAbsent } from '../../engine/engine-error.ts';

/** Characters of paths that fit on one command line. */
const longestLine = 100_000;

export interface Gone {
  /** Absolute paths, what is in a folder before the folder. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

export interface Removing {
  readonly engine: Engine;
  readonly containerId: string;
  /** Of a container that ends: a command that is begun at that moment may never be told of as ended. */
  readonly signal: AbortSignal;
}

/**
 * Removes files from a running container, and then folders, as far as they are empty: what the container has put into
 * them is its own. Resolves to false where the container has no program for it.
 */
export async function removeFiles(of: Removing, { files, folders }: Gone): Promise<boolean> {
  const file = await runEach(of, ['rm', '-f', '--'], files);
  if (file === 'missing') return false;
  const folder = await runEach(of, ['rmdir', '--'], folders);
  if (folder === 'missing') return false;
  if (file === 'done' && folder === 'done') return true;
  // What was a file here may be a folder there, or within what is none.
  for (const path of [...files, ...folders]) await removeOne(of, path);
  return true;
}

async function removeOne(of: Removing, path: string): Promise<void> {
  const found = await find(of, path);
  if (found === undefined) return;
  const { output } = await run(of, [...(found === 'folder' ? ['rmdir'] : ['rm', '-f']), '--', path]);
  if (found === 'file' && (await find(of, path)) === 'file')
    throw new EngineError('refused', output.trim() || `${path} can't be removed`);
}

/** What a container has by a name itself: what a link leads to is not there. */
async function find(of: Removing, path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const stat = await orAbsent(of.engine.statPath(of.containerId, path));
    if (stat === undefined) return undefined;
    return stat.mode >= folderBit ? 'folder' : 'file';
  } catch (error) {
    if (!isRefused(error)) throw error;
    // A link that leads to itself, or below one, or below a file: what is in a folder is there.
    return (await find(of, posix.dirname(path))) === 'folder' ? 'file' : undefined;
  }
}

/** Go's highest bit. */
const folderBit = 2 ** 31;

async function runEach(
  of: Removing,
  command: readonly string[],
  paths: readonly string[],
): Promise<'done' | 'partly' | 'missing'> {
  let outcome: 'done' | 'partly' = 'done';
  for (const line of lines(paths)) {
    const { exitCode } = await run(of, [...command, ...line]);
    if (isMissing(exitCode)) return 'missing';
    if (exitCode !== 0) outcome = 'partly';
  }
  return outcome;
}

async function run(of: Removing, command: readonly string[]): Promise<{ exitCode: number; output: string }> {
  const first = await attempt(of, command);
  if (!isMissing(first.exitCode)) return first;
  // The same is told of a container that ends meanwhile. Of one that runs all the time it is true.
  const before = await startOf(of);
  const second = await attempt(of, command);
  if (isMissing(second.exitCode) && before !== (await startOf(of))) throw ended();
  return second;
}

async function attempt(
  { engine, containerId, signal }: Removing,
  command: readonly string[],
): Promise<{ exitCode: number; output: string }> {
  try {
    const { Id } = await engine.createExec(containerId, {
      Cmd: command,
      User: '0',
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
    });
    let output = '';
    for await (const { data } of engine.startExec(Id, { tty: false, signal })) output += data.toString();
    if (signal.aborted) throw ended();
    const { ExitCode: exitCode } = await engine.inspectExec(Id);
    // Killed with the container, most likely: what it has done by then nobody knows.
    if (exitCode === null || exitCode > 127) throw ended();
    return { exitCode, output };
  } catch (error) {
    if (error instanceof EngineError && /executable file not found|no such file or directory/.test(error.message))
      return { exitCode: 127, output: error.message };
    throw error;
  }
}

async function startOf({ engine, containerId }: Removing): Promise<string | undefined> {
  const { State } = await engine.inspectContainer(containerId);
  if (State.Status !== 'running') throw ended();
  return State.StartedAt;
}

function ended(): EngineError {
  return new EngineError('conflict', 'files were not removed: the container ended meanwhile');
}

/** What a shell's code is for a program that isn't there, or can't be run. */
function isMissing(exitCode: number): boolean {
  return exitCode === 126 || exitCode === 127;
}

function* lines(paths: readonly string[]): Generator<string[]> {
  let line: string[] = [];
  let length = 0;
  for (const path of paths) {
    if (length + path.length > longestLine) {
      yield line;
      [line, length] = [[], 0];
    }
    line.push(path);
    length += path.length + 1;
  }
  if (line.length > 0) yield line;
}
