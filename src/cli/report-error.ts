import { ComposeError, ExplainedError } from '../diagnostics/errors.ts';
import { EngineError } from '../engine/engine-error.ts';
import { useColor } from './color.ts';
import { tellDiagnostics } from './diagnostics.ts';
import type { Ansi, Progress } from './globals.ts';
import type { World } from './world.ts';

interface ReportOptions {
  readonly progress: Progress;
  readonly ansi: Ansi;
}

/**
 * Says on standard error why the command failed, and gives the exit code. What Docker Compose would say comes last, as
 * it would say it; what was found out about it comes before.
 */
export async function reportError(error: unknown, { progress, ansi }: ReportOptions, world: World): Promise<number> {
  const { stderr } = world.output;
  const told = error instanceof EngineError ? await explainedAlone(error) : error;
  if (progress === 'json') stderr.write(await errorJson(told));
  else if (told instanceof ComposeError && told.diagnostics.length > 0)
    await tellDiagnostics(told.diagnostics, { ansi, progress }, world);
  else {
    if (told instanceof ExplainedError) await tellReports(told, ansi, world);
    stderr.write(`${messageOf(told)}\n${hintOf(told)}`);
  }
  if (world.env.GANTRY_DEBUG === '1' && error instanceof Error) stderr.write(`${error.stack}\n`);
  return error instanceof ComposeError ? error.exitCode : 1;
}

async function explainedAlone(error: EngineError): Promise<ExplainedError> {
  const { explainRefusal } = await import('../operations/explain.ts');
  return explainRefusal(error);
}

async function errorJson(error: unknown): Promise<string> {
  const { renderErrorJson } = await import('../render/error-json.ts');
  return renderErrorJson(messageOf(error), error);
}

async function tellReports({ reports }: ExplainedError, ansi: Ansi, { output, env, cwd }: World): Promise<void> {
  const { renderFailureReports } = await import('../render/failure-report.ts');
  const style = { color: useColor(output.stderr, ansi, env), cwd, columns: output.stderr.columns ?? 80 };
  output.stderr.write(renderFailureReports(reports, style));
}

function messageOf(error: unknown): string {
  if (error instanceof ComposeError) return error.message;
  const facts = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `gantry has failed because of a mistake of its own (${facts}): please report it, with what GANTRY_DEBUG=1 adds`;
}

/** A report has it already. */
function hintOf(error: unknown): string {
  return error instanceof ComposeError && error.hint !== undefined && !(error instanceof ExplainedError)
    ? `hint: ${error.hint}\n`
    : '';
}
