import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDotenv } from '../../src/loader/dotenv.ts';
import { parseRawEnvFile } from '../../src/loader/raw-env-file.ts';

const lookup = (name: string) => ({ HOME: '/home/me', EMPTY: '' })[name];

function parsed(text: string): unknown {
  const result = parseDotenv(text, lookup);
  return 'values' in result ? Object.fromEntries(result.values) : result.mistake;
}

describe('reads', () => {
  test.each<[string, string, Record<string, string>]>([
    ['plain values', 'A=1\nB = 2 \nC: 3\n', { A: '1', B: '2', C: '3' }],
    ['comments and blank lines', '# first\n\n  # second\nA=1\n', { A: '1' }],
    ['a byte order mark and Windows line breaks', '\uFEFFA=1\r\nB="x\r\ny"\r\n', { A: '1', B: 'x\ny' }],
    [
      'comments after values',
      'A=1 #c\nB=#c\nC= #c\nD=a#b\nE=1\t#c\n',
      { A: '1', B: '#c', C: '#c', D: 'a#b', E: '1\t#c' },
    ],
    ['export', 'export A=1\nexport=2\nexportB=3\n', { A: '1', export: '2', exportB: '3' }],
    ['names that the environment knows', 'HOME\nUNKNOWN\n', { HOME: '/home/me' }],
    ['any letter or digit in a name', 'é=1\n1A=2\nA.b-c[0]=3\n', { é: '1', '1A': '2', 'A.b-c[0]': '3' }],
    ['an empty name', '=5\n', { '': '5' }],
    ['single quotes as they are', "A='it\\'s $HOME \\n'\nB='x\ny'\n", { A: "it's $HOME \\n", B: 'x\ny' }],
    ['escapes in double quotes', 'A="a\\tb\\\\c\\"d\\n\\q\\x41\\0101"\n', { A: 'a\tb\\c"d\n\\q\\x41A' }],
    ['variables', 'A=$HOME\nB="${A}/x"\nC=${NO:-d}\n', { A: '/home/me', B: '/home/me/x', C: 'd' }],
    ['escaped dollars', 'A="\\$HOME"\nB=$$HOME\n', { A: '$HOME', B: '$HOME' }],
    ['a statement after a closing quote', 'A="x"B=2\nC=\'x\' HOME\n', { A: 'x', B: '2', C: 'x', HOME: '/home/me' }],
    ['commands as text', 'A=$(ls) `ls`\n', { A: '$(ls) `ls`' }],
    ['the last of equal names', 'A=1\nA=2\n', { A: '2' }],
    ['a last line that is no statement', 'A=1\nlast line', { A: '1', '': 'last line' }],
  ])('%s', (_, text, values) => {
    expect(parsed(text)).toEqual(values);
  });
});

describe('refuses', () => {
  test.each([
    ['A=1\nB C=2\n', { line: 2, message: 'key cannot contain a space' }],
    ['A@=1\n', { line: 1, message: 'unexpected character "@" in variable name "A@=1"' }],
    ['A="b\nc\n', { line: 3, message: 'unterminated quoted value "b' }],
    ['A=${\n', { message: 'Invalid template: "${"' }],
    ['A=${NO?needed}\n', { message: 'required variable NO is missing a value: needed' }],
  ])('%j', (text, mistake) => {
    expect(parsed(text)).toMatchObject(mistake);
  });
});

test('reads back any value in single quotes', () => {
  fc.assert(
    fc.property(
      fc.string().filter(text => !/[\r\\']/.test(text)),
      value => {
        expect(parsed(`A='${value}'\nB=1\n`)).toEqual({ A: value, B: '1' });
      },
    ),
  );
});

test('ends on any text, and defines names or says what is wrong', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('A', '=', '"', "'", '\\', '$', '{', '}', '\n', ' ', '#') }), text => {
      expect(typeof parsed(text)).toBe('object');
    }),
  );
});

describe('format raw', () => {
  test('takes values as they stand', () => {
    const result = parseRawEnvFile(`# c\n  A="x" #y \nHOME\nUNKNOWN\nB=$HOME\n\n`, lookup);
    expect('values' in result && Object.fromEntries(result.values)).toEqual({
      A: '"x" #y ',
      HOME: '/home/me',
      B: '$HOME',
    });
  });

  test.each([
    ['=x', "no variable name on line '=x'"],
    ['X =1', "variable 'X ' contains whitespaces"],
  ])('refuses %j', (text, message) => {
    expect(parseRawEnvFile(text, lookup)).toMatchObject({ mistake: { message } });
  });
});
