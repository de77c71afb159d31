import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseByteSize } from '../../../src/loader/values/byte-sizes.ts';

describe('a size is a number and a unit of 1024', () => {
  test.each([
    ['1', 1n],
    ['0', 0n],
    ['1b', 1n],
    ['1B', 1n],
    ['1 b', 1n],
    ['1kb', 1024n],
    ['1KiB', 1024n],
    ['1 k', 1024n],
    ['1.', 1n],
    ['1 ', 1n],
    ['.5m', 524288n],
    ['1.5', 1n],
    ['+5', 5n],
    ['1e3', 1000n],
    ['1e3k', 1024000n],
    ['1.5 gb', 1610612736n],
    ['1pb', 1125899906842624n],
    ['9999999g', 10737417166258176n],
  ])('%j → %s', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });
});

describe('a size that is none says why', () => {
  test.each([
    ['', "invalid size: ''"],
    ['abc', "invalid size: 'abc'"],
    ['b', "invalid size: 'b'"],
    ['-1', "invalid size: '-1'"],
    ['inf', "invalid size: 'inf'"],
    ['99999999999g', "invalid size: '99999999999g'"],
    ['1zb', "invalid suffix: 'zb'"],
    ['1kbb', "invalid suffix: 'kbb'"],
    ['1bib', "invalid suffix: 'bib'"],
    ['1e', "invalid suffix: 'e'"],
    ['1  k', 'strconv.ParseFloat: parsing "1 ": invalid syntax'],
    [' 1', 'strconv.ParseFloat: parsing " 1": invalid syntax'],
    ['0x10', 'strconv.ParseFloat: parsing "0x10": invalid syntax'],
    ['1.2.3', 'strconv.ParseFloat: parsing "1.2.3": invalid syntax'],
    ['5 mb ', 'strconv.ParseFloat: parsing "5 mb": invalid syntax'],
  ])('%j', (text, message) => {
    expect(() => parseByteSize(text)).toThrow(message);
  });
});

test('a plain count of bytes is itself', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), bytes => {
      expect(parseByteSize(String(bytes))).toBe(BigInt(bytes));
    }),
  );
});
