import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { FailureReport, ProbeRun } from '../diagnostics/failure-report.ts';
import { type DiagnosticStyle, painter, placeLines } from './diagnostic.ts';
import { fileName } from './file-name.ts';

export interface FailureReportStyle extends Pick<DiagnosticStyle, 'color' | 'cwd'> {
  /** Where sentences are broken. */
  readonly columns: number;
}

/** Reports that are told at length: of a dozen images that one registry doesn't give, the others need a line each. */
const atLength = 3;

/** What failed first comes first. */
export function renderFailureReports(reports: readonly FailureReport[], style: FailureReportStyle): string {
  const told = reports.slice(0, atLength).map(report => renderFailureReport(report, style));
  const others = reports.slice(atLength).map(report => `${otherLine(report, style.cwd)}\n`);
  return [...told, ...(others.length > 0 ? [others.join('')] : [])].join('\n');
}

function otherLine({ summary, code, location }: FailureReport, cwd: string): string {
  return `${summary}${location ? ` (${placeName(location, cwd)})` : ''} [${code}]`;
}

/** A report for people: what and why, where in the files, what was seen, and what to do. Ends with a line break. */
function renderFailureReport(report: FailureReport, { color, cwd, columns }: FailureReportStyle): string {
  const { summary, code, location, notStarted } = report;
  const paint = painter(color);
  const head = location ? summary : `${summary} [${code}]`;
  const advice = wrapped(hintText(report, cwd), columns);
  return [
    ...wrapped(head, columns).map(line => paint('error', line)),
    ...(location ? placeLines({ severity: 'error', code }, location, { cwd, paint }) : []),
    ...(notStarted.length > 0 ? wrapped(`not started because of it: ${notStarted.join(', ')}`, columns) : []),
    ...probeLines(report),
    ...logLines(report),
    ...advice.map((line, index) => (index === 0 ? line.replace('hint:', paint('hint', 'hint:')) : line)),
  ]
    .map(line => `${line}\n`)
    .join('');
}

function hintText({ hint, hintLocation }: FailureReport, cwd: string): string {
  if (hint === undefined) return '';
  if (!hintLocation) return `hint: ${hint}`;
  return `hint: ${hint} (${placeName(hintLocation, cwd)})`;
}

function placeName({ file, range }: SourceLocation, cwd: string): string {
  return `${fileName(file, cwd)}:${range.start.line}`;
}

function probeLines({ probe }: FailureReport): string[] {
  if (!probe) return [];
  const { command } = probe;
  return [command === undefined ? 'probe:' : `probe: ${printable(command)}`, ...probe.runs.flatMap(runLines)];
}

/** A probe that could not be run, or took too long, has -1; its output says which. */
function runLines({ exitCode, output }: ProbeRun): string[] {
  const [first = '', ...rest] = output.trim().split('\n').slice(0, mostOutput).map(printable);
  const outcome = exitCode < 0 ? [] : [`exit ${exitCode}`];
  return [`  ${[...outcome, ...(first === '' ? [] : [first])].join(': ')}`, ...rest.map(line => `    ${line}`)];
}

function logLines({ logs = [], container }: FailureReport): string[] {
  return logs.length === 0 ? [] : [`last lines of ${container}:`, ...logs.map(line => `  ${printable(line)}`)];
}

/** Lines of a probe's output that are shown. */
const mostOutput = 3;
const longestLine = 300;

/** What a program wrote, with nothing in it that would talk to the terminal. */
function printable(text: string): string {
  const plain = text
    .replace(/\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?)/g, '')
    .replace(/\t/g, '  ')
    .replace(/[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '');
  return plain.length > longestLine ? `${plain.slice(0, longestLine - 1)}…` : plain;
}

/** Lines no wider than `columns`, where words allow; those after the first are indented. */
function wrapped(text: string, columns: number): string[] {
  if (text === '') return [];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}

/** A report as programs read it; fields without a value are left out. */
export function failureReportJson({ location, hintLocation, ...facts }: FailureReport): object {
  return {
    ...facts,
    ...(location ? { location: locationJson(location) } : {}),
    ...(hintLocation ? { hintLocation: locationJson(hintLocation) } : {}),
  };
}

export function locationJson({ file, range: { start } }: SourceLocation): object {
  return { file, line: start.line, column: start.column };
}
