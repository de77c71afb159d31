import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitShellWords } from '../../../src/loader/values/shell-words.ts';

describe('a command line falls into words', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['  a  ', ['a']],
    ['a b\tc\nd', ['a', 'b', 'c', 'd']],
    ["a '' b", ['a', '', 'b']],
    ['a"b"c', ['abc']],
    ['a \\"b', ['a', '"b']],
    ['a "b\\nc"', ['a', 'bnc']],
    ["a 'b\\n'", ['a', 'b\\n']],
    ['a "b\\\\c"', ['a', 'b\\c']],
    ['$x y', ['$x', 'y']],
    ['a # b', ['a', '#', 'b']],
    ['a `b c` d', ['a', '`b c`', 'd']],
    ['a `b\\`c`', ['a', '`b`c`']],
    ['a "b `c"', ['a', 'b `c']],
    ['a $(b c) d', ['a', '$(b c)', 'd']],
    ['a "$(b c)" d', ['a', '$(b c)', 'd']],
    ['a x$(b c)y', ['a', 'x$(b c)y']],
    ['a $( b ; c ) d', ['a', '$( b ; c )', 'd']],
    ['a $(b `c d` e) f', ['a', '$(b `c d` e)', 'f']],
  ])('%j', (line, words) => {
    expect(splitShellWords(line)).toEqual(words);
  });
});

describe('an unquoted operator ends the command and loses the rest', () => {
  test.each<[string, string[]]>([
    ['a && b', ['a']],
    ['a;b', ['a']],
    ['a | b', ['a']],
    ['a>b', ['a']],
    ['echo 12> x', ['echo']],
    ['ab3>x', ['ab3']],
    ['"a;b"', ['a;b']],
    ['a\\;b', ['a;b']],
  ])('%j', (line, words) => {
    expect(splitShellWords(line)).toEqual(words);
  });
});

test.each(['(a', 'a "b', "a 'b", '`a', 'a\\', 'a $(b', 'a $(b) c)', 'a $((1+2)) b', 'a $(b "c)d") e', "a `b' c`"])(
  '%j is no command line',
  line => {
    expect(() => splitShellWords(line)).toThrow('invalid command line string');
  },
);

test('words in single quotes come back as they were', () => {
  const word = fc.string().map(text => text.replaceAll("'", ''));
  fc.assert(
    fc.property(fc.array(word), words => {
      expect(splitShellWords(words.map(text => `'${text}'`).join(' '))).toEqual(words);
    }),
  );
});
