import { array, assert, asyncProperty, constantFrom, integer, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex, raw } from '../../src/engine/demux.ts';
import type { OutputChunk } from '../../src/engine/engine.ts';

type Frame = readonly [stream: 'stdout' | 'stderr', payload: string | Uint8Array];

function encode(frames: readonly Frame[]): Buffer {
  return Buffer.concat(
    frames.flatMap(([stream, payload]) => {
      const header = Buffer.alloc(8);
      header[0] = stream === 'stdout' ? 1 : 2;
      header.writeUInt32BE(payload.length, 4);
      return [header, Buffer.from(payload)];
    }),
  );
}

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    yield Buffer.from(bytes.subarray(from, cut));
    from = cut;
  }
}

/** Neighbouring chunks of a stream are one: where they are cut is nobody's business. */
async function runs(chunks: AsyncIterable<OutputChunk>): Promise<[string, string][]> {
  const joined: [string, string][] = [];
  for await (const { stream, data } of chunks) {
    const last = joined.at(-1);
    if (last?.[0] === stream) last[1] += data.toString('latin1');
    else joined.push([stream, data.toString('latin1')]);
  }
  return joined;
}

const frames: readonly Frame[] = [
  ['stdout', 'one\n'],
  ['stdout', 'two\n'],
  ['stderr', 'three\n'],
  ['stderr', ''],
  ['stdout', 'four'],
];
const expected = [
  ['stdout', 'one\ntwo\n'],
  ['stderr', 'three\n'],
  ['stdout', 'four'],
];

test('gives each stream its payloads, in order', async () => {
  expect(await runs(demultiplex(pieces(encode(frames), [])))).toEqual(expected);
});

test('frames may be cut at every byte', async () => {
  const bytes = encode(frames);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await runs(demultiplex(pieces(bytes, [cut])))).toEqual(expected);
  }
  const everywhere = Array.from(bytes.keys());
  expect(await runs(demultiplex(pieces(bytes, everywhere)))).toEqual(expected);
});

test('whatever the payloads and the cuts, nothing is lost, added or moved', async () => {
  const frame = tuple(constantFrom('stdout' as const, 'stderr' as const), uint8Array({ maxLength: 20 }));
  const property = asyncProperty(
    array(frame, { maxLength: 12 }),
    array(integer({ min: 0, max: 400 })),
    async (all, cuts) => {
      const bytes = encode(all);
      const sorted = cuts.filter(cut => cut <= bytes.length).sort((a, b) => a - b);
      expect(await runs(demultiplex(pieces(bytes, sorted)))).toEqual(await runs(oneByOne(all)));
    },
  );
  await assert(property);
});

async function* oneByOne(all: readonly Frame[]): AsyncGenerator<OutputChunk> {
  for (const [stream, payload] of all) if (payload.length > 0) yield { stream, data: Buffer.from(payload) };
}

test('many short lines come as few chunks', async () => {
  const many = encode(Array.from({ length: 10_000 }, () => ['stdout', 'a line\n'] as const));
  let count = 0;
  for await (const _ of demultiplex(pieces(many, []))) count++;
  expect(count).toBe(1);
});

test('reads on only when it is asked', async () => {
  let read = 0;
  async function* source(): AsyncGenerator<Buffer> {
    for (; read < 100; read++) yield encode([['stdout', 'x']]);
  }
  for await (const _ of demultiplex(source())) break;
  expect(read).toBeLessThan(2);
});

test('the output of a terminal is left as it is', async () => {
  expect(await runs(raw(pieces(Buffer.from('\x01\x00\x00\x00\x00\x00\x00\x04text'), [3])))).toEqual([
    ['stdout', '\x01\x00\x00\x00\x00\x00\x00\x04text'],
  ]);
});
