import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { drawDev } from '../../../src/render/dev/draw.ts';
import type { DevEvent } from '../../../src/render/dev/reduce.ts';
import { containers, inSync, logged, project, start, stateAfter } from './session.ts';

const keys = [
  { key: 'q', label: 'Quit' },
  { key: 'r', label: 'Restart all' },
  { key: 'l', label: 'Next logs' },
];

function drawn(events: readonly DevEvent[], columns: number, rows: number): string[] {
  return drawDev(stateAfter(...events), { columns, rows, color: false, cwd: '/shop', now: start, keys });
}

const usual: DevEvent[] = [
  project('api', 'db', 'web'),
  { type: 'watch', step: 'enabled' },
  containers('api running healthy', 'db running', 'web exited 3'),
  inSync('api'),
  { type: 'watch', step: 'synced', service: 'api', containers: ['api-1'], sent: 3, removed: 0, milliseconds: 8 },
  logged('api', 'GET /items 200\n'),
  logged('web', 'panic: the queue is gone, and with it all that was to be done by those who wait for it\n'),
];

const mistake: Diagnostic = {
  severity: 'error',
  code: 'unknown-key',
  message: "services.web additional properties 'imagee' not allowed",
  hint: 'did you mean "image"?',
  location: {
    file: '/shop/compose.yaml',
    range: { start: { line: 3, column: 5 }, end: { line: 3, column: 11 } },
    lineText: '    imagee: busybox',
  },
};

describe('the screen', () => {
  test('has a line a service, then the logs, then the keys', () => {
    expect(drawn(usual, 80, 24)).toEqual([
      'shop · watching · 2/3 services run',
      ' 1 ✔ api  healthy     in sync · 3 files in 8 ms',
      ' 2 ✔ db   running',
      ' 3 ✖ web  exited (3)  panic: the queue is gone, and with it all that was to be…',
      '── logs of all services ───────────────────────────────────────────────────────',
      'api-1 | GET /items 200',
      'web-1 | panic: the queue is gone, and with it all that was to be done by those ',
      'web-1 | who wait for it',
      ...new Array(14).fill(''),
      'q Quit   r Restart all   l Next logs',
    ]);
  });

  test('has what failed with its place between them', () => {
    const wrong: DevEvent = { type: 'watch', step: 'failed', services: [], message: '', diagnostics: [mistake] };
    const building: DevEvent[] = [
      { type: 'watch', step: 'rebuilding', services: ['api'] },
      { type: 'build', image: 'shop-api', service: 'api', line: '#5 [2/3] RUN make' },
      { type: 'build', image: 'shop-api', service: 'api', line: '#5 0.3 no rule' },
      { type: 'build', image: 'shop-api', service: 'api', line: '#5 ERROR: code 2' },
      { type: 'watch', step: 'failed', services: ['api'], message: 'failed to solve: code 2' },
    ];
    expect(drawn([...usual, wrong, ...building, { type: 'choose', service: 'api' }], 80, 24)).toEqual([
      'shop · watching · 2/3 services run',
      '›1 ✖ api  healthy     build failed; runs as it was',
      ' 2 ✔ db   running',
      ' 3 ✖ web  exited (3)  panic: the queue is gone, and with it all that was to be…',
      "✖ the project's files are wrong, all runs on as it was; tried again at the nex…",
      "  services.web additional properties 'imagee' not allowed",
      '   --> compose.yaml:3:5 [unknown-key]',
      '    |',
      '  3 |     imagee: busybox',
      '    |     ^^^^^^',
      '  hint: did you mean "image"?',
      '✖ api: build failed; tried again at the next change',
      '  [2/3] RUN make',
      '  no rule',
      '── logs of api ────────────────────────────────────────────────────────────────',
      'api-1 | GET /items 200',
      '⦿ api: failed to solve: code 2',
      ...new Array(5).fill(''),
      'q Quit   r Restart all   l Next logs',
    ]);
  });

  test('shows the most of it on a small terminal', () => {
    expect(drawn(usual, 40, 10)).toEqual([
      'shop · watching · 2/3 services run',
      ' 1 ✔ api  healthy   in sync · 3 files …',
      ' 2 ✔ db   running',
      ' 3 ✖ web  exited …  panic: the queue i…',
      '── logs of all services ───────────────',
      'web-1 | panic: the queue is gone, and w',
      'web-1 | ith it all that was to be done ',
      'web-1 | by those who wait for it',
      'q Quit   r Restart all   l Next logs',
    ]);
  });

  test('shows of 200 services those that need to be seen, and says how many are left', () => {
    const names = Array.from({ length: 200 }, (_, index) => `s${String(index).padStart(3, '0')}`);
    const states = names.map((name, index) => `${name} ${index % 50 === 7 ? 'exited 1' : 'running'}`);
    const busy: DevEvent = { type: 'watch', step: 'rebuilding', services: ['s123'] };
    const screen = drawn([project(...names), containers(...states), busy], 80, 24);
    expect(screen).toHaveLength(23);
    expect(screen.slice(0, 12)).toEqual([
      'shop · not watching · 196/200 services run',
      ' 1 ✔ s000  running',
      ' 2 ✔ s001  running',
      ' 3 ✔ s002  running',
      ' 4 ✔ s003  running',
      ' 8 ✖ s007  exited (1)',
      '   ✖ s057  exited (1)',
      '   ✖ s107  exited (1)',
      '   ● s123  running     building 0 s',
      '   ✖ s157  exited (1)',
      '   … 191 more',
      '── logs of all services ───────────────────────────────────────────────────────',
    ]);
    const small = drawn([project(...names), containers(...states)], 40, 10);
    expect(small.slice(1, 4)).toEqual([
      ' 8 ✖ s007  exited …',
      '   ✖ s057  exited …',
      '   … 198 more, 2 of them in trouble',
    ]);
  });

  test.each([
    [80, 24],
    [40, 10],
    [20, 7],
    [20, 4],
    [10, 2],
    [5, 1],
  ])('has a place in %i columns and %i rows, whatever there is to show', (columns, rows) => {
    const wide = 'あいうえおかきくけこ'.repeat(20);
    const wrong: DevEvent = { type: 'watch', step: 'failed', services: ['api'], message: `${wide}\n${wide}` };
    const lines = drawn([...usual, wrong, logged('db', `${wide}\n`)], columns, rows);
    expect(lines.length).toBeLessThan(rows);
    for (const line of lines) expect(stringWidth(line)).toBeLessThan(columns);
  });
});
