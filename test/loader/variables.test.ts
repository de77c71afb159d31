import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/loader/parse.ts';
import { type Variable, variablesIn } from '../../src/loader/variables.ts';

async function variables(text: string): Promise<Variable[]> {
  const { documents } = await parseYaml('/p/compose.yaml', text);
  return variablesIn(documents[0]!.tree);
}

const plain = { required: false, defaultValue: '', presenceValue: '' };

describe('what a text says about its variables', () => {
  test.each<[text: string, expected: Variable[]]>([
    ['$A', [{ ...plain, name: 'A' }]],
    ['${A}', [{ ...plain, name: 'A' }]],
    ['${A:-1}', [{ ...plain, name: 'A', defaultValue: '1' }]],
    ['${A-a:-b}', [{ ...plain, name: 'A', defaultValue: 'a:-b' }]],
    ['${A:+on}', [{ ...plain, name: 'A', presenceValue: 'on' }]],
    ['${A+on}', [{ ...plain, name: 'A', presenceValue: 'on' }]],
    ['${A:?why}', [{ ...plain, name: 'A', required: true }]],
    ['${A?}', [{ ...plain, name: 'A', required: true }]],
    ['$$A $${B} $1', []],
    ['${} ${1} ${A!}', []],
    [
      '${A:-x} and ${B:-y}',
      [
        { ...plain, name: 'A', defaultValue: 'x' },
        { ...plain, name: 'B', defaultValue: 'y' },
      ],
    ],
    [
      '${A:-${B:-${C?}}}',
      [
        { ...plain, name: 'A', defaultValue: '${B:-${C?}}' },
        { ...plain, name: 'B', defaultValue: '${C?}' },
        { ...plain, name: 'C', required: true },
      ],
    ],
    [
      '${A:+${B}}',
      [
        { ...plain, name: 'A', presenceValue: '${B}' },
        { ...plain, name: 'B' },
      ],
    ],
    ['${A:?set ${B}}', [{ ...plain, name: 'A', required: true }]],
  ])('%j', async (text, expected) => {
    expect(await variables(JSON.stringify({ x: text }))).toEqual(expected);
  });
});

test('values at any depth count, keys do not', async () => {
  const found = await variables('a: { "${KEY}": [[$IN_LIST], { b: $IN_MAP }] }\nc: 1\n');
  expect(found.map(({ name }) => name)).toEqual(['IN_LIST', 'IN_MAP']);
});

test('of several uses the last counts, in the order of keys', async () => {
  expect(await variables('b: ["${A:-1}", "${A:-2}"]\na: "${A:-3}"\n')).toEqual([
    { ...plain, name: 'A', defaultValue: '2' },
  ]);
});
