import { expect, test } from 'vitest';
import { compareCodePoints, compareNaturally } from '../../src/model/key-order.ts';

test.each([
  ['numbers as numbers', ['web1', 'web2', 'web10', 'web20']],
  ['leading zeros after the number they lead', ['a1', 'a01', 'a2']],
  ['signs before letters', ['USE_SSL', 'USER']],
  ['letters before signs after a number', ['a1b', 'a1_']],
  ['capitals first', ['B', 'a']],
  ['the shorter first', ['a', 'ab']],
])('natural order: %s', (_, sorted) => {
  expect([...sorted].reverse().sort(compareNaturally)).toEqual(sorted);
});

test('code points: characters beyond U+FFFF come last', () => {
  expect(['😀', '\uffee', 'a'].sort(compareCodePoints)).toEqual(['a', '\uffee', '😀']);
});
