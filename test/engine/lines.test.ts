import { expect, test } from 'vitest';
import { lines } from '../../src/engine/lines.ts';

async function linesOf(...pieces: readonly (string | Buffer)[]): Promise<string[]> {
  async function* source(): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const found: string[] = [];
  for await (const line of lines(source())) found.push(line);
  return found;
}

test.each<[string, string[], string[]]>([
  ['ended lines', ['a\nb\n'], ['a', 'b']],
  ['a last line without an end', ['a\nb'], ['a', 'b']],
  ['a line in three pieces', ['a', 'b', 'c\nd\n'], ['abc', 'd']],
  ['ends of Windows', ['a\r\nb\r', '\n'], ['a', 'b']],
  ['empty lines', ['\n\na\n\r\n\n'], ['a']],
  ['nothing', [], []],
])('%s', async (_, pieces, expected) => {
  expect(await linesOf(...pieces)).toEqual(expected);
});

test('a character that is cut in two', async () => {
  const bytes = Buffer.from('grün ✓\nja\n');
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['grün ✓', 'ja']);
  }
});
