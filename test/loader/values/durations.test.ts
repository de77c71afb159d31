import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/loader/values/durations.ts';

describe('a duration is read and printed as Go does', () => {
  test.each([
    ['1.5s', '1.5s'],
    ['.5s', '500ms'],
    ['5.s', '5s'],
    ['-5s', '-5s'],
    ['+5s', '5s'],
    ['0', '0s'],
    ['-0', '0s'],
    ['1µs', '1µs'],
    ['1μs', '1µs'],
    ['1us', '1µs'],
    ['1.5us', '1.5µs'],
    ['0.1ms', '100µs'],
    ['3ns', '3ns'],
    ['1.0000000001s', '1s'],
    ['90s', '1m30s'],
    ['1d', '24h0m0s'],
    ['1.5d', '36h0m0s'],
    ['2h1w', '170h0m0s'],
    ['1h1h', '2h0m0s'],
    ['1w2d3h4m5s6ms7us8ns', '219h4m5.006007008s'],
    ['2562047h47m16.854775807s', '2562047h47m16.854775807s'],
  ])('%s → %s', (text, printed) => {
    expect(formatDuration(parseDuration(text))).toBe(printed);
  });
});

describe('a duration that is none says why', () => {
  test.each([
    ['', 'time: invalid duration ""'],
    ['abc', 'time: invalid duration "abc"'],
    ['.s', 'time: invalid duration ".s"'],
    ['--5s', 'time: invalid duration "--5s"'],
    ['10', 'time: missing unit in duration "10"'],
    ['1h30', 'time: missing unit in duration "1h30"'],
    ['1.5.5s', 'time: missing unit in duration "1.5.5s"'],
    ['1x', 'time: unknown unit "x" in duration "1x"'],
    ['1D', 'time: unknown unit "D" in duration "1D"'],
    ['1s ', 'time: unknown unit "s " in duration "1s "'],
    ['1h-5m', 'time: unknown unit "h-" in duration "1h-5m"'],
    ['106752d', 'time: invalid duration "106752d"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ])('%j', (text, message) => {
    expect(() => parseDuration(text)).toThrow(message);
  });
});

test('what is printed reads back as the same duration', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n) + 1n, 2n ** 63n - 1n), nanoseconds => {
      expect(parseDuration(formatDuration(nanoseconds))).toBe(nanoseconds);
    }),
  );
});
