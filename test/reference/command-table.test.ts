import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTable } from '../cli/command-table.ts';

// Our table of commands and flags beside one that was made of Docker Compose: GANTRY_REFERENCE names the folder in
// whose facts/cli.tsv it is.
const reference = join(process.env.GANTRY_REFERENCE ?? '', 'facts/cli.tsv');
const isThere = process.env.GANTRY_REFERENCE !== undefined && existsSync(reference);

/** Where the flag is what it is for a reason that our table tells. */
const otherwise = ['create --pull', 'convert --format', 'exec --no-tty', 'run --no-tty'];

test.runIf(isThere)('every command, flag and argument of Docker Compose is in our table, as it is there', () => {
  const ours = new Map(readTable().map(row => [`${row.command} ${row.name}`.trim(), row]));
  const theirs = readFileSync(reference, 'utf8').trimEnd().split('\n').slice(1);
  const different = theirs.flatMap(line => {
    const [words = '', name = '', short = '', type = '', standard = ''] = line.split('\t');
    const key = `${words.replace(/^compose ?/, '')} ${name}`.trim();
    const row = ours.get(key);
    if (row === undefined) return [`${key} is missing`];
    const shown = ['0', '[]', 'false'].includes(standard) ? '' : standard;
    const isSame = row.short === short && row.type === type && (row.default === shown || otherwise.includes(key));
    return isSame ? [] : [`${key}: ${[short, type, shown]} is ${[row.short, row.type, row.default]}`];
  });
  expect(theirs.length).toBeGreaterThan(300);
  expect(different).toEqual([]);
});

test.skipIf(isThere)('is beside that of Docker Compose where GANTRY_REFERENCE names a folder with one', () => {
  expect(isThere).toBe(false);
});
