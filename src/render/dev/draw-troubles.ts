import type { ChalkInstance } from 'chalk';
import { renderDiagnostic } from '../diagnostic.ts';
import { scrolledLine } from '../one-line.ts';
import { shorten } from '../shorten.ts';
import { retryText } from './row.ts';
import type { DevState, Trouble } from './state.ts';
import { wrap } from './wrap.ts';

interface TroubleView {
  readonly width: number;
  readonly now: number;
  readonly color: boolean;
  readonly cwd: string;
  /** Lines that there are at the most. */
  readonly place: number;
  readonly paint: ChalkInstance;
}

/** What has failed, each with what was written about it: the project's own files first. */
export function troubleLines(state: DevState, view: TroubleView): string[] {
  const troubles = [
    ...(state.trouble === undefined ? [] : [{ name: '', trouble: state.trouble }]),
    ...state.services.flatMap(({ name, troubles }) =>
      [troubles.build, troubles.sync, troubles.other].flatMap(trouble => (trouble ? [{ name, trouble }] : [])),
    ),
  ];
  const shown = troubles.slice(0, view.place);
  if (shown.length === 0) return [];
  // All titles come first to their place, then the lines of the first ones.
  let left = view.place - shown.length;
  return shown.flatMap(({ name, trouble }, index) => {
    const isLast = index === shown.length - 1;
    const more = troubles.length - shown.length;
    const title = titleOf(name, trouble, view) + (isLast && more > 0 ? ` (and ${more} more)` : '');
    const lines = detailOf(trouble, view).slice(0, left);
    left -= lines.length;
    return [view.paint.red(shorten(`✖ ${title}`, view.width)), ...lines.map(line => shorten(line, view.width))];
  });
}

function titleOf(name: string, { title, retryAt }: Trouble, { now }: TroubleView): string {
  return `${name === '' ? '' : `${name}: `}${title}; ${retryText(retryAt, now)}`;
}

function detailOf({ diagnostics, lines }: Trouble, { color, cwd, width }: TroubleView): string[] {
  const frames = diagnostics.flatMap(diagnostic => renderDiagnostic(diagnostic, { color, cwd }).trimEnd().split('\n'));
  const words = lines.flatMap(line => wrap(scrolledLine(line).replaceAll('\t', '    '), width - 2));
  return [...frames, ...words].map(line => `  ${line}`);
}
