import { describe, expect, test } from 'vitest';
import type { Flag } from '../../src/cli/flag.ts';
import { globalFlags } from '../../src/cli/globals.ts';
import { parseFlags } from '../../src/cli/parse.ts';
import {
  commandLinesOf,
  commandsByWords,
  endToEndTests,
  findFlag,
  flagsOf,
  type Row,
  readTable,
  useOf,
  usesOf,
} from './command-table.ts';

// fixtures/cli.tsv has every command, flag and argument: Docker Compose's, and ours.
const commands = await commandsByWords();
const table = readTable();
const flagRows = table.filter(row => row.name.startsWith('--'));
const label = (row: Row) => `gantry ${row.command} ${row.name}`.replace(/ +/g, ' ').trim();
const labelled = (rows: readonly Row[]) => rows.map(row => [label(row), row] as const);

/** What stands for nothing in help, too. */
const isNothing = (text: string) => ['', 'false', '0', '[]'].includes(text);

describe('what the table has is there', () => {
  test.each(labelled(table.filter(({ type }) => type === 'command')))('%s', (_, row) => {
    expect(commands.has(row.command)).toBe(true);
    if (row.command !== '') expect(commands.get(row.command)!.hidden).toBe(row.hidden === 'hidden');
  });

  test.each(labelled(flagRows))('%s', (_, row) => {
    const [, flag] = findFlag(commands.get(row.command), row.name)!;
    const shown = Array.isArray(flag.default) ? '' : String(flag.default ?? '');
    expect({
      short: flag.short === undefined ? '' : `-${flag.short}`,
      type: flag.bare === undefined ? flag.valueName : 'bool',
      default: isNothing(shown) ? '' : shown,
      hidden: flag.hidden ? 'hidden' : '',
    }).toEqual({ short: row.short, type: row.type, default: row.default, hidden: row.hidden });
  });
});

describe('every form of a flag means the same', () => {
  const samples: Partial<Record<Row['type'], readonly [typed: string, meant: unknown]>> = {
    string: ['a=b', 'a=b'],
    stringArray: ['a,b', ['a,b']],
    list: ['a,b', ['a,b']],
    int: ['-3', -3],
    bytes: ['2k', 2048],
    filter: ['name=a', [{ key: 'name', value: 'a' }]],
  };

  test.each(labelled(flagRows))('%s', (_, row) => {
    const command = commands.get(row.command);
    const [name, flag] = findFlag(command, row.name)!;
    for (const [args, value] of row.type === 'bool' ? switchForms(flag) : valueForms(flag, row.type)) {
      const parsed = parseFlags(args, flagsOf(command));
      expect([args, parsed.options[name], [...parsed.given]]).toEqual([args, value, [name]]);
      expect(parsed.positionals).toEqual(['x']);
    }
  });

  function switchForms({ long, short }: Flag<unknown>): [args: string[], value: unknown][] {
    const forms: [string[], unknown][] = [
      [[`--${long}`, 'x'], true],
      [['x', `--${long}=true`], true],
      [[`--${long}=false`, 'x'], false],
      [['x', `--${long}=0`], false],
    ];
    if (short) forms.push([[`-${short}`, 'x'], true], [['x', `-${short}=false`], false]);
    return forms;
  }

  function valueForms({ long, short }: Flag<unknown>, type: Row['type']): [args: string[], value: unknown][] {
    const [typed, meant] = samples[type]!;
    const forms: [string[], unknown][] = [
      [[`--${long}`, typed, 'x'], meant],
      [['x', `--${long}=${typed}`], meant],
    ];
    if (short)
      forms.push(
        [[`-${short}`, typed, 'x'], meant],
        [['x', `-${short}${typed}`], meant],
        [[`-${short}=${typed}`, 'x'], meant],
      );
    return forms;
  }
});

test('what is there is in the table', () => {
  const rows = new Set(table.map(label));
  const missing = [...commands].flatMap(([words, command]) => {
    const flags = command?.members ? [] : Object.values(flagsOf(command));
    // --dry-run is of every command, as the program's.
    const longs = flags.filter(flag => command === undefined || flag.long !== 'dry-run').map(flag => `--${flag.long}`);
    return ['', ...longs].map(name => `gantry ${words} ${name}`.replace(/ +/g, ' ').trim());
  });
  expect(missing.filter(name => !rows.has(name))).toEqual([]);
  expect(Object.keys(globalFlags).length).toBeGreaterThan(20);
});

test('rows are sorted, and none is there twice', () => {
  const keys = table.map(
    ({ command, type, name }) => `${command}\t${type === 'command' ? 0 : type === 'argument' ? 1 : 2}${name}`,
  );
  expect(new Set(keys).size).toBe(keys.length);
});

describe('an end-to-end test holds what it does, or the table says why there is none', () => {
  const uses = new Map(endToEndTests().map(file => [file, usesOf(commandLinesOf(file), commands)]));

  test.each(labelled(table))('%s', (_, row) => {
    if (row.test === '') return expect(row.note).not.toBe('');
    expect(uses.get(row.test), `what test/e2e/${row.test} uses`).toContain(useOf(row));
  });
});
