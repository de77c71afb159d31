import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goJson, type OrderedValue } from '../../src/model/go-json.ts';

describe('writes as Go does', () => {
  test.each<[string, OrderedValue, string]>([
    [
      'the order of keys, numbers too',
      new Map([
        ['b', 1],
        ['8080', 2],
      ]),
      '{"b":1,"8080":2}',
    ],
    ['what could end a script', '<a>&', '"\\u003ca\\u003e\\u0026"'],
    ['separators that are line breaks to some', '\u2028\u2029', '"\\u2028\\u2029"'],
    ['short escapes', '"\\\n\r\t\b\f', '"\\"\\\\\\n\\r\\t\\b\\f"'],
    ['other controls', '\u0001\u007f', '"\\u0001\u007f"'],
    ['half a pair', 'a\ud800b', '"a\\ufffdb"'],
    ['a whole pair', '😀', '"😀"'],
    ['exponents', [1e21, 1e-7, 0.000001], '[1e+21,1e-7,0.000001]'],
    ['nothing inside', [[], new Map(), null, true], '[[],{},null,true]'],
  ])('%s', (_, value, json) => {
    expect(goJson(value)).toBe(json);
  });

  test('indented', () => {
    const value = new Map<string, OrderedValue>([
      ['a', [1, new Map([['b', null]])]],
      ['c', []],
    ]);
    expect(goJson(value, '  ')).toBe('{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": []\n}');
  });
});

test('reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(JSON.parse(goJson(text))).toBe(text);
    }),
  );
});
