import { describe, expect, test } from 'vitest';
import { integer, list, text, toggle } from '../../src/cli/flag.ts';
import { type ParseOptions, parseFlags } from '../../src/cli/parse.ts';

const flags = {
  detach: toggle('-d, --detach', ''),
  orphans: toggle('--orphans', '', { default: true }),
  scale: list('--scale', '', { otherName: 'scales' }),
  tail: text('-n, --tail', '', { default: 'all' }),
  timeout: integer('-t, --timeout', ''),
};
const defaults = { detach: false, orphans: true, scale: [], tail: 'all', timeout: undefined };

function parse(args: readonly string[], how: ParseOptions = {}) {
  const { options, positionals } = parseFlags(args, flags, how);
  return { options, positionals };
}

describe('flags as pflag reads them', () => {
  test.each<[name: string, args: string[], options: object, positionals: string[]]>([
    ['nothing', [], {}, []],
    ['a switch', ['--detach'], { detach: true }, []],
    ['a short switch', ['-d'], { detach: true }, []],
    ['a switch turned off', ['--orphans=false'], { orphans: false }, []],
    ['a switch turned on again', ['--detach=false', '--detach'], { detach: true }, []],
    ['every word for true and false', ['--detach=T', '--orphans=0'], { detach: true, orphans: false }, []],
    ['a switch takes no value after a blank', ['--detach', 'false'], { detach: true }, ['false']],
    ['a value by =', ['--tail=5'], { tail: '5' }, []],
    ['a value after a blank', ['--tail', '5'], { tail: '5' }, []],
    ['an empty value', ['--tail='], { tail: '' }, []],
    ['a value that looks like a flag', ['--tail', '-1'], { tail: '-1' }, []],
    ['a value stuck to a short flag', ['-t5'], { timeout: 5 }, []],
    ['a value by = after a short flag', ['-t=5'], { timeout: 5 }, []],
    ['grouped short flags', ['-dt5'], { detach: true, timeout: 5 }, []],
    ['grouped, the value after a blank', ['-dt', '5'], { detach: true, timeout: 5 }, []],
    ['a negative number', ['-t', '-1'], { timeout: -1 }, []],
    ['a list keeps its order and its commas', ['--scale', 'b=2', '--scale=a=1,c'], { scale: ['b=2', 'a=1,c'] }, []],
    ['a flag of two names', ['--scales', 'a=1', '--scale=b=2'], { scale: ['a=1', 'b=2'] }, []],
    ['the last of a repeated value', ['-n', '1', '-n', '2'], { tail: '2' }, []],
    ['flags after arguments', ['web', '-d', 'db'], { detach: true }, ['web', 'db']],
    ['nothing is a flag after --', ['-d', '--', '-t', '--tail'], { detach: true }, ['-t', '--tail']],
    ['a dash alone is an argument', ['-'], {}, ['-']],
  ])('%s', (_, args, options, positionals) => {
    expect(parse(args)).toEqual({ options: { ...defaults, ...options }, positionals });
  });

  test('flags end at the first argument where another command follows', () => {
    const { options, positionals } = parse(['-d', 'exec', '-t', '5', '--', 'x'], { stopAtPositional: true });
    expect(options).toEqual({ ...defaults, detach: true });
    expect(positionals).toEqual(['exec', '-t', '5', '--', 'x']);
  });

  test('tells which flags were given', () => {
    expect([...parseFlags(['--tail', 'all', '-d=false'], flags).given]).toEqual(['tail', 'detach']);
  });

  test.each([['-h'], ['--help'], ['-dh']])('%s asks for help', arg => {
    expect(parseFlags([arg], flags).help).toBe(true);
  });
});

describe('what is no flag', () => {
  test.each<[args: string[], message: string, hint?: string]>([
    [['--bogus'], 'unknown flag: --bogus'],
    [['--bogus=1'], 'unknown flag: --bogus'],
    [['--detahc'], 'unknown flag: --detahc', 'did you mean `--detach`?'],
    [['-x'], "unknown shorthand flag: 'x' in -x"],
    [['-dxt'], "unknown shorthand flag: 'x' in -xt"],
    [['--'.padEnd(3, '=')], 'bad flag syntax: --='],
    [['--tail'], 'flag needs an argument: --tail'],
    [['-dt'], "flag needs an argument: 't' in -t"],
    [['-t', 'abc'], 'invalid argument "abc" for "-t, --timeout" flag: strconv.ParseInt: parsing "abc": invalid syntax'],
    [
      ['--orphans=maybe'],
      'invalid argument "maybe" for "--orphans" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ['-t', '99999999999999999999'],
      'invalid argument "99999999999999999999" for "-t, --timeout" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ],
  ])('%j', (args, message, hint) => {
    expect(() => parse(args)).toThrow(expect.objectContaining({ message, hint, exitCode: 1 }));
  });
});
