import { ComposeError } from '../diagnostics/errors.ts';
import { EngineError } from '../engine/engine-error.ts';
import { tellDiagnostics } from './diagnostics.ts';
import type { Ansi, Progress } from './globals.ts';
import type { World } from './world.ts';

interface ReportOptions {
  readonly progress: Progress;
  readonly ansi: Ansi;
}

/** Says on standard error why the command failed, in the words of Docker Compose, and gives the exit code. */
export async function reportError(error: unknown, { progress, ansi }: ReportOptions, world: World): Promise<number> {
  const { stderr } = world.output;
  if (progress === 'json') stderr.write(`${JSON.stringify({ error: true, message: messageOf(error) })}\n`);
  else if (error instanceof ComposeError && error.diagnostics.length > 0)
    await tellDiagnostics(error.diagnostics, ansi, world);
  else stderr.write(`${messageOf(error)}\n${hintOf(error)}`);
  if (world.env.GANTRY_DEBUG === '1' && error instanceof Error) stderr.write(`${error.stack}\n`);
  return error instanceof ComposeError ? error.exitCode : 1;
}

function messageOf(error: unknown): string {
  if (error instanceof ComposeError) return error.message;
  if (error instanceof EngineError)
    return error.kind === 'unreachable' ? error.message : `Error response from daemon: ${error.message}`;
  const facts = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `gantry has failed because of a mistake of its own (${facts}): please report it, with what GANTRY_DEBUG=1 adds`;
}

function hintOf(error: unknown): string {
  return error instanceof ComposeError && error.hint !== undefined ? `hint: ${error.hint}\n` : '';
}
