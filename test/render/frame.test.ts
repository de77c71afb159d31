import { describe, expect, test } from 'vitest';
import { type FrameOptions, type Row, renderFrame } from '../../src/render/frame.ts';

const asIs = (text: string) => text;
const options: FrameOptions = {
  command: 'up',
  columns: 60,
  rows: 24,
  symbols: { waiting: '·', working: '⠋', done: '✔', warning: '⚠', error: '✖' },
  paint: { waiting: asIs, working: asIs, done: asIs, warning: asIs, error: asIs, timer: asIs },
};

function row(name: string, text: string, more: Partial<Row> = {}): Row {
  return { state: 'working', name, text, seconds: 0.12, ...more };
}

describe('the list on a terminal', () => {
  test('counts what is done, aligns names, and puts times at the right', () => {
    const rows = [
      row('Network app_default', 'Created', { state: 'done', seconds: 0 }),
      row('Container app-web-1', 'Starting'),
      row('Container app-database-1', 'Error is unhealthy', { state: 'error', seconds: 12.34 }),
    ];
    expect(renderFrame(rows, options)).toEqual([
      '[+] up 2/3',
      ' ✔ Network app_default      Created                    0.0s',
      ' ⠋ Container app-web-1      Starting                   0.1s',
      ' ✖ Container app-database-1 Error is unhealthy        12.3s',
    ]);
  });

  test('shortens what is too wide, so that no line wraps', () => {
    const rows = [
      row(`Container ${'x'.repeat(80)}`, 'Starting'),
      row('Container a', `Error ${'y'.repeat(200)}`, { state: 'error' }),
    ];
    for (const columns of [40, 60, 80]) {
      for (const line of renderFrame(rows, { ...options, columns })) expect(line.length).toBeLessThan(columns);
    }
  });

  test('shows what still works, and the last of the rest, when there is no place for all', () => {
    const rows = Array.from({ length: 100 }, (_, i) =>
      row(`Container c-${i}`, i === 3 ? 'Starting' : 'Started', { state: i === 3 ? 'working' : 'done' }),
    );
    const lines = renderFrame(rows, { ...options, rows: 6 });
    expect(lines.map(line => line.replace(/ {2,}/g, ' '))).toEqual([
      '[+] up 99/100',
      ' ⠋ Container c-3 Starting 0.1s',
      ' ✔ Container c-97 Started 0.1s',
      ' ✔ Container c-98 Started 0.1s',
      ' ✔ Container c-99 Started 0.1s',
      ' … 96 more',
    ]);
  });
});
