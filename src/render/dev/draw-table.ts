import type { ChalkInstance } from 'chalk';
import stringWidth from 'string-width';
import { padded, shorten } from '../shorten.ts';
import { type DevRow, rowOf } from './row.ts';
import type { DevState } from './state.ts';

interface TableView {
  readonly width: number;
  readonly now: number;
  /** Lines that there are at the most. */
  readonly place: number;
  readonly paint: ChalkInstance;
}

interface NumberedRow extends DevRow {
  /** The key that chooses it; empty for the tenth and those after. */
  readonly key: string;
  readonly isChosen: boolean;
}

/** A line a service: `1 ✔ web  healthy  in sync · 1 file in 6 ms`. */
export function tableLines(state: DevState, { width, now, place, paint }: TableView): string[] {
  const rows = state.services.map((service, index) => ({
    ...rowOf(service, lastLineOf(state, service.name), now),
    key: index < 9 ? `${index + 1}` : '',
    isChosen: service.name === state.chosen,
  }));
  const shown = choose(rows, place);
  const left = rows.filter(row => !shown.includes(row));
  // Of all rows, so that columns stay where they are.
  const names = Math.min(widest(rows.map(({ name }) => name)), Math.max(8, Math.floor(width * 0.3)));
  const states = Math.min(widest(rows.map(({ state }) => state)), Math.max(8, Math.floor(width * 0.2)));
  const lines = shown.map(row => {
    const { symbol, color } = looks[row.mood];
    const name = padded(shorten(row.name, names, 'middle'), names);
    const head = `${row.isChosen ? '›' : ' '}${padded(row.key, 1)} `;
    const status = padded(shorten(row.state, states), states);
    const detail = shorten(row.detail, Math.max(0, width - names - states - 9));
    const paintOf = paint[color];
    return `${paint.dim(head)}${paintOf(symbol)} ${row.isChosen ? paint.bold(name) : name}  ${paintOf(status)}  ${
      row.mood === 'bad' ? paintOf(detail) : detail
    }`.trimEnd();
  });
  return left.length === 0 ? lines : [...lines, paint.dim(shorten(`   … ${moreText(left)}`, width))];
}

const looks = {
  idle: { symbol: '·', color: 'dim' },
  good: { symbol: '✔', color: 'green' },
  working: { symbol: '●', color: 'yellow' },
  bad: { symbol: '✖', color: 'red' },
} as const;

/** Where there are too many, those that most need to be seen. */
function choose(rows: readonly NumberedRow[], place: number): NumberedRow[] {
  if (rows.length <= place) return [...rows];
  const of = (mood: DevRow['mood']) => rows.filter(row => row.mood === mood && !row.isChosen);
  const byWeight = [...rows.filter(row => row.isChosen), ...of('bad'), ...of('working'), ...of('good'), ...of('idle')];
  const kept = new Set(byWeight.slice(0, Math.max(1, place - 1)));
  return rows.filter(row => kept.has(row)).slice(0, place);
}

function moreText(left: readonly DevRow[]): string {
  const bad = left.filter(({ mood }) => mood === 'bad').length;
  return `${left.length} more${bad > 0 ? `, ${bad} of them in trouble` : ''}`;
}

function lastLineOf({ logs }: DevState, service: string): string | undefined {
  return logs[service]?.findLast(({ kind }) => kind === 'log')?.text;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);
}
