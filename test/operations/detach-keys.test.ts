import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detachScanner, parseDetachKeys, standardDetachKeys } from '../../src/operations/detach-keys.ts';

test.each([
  [standardDetachKeys, [16, 17]],
  ['ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_', [0, 27, 28, 29, 30, 31]],
  ['ctrl-a,d', [1, 100]],
  ['DEL', [127]],
])('%s are the bytes %j', (keys, bytes) => {
  expect([...parseDetachKeys(keys)]).toEqual(bytes);
});

test.each(['bogus-x', 'ctrl-A', 'ctrl-', 'a,,b', ''])('%j are no keys', keys => {
  expect(() => parseDetachKeys(keys)).toThrow(`invalid detach keys (${keys}): Unknown character: '`);
});

/** What is passed on of the pieces, and `!` where the keys were found. */
function scanned(keys: string, ...pieces: string[]): string {
  const scan = detachScanner(Buffer.from(keys));
  let passed = '';
  for (const piece of pieces) {
    const { data, detached } = scan(Buffer.from(piece));
    passed += data.toString();
    if (detached) return `${passed}!`;
  }
  return passed;
}

describe('the keys are found', () => {
  test.each([
    ['pq', ['abc'], 'abc'],
    ['pq', ['abpq'], 'ab!'],
    ['pq', ['abp', 'qc'], 'ab!'],
    ['pq', ['p', 'x'], 'px'],
    ['pq', ['ppq'], 'p!'],
    ['pq', ['p'], ''],
    ['aab', ['aaab'], 'a!'],
    ['abac', ['ababac'], 'ab!'],
  ])('%s in %j', (keys, pieces, passed) => {
    expect(scanned(keys, ...pieces)).toBe(passed);
  });

  test('wherever the text is cut, and nothing is lost before them', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 })
      .map(letters => letters.join(''));
    const keys = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }).map(letters => letters.join(''));
    fc.assert(
      fc.property(text, keys, fc.nat(12), (text, keys, cut) => {
        const at = text.indexOf(keys);
        const passed = scanned(keys, text.slice(0, cut), text.slice(cut));
        if (at >= 0) expect(passed).toBe(`${text.slice(0, at)}!`);
        else expect(text.startsWith(passed) && keys.startsWith(text.slice(passed.length))).toBe(true);
      }),
    );
  });
});
