import { type ComposeError, ExplainedError } from '../diagnostics/errors.ts';
import type { LogLine } from '../events/log-lines.ts';
import { renderFailureReports } from '../render/failure-report.ts';

/** Why a stack did not start. The message has the reports and the logs: test runners show nothing else. */
export class StackError extends ExplainedError {
  /** The last lines that its containers wrote, by container: they are gone. */
  readonly logs: readonly LogLine[];

  constructor(error: ComposeError, { logs, cwd }: { readonly logs: readonly LogLine[]; readonly cwd: string }) {
    const reports = error instanceof ExplainedError ? error.reports : [];
    super(error, reports);
    this.name = 'StackError';
    this.logs = logs;
    this.message = [error.message, reportText(error, cwd), logText(logs)].filter(part => part !== '').join('\n\n');
  }
}

function reportText(error: ComposeError, cwd: string): string {
  if (!(error instanceof ExplainedError)) return '';
  return renderFailureReports(error.reports, { color: false, cwd, columns: 100 }).trimEnd();
}

function logText(logs: readonly LogLine[]): string {
  return logs.map(({ container, line }) => `${container} | ${line}`).join('\n');
}
