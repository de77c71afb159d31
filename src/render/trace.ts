import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Trace, TracedVariable, TraceStep, VariableUse } from '../model/trace.ts';
import { fileName } from './file-name.ts';
import { sourceFrame } from './source-frame.ts';

/** Where a value comes from, for people: who set it last, then what was overridden, the newest first. */
export function renderTrace(trace: Trace, { cwd }: { readonly cwd: string }): string {
  const rows = [
    ...trace.steps.toReversed().flatMap(step => stepRows(step, cwd)),
    ...trace.uses.map(use => useRow(use, cwd)),
  ];
  const width = Math.max(0, ...rows.map(({ place }) => place.length));
  const lines = rows.map(({ label, place, text }) => `${label}${place.padEnd(width)}  ${text}`.trimEnd());
  return [headline(trace), ...lines, ''].join('\n');
}

/** The same for programs. */
export function renderTraceJson({ steps, uses, ...trace }: Trace): string {
  const shown = { ...trace, steps: steps.map(jsonStep), uses: uses.map(jsonUse) };
  return `${JSON.stringify(shown, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`;
}

function headline({ target, value }: Trace): string {
  if (value === undefined) return `${target} is not set`;
  const text = typeof value === 'string' ? value : JSON.stringify(value, plainNumber);
  return `${target} = ${text.replaceAll('\n', '\\n')}`;
}

function plainNumber(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

interface Row {
  readonly label: string;
  readonly place: string;
  readonly text: string;
}

const labels: Readonly<Record<TraceStep['effect'], string>> = {
  sets: 'set by',
  adds: 'added by',
  overridden: 'overrides',
  removes: 'removed by',
};
const labelWidth = 12;

function stepRows(step: TraceStep, cwd: string, indent = '  '): Row[] {
  const row = { label: indent + labels[step.effect].padEnd(labelWidth), ...told(step, cwd) };
  // What an overridden text would have stood for helps nobody.
  const variables = step.effect === 'overridden' ? [] : (step.variables ?? []);
  return [row, ...variables.flatMap(variable => variableRows(variable, cwd, indent))];
}

/** A variable's own sources stand below the line that uses it. */
function variableRows({ name, value, steps }: TracedVariable, cwd: string, indent: string): Row[] {
  const deeper = `${indent}  `;
  const text = value === undefined ? `${name} is not set` : `${name} = ${value.replaceAll('\n', '\\n')}`;
  const own = { label: deeper, place: text, text: '' };
  return [own, ...steps.toReversed().flatMap(step => stepRows(step, cwd, `${deeper}  `))];
}

function useRow({ location, expression }: VariableUse, cwd: string): Row {
  return { label: `  ${'used by'.padEnd(labelWidth)}`, place: placeText(location, cwd), text: expression };
}

function told({ type, location, source }: TraceStep, cwd: string): Omit<Row, 'label'> {
  if (location === undefined) return { place: source ?? '', text: '' };
  const note = notes[type] === undefined ? '' : ` (${notes[type]})`;
  return { place: `${placeText(location, cwd)}${note}`, text: sourceFrame(location).text.trim() };
}

/** What the place alone doesn't tell. */
const notes: Readonly<Partial<Record<TraceStep['type'], string>>> = {
  include: 'included',
  extends: 'extended',
  default: 'default',
};

function placeText({ file, range }: SourceLocation, cwd: string): string {
  return `${fileName(file, cwd)}:${range.start.line}:${range.start.column}`;
}

function jsonStep({ type, effect, location, source, variables }: TraceStep): object {
  return {
    type,
    effect,
    ...(location && jsonPlace(location)),
    ...(source !== undefined && { source }),
    ...(variables && { variables: variables.map(({ steps, ...rest }) => ({ ...rest, steps: steps.map(jsonStep) })) }),
  };
}

function jsonUse({ expression, location, default: fallback }: VariableUse): object {
  const place = jsonPlace(location);
  return {
    expression,
    ...place,
    ...(fallback && { default: { value: fallback.text, ...jsonPlace(fallback.location) } }),
  };
}

function jsonPlace({ file, range, lineText }: SourceLocation): object {
  return { file, line: range.start.line, column: range.start.column, text: lineText.trim() };
}
