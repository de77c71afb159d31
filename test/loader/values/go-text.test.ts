import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YamlFloat } from '../../../src/loader/tree.ts';
import { goText, octalMode } from '../../../src/loader/values/go-text.ts';

describe('a scalar turned into text looks as Go prints it', () => {
  test.each([
    ['1.50', new YamlFloat(1.5), '1.5'],
    ['1.0', new YamlFloat(1), '1'],
    ['1e3', new YamlFloat(1e3), '1000'],
    ['100000.0', new YamlFloat(100000), '100000'],
    ['1000000.0', new YamlFloat(1000000), '1e+06'],
    ['1234567.0', new YamlFloat(1234567), '1.234567e+06'],
    ['1e21', new YamlFloat(1e21), '1e+21'],
    ['0.0001', new YamlFloat(0.0001), '0.0001'],
    ['0.00001', new YamlFloat(0.00001), '1e-05'],
    ['-0.0', new YamlFloat(-0), '-0'],
    ['.inf', new YamlFloat(Infinity), '+Inf'],
    ['-.inf', new YamlFloat(-Infinity), '-Inf'],
    ['.nan', new YamlFloat(NaN), 'NaN'],
    ['1000000', 1000000, '1000000'],
    ['9223372036854775808', 9223372036854775808n, '9223372036854775808'],
    ['true', true, 'true'],
    ['text', 'a b', 'a b'],
  ])('%s', (_source, scalar, text) => {
    expect(goText(scalar)).toBe(text);
  });

  test('a float reads back as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(Number(goText(new YamlFloat(value)))).toBe(value);
      }),
    );
  });
});

test.each([
  [0o440n, '0440'],
  [0n, '00'],
  [0o1777n, '01777'],
])('mode %s is %s', (mode, text) => {
  expect(octalMode(mode)).toBe(text);
});
