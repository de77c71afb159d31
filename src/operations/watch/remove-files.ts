import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engine-error.ts';

/** Characters of paths that fit on one command line. */
const longestLine = 100_000;

/**
 * Removes files from a running container, and then folders, as far as they are empty: what the container has put into
 * them is its own. Resolves to false where the container has no program for it.
 */
export async function removeFiles(
  engine: Engine,
  containerId: string,
  { files, folders }: { readonly files: readonly string[]; readonly folders: readonly string[] },
): Promise<boolean> {
  for (const paths of lines(files)) {
    const { exitCode, output } = await run(engine, containerId, ['rm', '-f', '--', ...paths]);
    if (isMissing(exitCode)) return false;
    if (exitCode !== 0) throw new EngineError('refused', output.trim() || `rm ended with ${exitCode}`);
  }
  for (const paths of lines(folders)) {
    const { exitCode } = await run(engine, containerId, ['rmdir', '--', ...paths]);
    if (isMissing(exitCode)) return false;
  }
  return true;
}

async function run(
  engine: Engine,
  containerId: string,
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
    for await (const { data } of engine.startExec(Id, { tty: false })) output += data.toString();
    const { ExitCode } = await engine.inspectExec(Id);
    return { exitCode: ExitCode ?? 0, output };
  } catch (error) {
    if (error instanceof EngineError && /executable file not found|no such file or directory/.test(error.message))
      return { exitCode: 127, output: error.message };
    throw error;
  }
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
