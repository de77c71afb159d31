import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { flavours } from '../../src/model/flavour.ts';
import type { OrderedMap, OrderedValue } from '../../src/model/go-json.ts';
import { renderConfigYaml } from '../../src/render/config-yaml.ts';

describe('one value', () => {
  test.each<[OrderedValue, string]>([
    ['nginx:alpine', 'nginx:alpine'],
    ['', '""'],
    ['true', '"true"'],
    ['No', '"No"'],
    ['y', '"y"'],
    ['nUll', 'nUll'],
    ['80', '"80"'],
    ['08', '"08"'],
    ['1_000', '"1_000"'],
    ['0x1F', '"0x1F"'],
    ['0o8', '0o8'],
    ['1e3', '"1e3"'],
    ['1.5.3', '1.5.3'],
    ['1:30', '"1:30"'],
    ['1:60', '1:60'],
    ['+.inf', '"+.inf"'],
    ['2001-02-28', '"2001-02-28"'],
    ['2001-02-30', '2001-02-30'],
    ['2001-1-1 1:2:3', '"2001-1-1 1:2:3"'],
    ['2001-01-01T01:02:03Z', '"2001-01-01T01:02:03Z"'],
    ['2001-01-01T01:02:03', '2001-01-01T01:02:03'],
    ['-', "'-'"],
    ['-a', '-a'],
    ['- a', "'- a'"],
    ['a: b', "'a: b'"],
    ['a:', "'a:'"],
    ['a #b', "'a #b'"],
    ['a#b', 'a#b'],
    ['*a', "'*a'"],
    [' a', "' a'"],
    ["it's", "it's"],
    ["'a'", "'''a'''"],
    ['a\tb', '"a\\tb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['\u0001', '"\\x01"'],
    ['é', 'é'],
    ['é😀', '"é\\U0001F600"'],
    ['a\nb', '|-\n    a\n    b'],
    ['a\n', '|\n    a'],
    ['a\n\n', '|+\n    a\n'],
    [' a\nb', '|2-\n     a\n    b'],
    ['\na', '|-\n\n    a'],
    ['\n a', '|2-\n\n     a'],
    ['a \nb', '"a \\nb"'],
    ['\n', '"\\n"'],
    [80, '80'],
    [0.00001, '1e-05'],
    [null, 'null'],
    [[], '[]'],
    [new Map(), '{}'],
  ])('%j', (value, text) => {
    expect(renderConfigYaml(new Map([['a', new Map([['b', value]])]]))).toBe(`a:\n  b: ${text}\n`);
  });
});

test.each([
  ['\n', '|2+\n\n'],
  ['\na', '|2-\n\n    a\n'],
  ['\n\na\n', '|2\n\n\n    a\n'],
  ['a\nb', '|-\n    a\n    b\n'],
])('in 2, a text of leading line breaks is a block with its indentation: %j', (value, text) => {
  expect(renderConfigYaml(new Map([['a', new Map([['b', value]])]]), flavours['2'])).toBe(`a:\n  b: ${text}`);
});

test.each([
  [1234567.5, '1.2345675e+06'],
  [123456.5, '123456.5'],
  [1e20, '1e+20'],
  [Number.NEGATIVE_INFINITY, '-.inf'],
  [Number.NaN, '.nan'],
])('floats are printed as Go does: %d', (value, text) => {
  expect(renderConfigYaml(new Map([['x-a', value]]))).toBe(`x-a: ${text}\n`);
});

test('integers beyond the safe ones keep their digits', () => {
  expect(renderConfigYaml(new Map([['x-a', 9223372036854775807n]]))).toBe('x-a: 9223372036854775807\n');
});

test('mappings, lists and long keys', () => {
  const long = 'k'.repeat(129);
  const document: OrderedMap = new Map<string, OrderedValue>([
    [
      'services',
      new Map([
        [
          '80',
          new Map([
            [
              'ports',
              [
                new Map<string, OrderedValue>([
                  ['target', 80],
                  ['mode', 'host'],
                ]),
                ['x', []],
              ],
            ],
          ]),
        ],
      ]),
    ],
    [long, 'x'],
  ]);
  expect(renderConfigYaml(document)).toBe(
    `services:\n  "80":\n    ports:\n      - target: 80\n        mode: host\n      - - x\n        - []\n? ${long}\n: x\n`,
  );
});

test('is read back as what it was', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '"', "'", '\t', '\\', '1', '.', '😀', '{') }),
  );
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text), fc.dictionary(text, text))), value => {
      const read = parse(renderConfigYaml(ordered(value) as OrderedMap), { version: '1.2', maxAliasCount: 0 });
      expect(read ?? {}).toEqual({ ...value });
    }),
    { numRuns: 2000 },
  );
});

function ordered(value: unknown): OrderedValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value as OrderedValue;
  return new Map(Object.entries(value).map(([key, item]) => [key, ordered(item)]));
}
