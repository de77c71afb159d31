import { describe, expect, test } from 'vitest';
import { jsonObjects } from '../../src/execute/json-objects.ts';

function objectsIn(...pieces: string[]): unknown[] {
  const objects = jsonObjects();
  const found = pieces.flatMap(piece => objects.next(piece));
  return objects.isUnfinished() ? [...found, 'unfinished'] : found;
}

describe('JSON objects in a stream', () => {
  test.each([
    ['one a line', ['{"a":1}\n{"b":2}\n'], [{ a: 1 }, { b: 2 }]],
    ['several on a line', ['{"a":1}{"b":2}'], [{ a: 1 }, { b: 2 }]],
    ['over several lines', ['{\n  "a": {\n    "b": 1\n  }\n}\n'], [{ a: { b: 1 } }]],
    ['in pieces', ['{"a"', ':"x', 'y"}', '\n'], [{ a: 'xy' }]],
    ['with braces and quotes in strings', ['{"a":"}{\\"}\\\\"}'], [{ a: '}{"}\\' }]],
    ['not ended', ['{"a":1}{"b":'], [{ a: 1 }, 'unfinished']],
    ['none', ['\n \r\n'], []],
  ])('%s', (_, pieces, expected) => {
    expect(objectsIn(...pieces)).toEqual(expected);
  });

  test.each(['plain text', '[1]', '"text"', '{"a":}', '{"a":"line\nbreak"}'])('refuses %j', text => {
    expect(() => objectsIn(text)).toThrow(SyntaxError);
  });
});
