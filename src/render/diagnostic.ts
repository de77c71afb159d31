import type { Diagnostic, SourceLocation } from '../diagnostics/diagnostic.ts';
import { fileName } from './file-name.ts';
import { renderMessage } from './message.ts';
import { sourceFrame } from './source-frame.ts';

export interface DiagnosticStyle {
  readonly color: boolean;
  /** Files below this folder are named from here. */
  readonly cwd: string;
  /** Begin warnings as Docker Compose does where nobody sits at a terminal, with this time. Default: for people. */
  readonly loggedAt?: Date;
}

/**
 * A diagnostic for people: the message on a line of its own, so that scripts find what Docker Compose would say;
 * then where, the line of the file, and what to do about it. Ends with a line break.
 */
export function renderDiagnostic(diagnostic: Diagnostic, style: DiagnosticStyle): string {
  const { severity, message, location, hint } = diagnostic;
  const paint = painter(style.color);
  const { cwd, loggedAt } = style;
  const lines = [paint(severity, severity === 'warning' ? warningText(message, loggedAt) : message)];
  if (location) lines.push(...placeLines(diagnostic, location, { cwd, paint }));
  if (hint !== undefined) lines.push(`${paint('hint', 'hint:')} ${hint}`);
  return `${lines.join('\n')}\n`;
}

function warningText(message: string, loggedAt: Date | undefined): string {
  return loggedAt === undefined ? `warning: ${message}` : renderMessage('warning', message, loggedAt).trimEnd();
}

/** The place, and the line of the file with what is meant underlined. */
export function placeLines(
  { severity, code }: Pick<Diagnostic, 'severity' | 'code'>,
  location: SourceLocation,
  { cwd, paint }: Place,
): string[] {
  const { line, column } = location.range.start;
  const number = String(line);
  const gutter = paint('frame', `${' '.repeat(number.length)} |`);
  const { text, offset, length } = sourceFrame(location);
  return [
    `${paint('frame', `${' '.repeat(number.length)}-->`)} ${fileName(location.file, cwd)}:${line}:${column} [${code}]`,
    gutter,
    `${paint('frame', `${number} |`)} ${text}`.trimEnd(),
    `${gutter} ${' '.repeat(offset)}${paint(severity, '^'.repeat(length))}`,
  ];
}

interface Place {
  readonly cwd: string;
  readonly paint: Paint;
}

type Paint = (role: keyof typeof colors, text: string) => string;

// Three colours are no reason to load chalk on the way to an error.
const colors = { error: '1;31', warning: '1;33', frame: '2', hint: '1;36' } as const;

export function painter(color: boolean): Paint {
  return color ? painted : plain;
}

function plain(_role: keyof typeof colors, text: string): string {
  return text;
}

function painted(role: keyof typeof colors, text: string): string {
  return `\x1b[${colors[role]}m${text}\x1b[0m`;
}
