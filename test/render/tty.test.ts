import { setImmediate as turn } from 'node:timers/promises';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ComposeEvent, ExpectedResource, ProgressEvent } from '../../src/events/event.ts';
import type { Renderer } from '../../src/render/renderer.ts';
import { ttyRenderer } from '../../src/render/tty.ts';
import { createTerminal, type Terminal } from '../support/terminal.ts';

interface Session {
  readonly terminal: Terminal;
  readonly renderer: Renderer;
  readonly tell: (...events: ComposeEvent[]) => void;
  /** Time goes by, and the spinner turns. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05Z'), toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(columns: number, rows = 24, color = false): Session {
  const terminal = createTerminal(columns, rows);
  const renderer = ttyRenderer({
    command: 'up',
    now: () => new Date(),
    screen: { write: terminal.write, columns: terminal.columns, rows: terminal.rows, color },
  });
  return {
    terminal,
    renderer,
    tell: (...events) => events.forEach(renderer.emit),
    async pass(milliseconds) {
      vi.advanceTimersByTime(milliseconds);
      await turn();
      await turn();
    },
  };
}

/** The left part, and the time at the right edge. */
function line(columns: number, left: string, time: string): string {
  return `${left.padEnd(columns - 1 - time.length)}${time}`;
}

function expected(...names: readonly string[]): ComposeEvent {
  const resources = names.map((name): ExpectedResource => ({ kind: 'Container', name, steps: 2 }));
  return { type: 'resources', resources };
}

function step(name: string, text: string, more: Partial<ProgressEvent> = {}): ProgressEvent {
  const status = text.endsWith('ing') || text === 'Recreate' ? 'Working' : 'Done';
  return { type: 'progress', kind: 'Container', name, status, text, ...more };
}

function failed(name: string, details: string): ProgressEvent {
  return step(name, 'Error', { status: 'Error', details });
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `app-web-${index + 1}`);
}

describe('what is to be done stands there from the start', () => {
  test('at 80 columns', async () => {
    const { terminal, tell, pass, renderer } = open(80);
    tell(expected('app-db-1', 'app-web-1', 'app-worker-1'));
    tell(step('app-db-1', 'Creating'), step('app-web-1', 'Creating'));
    await pass(300);
    tell(step('app-db-1', 'Created'), step('app-web-1', 'Created'), step('app-db-1', 'Starting'));
    await pass(500);
    tell(step('app-db-1', 'Started'));
    await pass(100);
    expect(terminal.lines()).toEqual([
      '[+] up 1/3',
      line(80, ' ✔ Container app-db-1     Started', '0.8s'),
      line(80, ' · Container app-web-1    Created', '0.3s'),
      ' · Container app-worker-1',
      '',
    ]);
    tell(step('app-web-1', 'Starting'), step('app-web-1', 'Started'));
    tell(step('app-worker-1', 'Creating'), step('app-worker-1', 'Created'));
    tell(step('app-worker-1', 'Starting'), step('app-worker-1', 'Started'));
    renderer.end();
    expect(terminal.lines()).toEqual([
      '[+] up 3/3',
      line(80, ' ✔ Container app-db-1     Started', '0.8s'),
      line(80, ' ✔ Container app-web-1    Started', '0.3s'),
      line(80, ' ✔ Container app-worker-1 Started', '0.0s'),
      '',
    ]);
    expect(terminal.cursorIsShown()).toBe(true);
  });

  test('at 40 columns, with names and reasons shortened', async () => {
    const { terminal, tell, pass, renderer } = open(40);
    tell(expected('app-a-service-with-a-long-name-1', 'app-b-1'));
    tell(step('app-a-service-with-a-long-name-1', 'Creating'));
    tell(step('app-b-1', 'Creating'), failed('app-b-1', 'is\n\x1b[31munhealthy\x1b[0m and will not start'));
    await pass(200);
    renderer.end();
    expect(terminal.lines()).toEqual([
      '[+] up 1/2',
      line(40, ' · app-a-…ame-1 Creating', '0.2s'),
      line(40, ' ✖ app-b-1      Error is unhealth…', '0.0s'),
      '',
    ]);
  });

  test('a plan that follows another goes on with its list', async () => {
    const { terminal, tell, pass, renderer } = open(60);
    tell({ type: 'resources', resources: [{ kind: 'Image', name: 'app-web', steps: 1 }] });
    tell(step('app-web', 'Building', { kind: 'Image' }), {
      type: 'build',
      image: 'app-web',
      service: 'web',
      line: 'Step 1/1 : FROM x',
    });
    await pass(100);
    tell(step('app-web', 'Built', { kind: 'Image' }));
    await pass(100);
    tell(expected('app-web-1'), step('app-web-1', 'Creating'), step('app-web-1', 'Created'));
    await pass(100);
    tell(step('app-web-1', 'Starting'), step('app-web-1', 'Started'));
    renderer.end();
    expect(terminal.lines()).toEqual([
      'Step 1/1 : FROM x',
      '[+] up 2/2',
      line(60, ' ✔ Image app-web       Built', '0.1s'),
      line(60, ' ✔ Container app-web-1 Started', '0.0s'),
      '',
    ]);
  });
});

describe('what wasn’t announced', () => {
  test('has its line all the same, and one line however often it begins', async () => {
    const { terminal, tell, pass, renderer } = open(60);
    tell(step('app-a-1', 'Stopping'), step('app-b-1', 'Stopping'));
    await pass(1200);
    tell(step('app-a-1', 'Stopped'));
    await pass(100);
    tell(step('app-a-1', 'Removing'), step('app-b-1', 'Stopped'));
    await pass(200);
    tell(step('app-a-1', 'Removed'));
    renderer.end();
    expect(terminal.lines()).toEqual([
      '[+] up 2/2',
      line(60, ' ✔ Container app-a-1 Removed', '0.2s'),
      line(60, ' ✔ Container app-b-1 Stopped', '1.3s'),
      '',
    ]);
  });

  test('lines of builds, warnings and the run itself stay above the list, whole', async () => {
    const { terminal, tell, pass, renderer } = open(40);
    tell(expected('app-a-1'), step('app-a-1', 'Creating'));
    await pass(100);
    tell({ type: 'build', image: 'app-a', service: 'x', line: `Step 1/2 : RUN ${'x'.repeat(40)}` });
    tell({ type: 'notice', level: 'warning', message: 'orphans' });
    await pass(100);
    tell({ ...step('', 'Stopping'), kind: 'Compose', details: 'Aborting on container exit...' });
    await pass(100);
    renderer.end();
    expect(terminal.lines()).toEqual([
      `Step 1/2 : RUN ${'x'.repeat(25)}`,
      'x'.repeat(15),
      'time="2026-01-02T03:04:05Z" level=warnin',
      'g msg="orphans"',
      'Aborting on container exit...',
      '[+] up 0/1',
      line(40, ' · Container app-a-1 Creating', '0.3s'),
      '',
    ]);
  });

  test('layers are told on the line of their image', async () => {
    const { terminal, tell, pass, renderer } = open(80);
    const layer = (name: string, text: string, more: Partial<ProgressEvent> = {}) =>
      step(name, text, { kind: 'Image', parent: 'Image web', status: 'Working', ...more });
    tell(step('web', 'Pulling', { kind: 'Image' }));
    tell(layer('a', 'Pulling fs layer'), layer('b', 'Pulling fs layer'));
    tell(layer('a', 'Downloading', { current: 1_000_000, total: 4_000_000 }));
    tell(layer('c', 'Already exists', { status: 'Done' }));
    await pass(100);
    expect(terminal.lines()[1]).toContain('Pulling [=>----------] 1MB/4MB');
    tell(layer('a', 'Extracting', { current: 5, total: 4_000_000 }));
    await pass(100);
    expect(terminal.lines()[1]).toContain('Pulling [======>-----] 4MB/4MB');
    tell(layer('b', 'Downloading', { current: 2_000_000, total: 8_000_000 }));
    await pass(100);
    // What is known of all now is less than what was thought, and the bar stays where it was.
    expect(terminal.lines()[1]).toContain('Pulling [======>-----] 6MB/12MB');
    tell(layer('b', 'Downloading', { current: 8_000_000, total: 8_000_000 }));
    await pass(100);
    expect(terminal.lines()[1]).toContain('Pulling extracting 1/3 layers');
    tell(step('web', 'Pulled', { kind: 'Image' }), layer('a', 'Pull complete', { status: 'Done' }));
    renderer.end();
    expect(terminal.lines()[1]).toMatch(/^ ✔ Image web Pulled +0\.4s$/);
  });
});

test('layers that are pushed are told on the line of their image', async () => {
  const { terminal, tell, pass, renderer } = open(80);
  const layer = (name: string, text: string, more: Partial<ProgressEvent> = {}) =>
    step(name, text, { kind: 'Image', parent: 'web', status: 'Working', ...more });
  tell(step('web', 'Pushing', { kind: '' }), layer('a', 'Preparing'), layer('b', 'Preparing'));
  tell(layer('a', 'Layer already exists', { status: 'Done' }), layer('b', 'Pushing', { current: 1e6, total: 4e6 }));
  await pass(100);
  expect(terminal.lines()[1]).toContain(' web Pushing [===>--------] 1MB/4MB');
  tell(layer('b', 'Pushing', { current: 4.1e6, total: 4e6 }));
  await pass(100);
  expect(terminal.lines()[1]).toContain(' web Pushing 1/2 layers ');
  tell(step('web', 'Pushed', { kind: '' }));
  renderer.end();
  expect(terminal.lines()[1]).toMatch(/^ ✔ web Pushed +0\.2s$/);
});

describe('what is waited for', () => {
  const blocked = (name: string, ...by: string[]): ComposeEvent => ({ type: 'blocked', kind: 'Container', name, by });

  test('is told on the line of what waits, until that goes on', async () => {
    const { terminal, tell, pass, renderer } = open(80);
    tell(expected('app-db-1', 'app-web-1', 'app-job-1'), step('app-web-1', 'Creating'));
    tell(blocked('app-web-1', 'db', 'job'), blocked('app-job-1', 'db'));
    await pass(100);
    expect(terminal.lines().slice(2, 4)).toEqual([
      line(80, ' ⠙ Container app-web-1 Creating', '0.1s'),
      ' · Container app-job-1 waiting for db',
    ]);
    tell(step('app-web-1', 'Created'));
    await pass(100);
    expect(terminal.lines()[2]).toBe(line(80, ' · Container app-web-1 Created, waiting for db, job', '0.1s'));
    tell(blocked('app-web-1', 'job'));
    await pass(100);
    expect(terminal.lines()[2]).toBe(line(80, ' · Container app-web-1 Created, waiting for job', '0.1s'));
    tell(blocked('app-web-1'), step('app-web-1', 'Starting'));
    await pass(100);
    expect(terminal.lines()[2]).toMatch(/^ [^·] Container app-web-1 Starting +0\.2s$/);
    renderer.end();
  });

  test('is told no longer when all is over, and what never began goes', async () => {
    const { terminal, tell, pass, renderer } = open(80);
    tell(expected('app-web-1', 'app-job-1'), step('app-web-1', 'Creating'), step('app-web-1', 'Created'));
    tell(blocked('app-web-1', 'db'), blocked('app-job-1', 'db'));
    await pass(100);
    renderer.end();
    expect(terminal.lines()).toEqual(['[+] up 1/1', line(80, ' ✔ Container app-web-1 Created', '0.0s'), '']);
  });
});

test('a build tells its step on the line of its image', async () => {
  const { terminal, tell, pass, renderer } = open(60);
  const build = (line: string): ComposeEvent => ({ type: 'build', image: 'web', service: 'x', line });
  tell(step('web', 'Building', { kind: 'Image' }), build('#5 [base 2/4] RUN make all'), build('#5 0.1 cc -c a.c'));
  await pass(100);
  expect(terminal.lines().slice(0, 4)).toEqual([
    '#5 [base 2/4] RUN make all',
    '#5 0.1 cc -c a.c',
    '[+] up 0/1',
    line(60, ' ⠙ Image web Building 2/4 RUN make all', '0.1s'),
  ]);
  tell(build('Step 3/4 : COPY . .'));
  await pass(100);
  expect(terminal.lines().at(-2)).toBe(line(60, ' ⠹ Image web Building 3/4 COPY . .', '0.2s'));
  tell(step('web', 'Built', { kind: 'Image' }));
  renderer.end();
  expect(terminal.lines().at(-2)).toBe(line(60, ' ✔ Image web Built', '0.2s'));
});

describe('what programs write can’t break the list', () => {
  const reasons = [
    '数据库还没有准备好'.repeat(6),
    '🐘👩‍👩‍👧'.repeat(20),
    'e\u0301'.repeat(60),
    '\u202egnp.exe',
    '\x1b[2J\x1b[31mred\x07',
  ];

  test.each([19, 39, 40, 80])('at %i columns', async columns => {
    const { terminal, tell, pass, renderer } = open(columns, 24, true);
    tell(expected(...reasons.map((_, index) => `app-${index}-1`)));
    for (const [index, details] of reasons.entries())
      tell(step(`app-${index}-1`, 'Waiting', { status: 'Working', details, live: true }));
    await pass(100);
    renderer.end();
    expect(terminal.lines()).toHaveLength(reasons.length + 2);
    for (const text of terminal.lines().slice(1, -1)) expect(text).toMatch(columns < 20 ? /^ · / : / 0\.1s$/);
    for (const text of terminal.lines()) expect(stringWidth(text)).toBeLessThan(columns);
    expect(terminal.writes.join('')).not.toMatch(/\u202e|\x1b\[2J|\x07/);
  });

  test('and lines above it are written over it, so that it is never blank', async () => {
    const { terminal, tell, pass, renderer } = open(40);
    tell(expected('app-a-1', 'app-b-1'), step('app-a-1', 'Creating'));
    await pass(100);
    const lines = ['x', 'y'.repeat(39), 'z'.repeat(40), '库'.repeat(20), 'w'.repeat(95), ''];
    for (const line of lines) {
      tell({ type: 'build', image: 'x', service: 'x', line });
      await pass(100);
    }
    renderer.end();
    for (const text of terminal.writes) expect(text.split('\x1b[J')[1]).toBe('\x1b[?25h');
    expect(terminal.lines()).toEqual([
      'x',
      'y'.repeat(39),
      'z'.repeat(40),
      '库'.repeat(20),
      'w'.repeat(40),
      'w'.repeat(40),
      'w'.repeat(15),
      '',
      '[+] up 0/1',
      line(40, ' · Container app-a-1 Creating', '0.7s'),
      '',
    ]);
  });

  test('above it, where colours stay and end with the line', async () => {
    const { terminal, tell, pass, renderer } = open(40);
    tell(expected('app-a-1'), step('app-a-1', 'Creating'));
    tell({ type: 'build', image: 'x', service: 'x', line: '10%\r\x1b[32m100%\x1b[5A\x1b[2J\x1b]0;title\x07 done' });
    await pass(100);
    renderer.end();
    expect(terminal.lines()).toEqual([
      '100% done',
      '[+] up 0/1',
      line(40, ' · Container app-a-1 Creating', '0.1s'),
      '',
    ]);
    expect(terminal.writes.join('')).toContain('\x1b[32m100% done\x1b[0m');
  });
});

describe('100 rows in a window of 30', () => {
  test('take no more than the window, without a trace above it', async () => {
    const { terminal, tell, pass, renderer } = open(80, 30);
    const names = numbered(100);
    tell({ type: 'notice', level: 'info', message: 'first' }, expected(...names));
    for (const [index, name] of names.entries()) {
      tell(step(name, 'Creating'));
      await pass(100);
      expect(terminal.lines().slice(1, 2)).toEqual([expect.stringMatching(/^\[\+\] up \d+\/100$/)]);
      expect(terminal.lines()).toHaveLength(31);
      tell(step(name, 'Created'));
      if (index % 2 === 0) tell(step(name, 'Starting'), step(name, 'Started'));
    }
    tell(failed('app-web-2', 'no such image'));
    await pass(100);
    renderer.end();
    const lines = terminal.lines();
    expect(lines.filter(line => line.startsWith('[+]'))).toEqual(['[+] up 100/100']);
    expect(lines[2]).toMatch(/^ ✖ Container app-web-2 {3}Error no such image +0\.1s$/);
    expect(lines.slice(-3)).toEqual([expect.stringContaining('app-web-100'), ' … 73 more', '']);
  });

  test('are written again only as far as they changed, once a tick', async () => {
    const { terminal, tell, pass } = open(80, 30);
    tell(expected(...numbered(100)), ...numbered(100).map(name => step(name, 'Creating')));
    await pass(0);
    expect(terminal.writes).toHaveLength(1);
    tell(...numbered(100).map(name => step(name, 'Created')));
    await pass(0);
    expect(terminal.writes).toHaveLength(2);
    await pass(1000);
    expect(terminal.writes).toHaveLength(2);
    tell(step('app-web-1', 'Starting'));
    await pass(0);
    await pass(100);
    expect(terminal.writes).toHaveLength(4);
    expect(terminal.writes[3]!.length).toBeLessThan(200);
  });
});

describe('whatever happens, the terminal is left in order', () => {
  test('on a failure, with its reason, and without what never began', async () => {
    const { terminal, tell, pass, renderer } = open(80);
    tell(expected('app-a-1', 'app-b-1', 'app-c-1'), step('app-a-1', 'Creating'), step('app-b-1', 'Creating'));
    await pass(100);
    tell(step('app-b-1', 'Created'), failed('app-a-1', 'Error response from daemon: no such image'));
    renderer.end();
    expect(terminal.lines()).toEqual([
      '[+] up 2/2',
      line(80, ' ✖ Container app-a-1 Error no such image', '0.1s'),
      line(80, ' ✔ Container app-b-1 Created', '0.1s'),
      '',
    ]);
  });

  test('on an interrupt, at any moment, nothing moves any more', async () => {
    const { terminal, tell, pass, renderer } = open(80);
    tell(expected('app-a-1', 'app-b-1'), step('app-a-1', 'Creating'));
    await pass(200);
    tell({ type: 'notice', level: 'warning', message: 'held back' });
    renderer.end();
    const count = terminal.writes.length;
    await pass(1000);
    expect(terminal.writes).toHaveLength(count);
    expect(terminal.lines()).toEqual([
      expect.stringContaining('held back'),
      '[+] up 0/1',
      line(80, ' · Container app-a-1 Creating', '0.2s'),
      '',
    ]);
  });

  test('each write alone leaves the cursor and the wrapping of lines as they were', async () => {
    const { terminal, tell, pass, renderer } = open(40, 10, true);
    tell(expected(...numbered(20)), step('app-web-1', 'Creating'));
    await pass(100);
    tell({ type: 'build', image: 'x', service: 'x', line: 'y' });
    await pass(100);
    renderer.end();
    for (const text of terminal.writes) {
      expect(text).toMatch(/\x1b\[\?25h$/);
      expect(text.split('\x1b[?7l')).toHaveLength(2);
      expect(text.indexOf('\x1b[?7h')).toBeGreaterThan(text.indexOf('\x1b[?7l'));
    }
  });

  test('what is told after the end begins a list of its own below', async () => {
    const { terminal, tell, pass, renderer } = open(60);
    tell(step('app-a-1', 'Creating'), step('app-a-1', 'Created'));
    renderer.end();
    terminal.write('Really? y\n');
    await pass(300);
    tell(step('app-b-1', 'Creating'), step('app-b-1', 'Created'));
    renderer.end();
    expect(terminal.lines()).toEqual([
      '[+] up 1/1',
      expect.stringContaining('app-a-1'),
      'Really? y',
      '[+] up 1/1',
      expect.stringContaining('app-b-1'),
      '',
    ]);
  });

  test('nothing is written when nothing was told', () => {
    const { terminal, renderer } = open(80);
    renderer.end();
    expect(terminal.writes).toEqual([]);
  });
});

describe('a window that changes its size', () => {
  test.each([
    [80, 24, 40, 24],
    [40, 24, 80, 24],
    [80, 24, 50, 8],
    [80, 8, 80, 24],
  ])('from %i×%i to %i×%i has one list, cut to the new size', async (columns, rows, newColumns, newRows) => {
    const { terminal, tell, pass, renderer } = open(columns, rows);
    const names = numbered(5);
    tell({ type: 'notice', level: 'info', message: 'before' }, expected(...names), step('app-web-1', 'Creating'));
    for (const name of names) tell(step(name, 'Creating'));
    await pass(100);
    terminal.resize(newColumns, newRows);
    await pass(100);
    renderer.end();
    const lines = terminal.screen();
    expect(lines.filter(line => line.startsWith('[+]'))).toEqual(['[+] up 0/5']);
    for (const name of names) expect(lines.filter(line => line.includes(`${name} `))).toHaveLength(1);
    for (const line of lines.slice(lines.indexOf('[+] up 0/5'))) expect(line.length).toBeLessThan(newColumns);
    if (newRows === 24) expect(terminal.lines().join('')).toContain('"before"');
    if (newRows === 24) expect(terminal.lines().filter(line => line.startsWith('[+]'))).toHaveLength(1);
  });
});
