import { ComposeError, ExplainedError } from '../diagnostics/errors.ts';
import { failureReportJson, locationJson } from './failure-report.ts';

/** The last line of `--progress json` when a command has failed: Docker Compose's two fields, then ours. */
export function renderErrorJson(message: string, error: unknown): string {
  const known = error instanceof ComposeError ? knownFields(error) : {};
  return `${JSON.stringify({ error: true, message, ...known })}\n`;
}

function knownFields(error: ComposeError): object {
  const [report, ...others] = error instanceof ExplainedError ? error.reports : [];
  const diagnostics = error.diagnostics.map(({ location, ...facts }) => ({
    ...facts,
    ...(location ? { location: locationJson(location) } : {}),
  }));
  return {
    code: report?.code ?? error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(report ? { report: failureReportJson(report) } : {}),
    ...(others.length > 0 ? { others: others.map(failureReportJson) } : {}),
  };
}
