import { array, assert, asyncProperty, boolean, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OutputChunk } from '../../src/engine/engine.ts';
import { allLines, type LoggedContainer, timedLines } from '../../src/operations/container-log.ts';
import { createPosition } from '../../src/operations/log-position.ts';
import { logText, type TimedLine } from '../../src/operations/log-text.ts';
import { mergeLogs } from '../../src/operations/merge-logs.ts';

const at = (nanoseconds: number) => `2026-01-02T03:04:05.${String(nanoseconds).padStart(9, '0')}Z`;

function chunk(text: string, more: Partial<OutputChunk> = {}): OutputChunk {
  return { stream: 'stdout', data: Buffer.from(text, 'latin1'), ...more };
}

async function* chunksOf(...chunks: (string | OutputChunk)[]): AsyncGenerator<OutputChunk> {
  for (const each of chunks) yield typeof each === 'string' ? chunk(each) : each;
}

async function read(
  chunks: AsyncIterable<OutputChunk>,
  { tty = false, timestamps = false, runsApart = true } = {},
): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of allLines({ tty, chunks }, { timestamps, runsApart }))
    for (const { bytes } of some) lines.push(bytes.toString('latin1'));
  return lines;
}

const piece = 'x'.repeat(16_384);

describe('a log with timestamps', () => {
  test.each<[name: string, chunks: (string | OutputChunk)[], options: Parameters<typeof read>[1], lines: string[]]>([
    ['is lines without them', [`${at(1)} a\n${at(2)} b\r\n`], {}, ['a\n', 'b\r\n']],
    ['or with them', [`${at(1)} a\n`], { timestamps: true }, [`${at(1)} a\n`]],
    ['may be cut anywhere', [at(1).slice(0, 9), `${at(1).slice(9)} a`, '\n'], {}, ['a\n']],
    ['may have any bytes', [`${at(1)} \xff\0\xfe\n`], {}, ['\xff\0\xfe\n']],
    [
      'has the pieces of a line as one',
      [chunk(`${at(1)} ${piece}`, { isCut: true }), chunk(`${at(1)} ${piece}`, { isCut: true }), `${at(1)} end\n`],
      { timestamps: true },
      [`${at(1)} ${piece}${piece}end\n`],
    ],
    [
      'keeps what each stream has begun',
      [
        chunk(`${at(1)} ${piece}`, { isCut: true }),
        chunk(`${at(2)} other\n`, { stream: 'stderr' }),
        chunk(`${at(1)} end\n`),
      ],
      {},
      ['other\n', `${piece}end\n`],
    ],
    [
      'ends a line that its run did not',
      [chunk(`${at(1)} prompt`, { isCut: true }), `${at(2)} next\n`],
      {},
      ['prompt\n', 'next\n'],
    ],
    [
      'or leaves it to the next run',
      [chunk(`${at(1)} prompt`, { isCut: true }), `${at(2)} next\n`],
      { runsApart: false },
      ['promptnext\n'],
    ],
    ['ends its last line', [chunk(`${at(1)} last`, { isCut: true })], {}, ['last\n']],
    ['has lines without any', ['no time\n\n'], {}, ['no time\n', '\n']],
    ['of a terminal has pieces', [`${at(1)} ${piece}${at(1)} end\r\n`], { tty: true }, [`${piece}end\r\n`]],
    ['of a terminal has runs', [`${at(1)} $ ${at(9)} again\r\n`], { tty: true }, ['$ \n', 'again\r\n']],
    [
      'of a terminal may speak of earlier times',
      [`${at(5)} at ${at(4)} I said\r\n${at(6)} $ `],
      { tty: true },
      [`at ${at(4)} I said\r\n`, '$ \n'],
    ],
  ])('%s', async (_, chunks, options, lines) => {
    expect(await read(chunksOf(...chunks), options)).toEqual(lines);
  });

  test('of a zone is told in UTC', async () => {
    const chunks = chunksOf('2026-01-02T03:04:05.12+02:00 a\n2026-01-02T03:04:05Z b\n');
    const times: string[] = [];
    for await (const lines of timedLines({ tty: false, chunks }, logText({ timestamps: false, runsApart: true })))
      times.push(...lines.map(({ time }) => time));
    expect(times).toEqual(['2026-01-02T01:04:05.120000000Z', '2026-01-02T03:04:05.000000000Z']);
  });
});

describe('the position in a log', () => {
  interface Run {
    /** How many of the entries that come have arrived when the reading breaks off. */
    readonly arrived: number;
    /** How many more have been written by then. */
    readonly written: number;
  }

  /** Reads a log of these times in as many readings; each has, as the engine gives it, all since the first not before. */
  function readInTurns(times: readonly string[], runs: readonly Run[], isFiltered: boolean): number[] {
    const position = createPosition();
    const taken: number[] = [];
    let written = 0;
    for (const { arrived, written: more } of [...runs, { arrived: times.length * 2, written: times.length }]) {
      written = Math.min(times.length, written + more);
      position.again();
      const { since = '' } = position;
      const log = times.slice(0, written).map((time, index) => ({ time, index }));
      const first = log.findIndex(({ time }) => time >= since);
      const sent = isFiltered ? log.filter(({ time }) => time >= since) : first < 0 ? [] : log.slice(first);
      for (const { time, index } of sent.slice(0, arrived)) if (position.take(time)) taken.push(index);
    }
    return taken;
  }

  const runs = array(record({ arrived: integer({ min: 0, max: 12 }), written: integer({ min: 0, max: 6 }) }), {
    maxLength: 12,
  });

  test('loses and doubles nothing, however the reading is broken off, with equal times', async () => {
    const steps = array(integer({ min: 0, max: 2 }), { maxLength: 20 });
    await assert(
      asyncProperty(steps, runs, boolean(), async (steps, runs, isFiltered) => {
        let now = 0;
        const times = steps.map(step => {
          now += step;
          return at(now);
        });
        expect(readInTurns(times, runs, isFiltered)).toEqual(times.map((_, index) => index));
      }),
    );
  });

  test('nor with times that are out of order', async () => {
    const anyTimes = array(integer({ min: 0, max: 5 }).map(at), { maxLength: 20 });
    await assert(
      asyncProperty(anyTimes, runs, async (times, runs) => {
        const taken = readInTurns(times, runs, false);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.length).toBe(times.length);
      }),
    );
  });

  test('skips what was there before it', () => {
    const position = createPosition();
    position.skipTo(at(5));
    position.again();
    expect([at(5), at(5), at(6), at(6)].map(position.take)).toEqual([false, false, true, true]);
  });
});

describe('merging', () => {
  const container = (displayName: string): LoggedContainer => ({
    id: displayName,
    service: displayName,
    name: displayName,
    displayName,
  });

  function line(time: string, text = time): TimedLine {
    return { stream: 'stdout', time, bytes: Buffer.from(`${text}\n`) };
  }

  async function merged(logs: Readonly<Record<string, readonly (readonly TimedLine[])[]>>): Promise<string[]> {
    const shown: string[] = [];
    const sources = Object.entries(logs).map(([name, batches]) => ({
      container: container(name),
      lines: (async function* () {
        yield* batches;
      })(),
    }));
    await mergeLogs(sources, ({ displayName }, lines) => {
      for (const { bytes } of lines) shown.push(`${displayName} ${bytes.toString().trimEnd()}`);
    });
    return shown;
  }

  test('puts lines in the order of their times, equal ones in that of the containers', async () => {
    expect(
      await merged({
        a: [[line(at(1)), line(at(4))], [line(at(5))]],
        b: [],
        c: [[line(at(1)), line(at(2)), line(at(9))]],
      }),
    ).toEqual([`a ${at(1)}`, `c ${at(1)}`, `c ${at(2)}`, `a ${at(4)}`, `a ${at(5)}`, `c ${at(9)}`]);
  });

  test('puts neighbours of a container right, and leaves lines without a time where they are', async () => {
    expect(
      await merged({ a: [[line(at(2)), line('', 'of 2'), line(at(1)), line(at(3))]], b: [[line(at(2), 'b')]] }),
    ).toEqual([`a ${at(1)}`, `a ${at(2)}`, 'a of 2', 'b b', `a ${at(3)}`]);
  });

  test('gives all lines in order, whatever the logs are', async () => {
    const log = array(array(integer({ min: 0, max: 99 }), { maxLength: 5 }), { maxLength: 5 });
    await assert(
      asyncProperty(array(log, { maxLength: 6 }), async logs => {
        let id = 0;
        const named = logs.map((batches, index) => {
          const times = batches.flat().sort((a, b) => a - b);
          return [`c${index}`, batches.map(batch => batch.map(() => line(at(times.shift()!), String(id++))))] as const;
        });
        const all = named.flatMap(([name, batches]) => batches.flat().map(each => ({ name, ...each })));
        const expected = all
          .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
          .map(({ name, bytes }) => `${name} ${bytes.toString().trimEnd()}`);
        expect(await merged(Object.fromEntries(named))).toEqual(expected);
      }),
    );
  });

  test('reads a log no further than its turn needs', async () => {
    let read = 0;
    const many = (async function* () {
      for (; read < 10_000; read += 100) yield Array.from({ length: 100 }, (_, index) => line(at(1000 + read + index)));
    })();
    const slow = (async function* () {
      yield [line(at(1))];
      expect(read).toBeLessThan(1_000);
      yield Array.from({ length: 300 }, (_, index) => line(at(2 + index)));
    })();
    await mergeLogs(
      [
        { container: container('many'), lines: many },
        { container: container('slow'), lines: slow },
      ],
      () => {},
    );
    expect(read).toBe(10_000);
  });
});
