import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Substitution, substitute } from '../../src/loader/template.ts';

const values: Readonly<Record<string, string>> = { SET: 'value', EMPTY: '', NESTED: '${SET}', _9: 'nine' };

function substituted(template: string): { result: Substitution; unset: string[] } {
  const unset: string[] = [];
  const result = substitute(template, { get: name => values[name], unset: name => unset.push(name) });
  return { result, unset };
}

describe('gives the value', () => {
  test.each([
    ['$SET ${SET}', 'value value'],
    ['a${_9}b$_9', 'aninebnine'],
    ['${UNSET:-default}', 'default'],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${UNSET-default}', 'default'],
    ['${SET:+replaced}', 'replaced'],
    ['${EMPTY:+replaced}', ''],
    ['${EMPTY+replaced}', 'replaced'],
    ['${UNSET+replaced}', ''],
    ['${SET:?message}', 'value'],
    ['${EMPTY?message}', ''],
    ['$$SET', '$SET'],
    ['$$$SET', '$value'],
    ['$1 $ $( $[ "$"', '$1 $ $( $[ "$"'],
    ['${UNSET-a:-b}', 'a:-b'],
    ['${UNSET:-${EMPTY:-${SET}}}', 'value'],
    ['$${UNSET:-${SET}}', '${UNSET:-value}'],
    ['${UNSET:-a}b}', 'ab}'],
    ['${UNSET:-{}}', '{}'],
    ['${UNSET:-a} and ${EMPTY:-b}\n${UNSET:-c}', 'a and b\nc'],
    ['${NESTED}', '${SET}'],
  ])('%j', (template, text) => {
    expect(substituted(template).result).toEqual({ text });
  });
});

describe('refuses', () => {
  test.each([
    '${',
    '${}',
    '${1}',
    '${SET!}',
    '${SET:x}',
    '${SET:=x}',
    '${SET/x/y}',
    '${#SET}',
    '${SET',
    '${UNSET:-two\nlines}',
  ])('%j', template => {
    expect(substituted(template).result).toEqual({ mistake: { type: 'invalid-template', template } });
  });

  test('a variable that must have a value, with its reason interpolated', () => {
    const mistake = { type: 'required-variable', name: 'UNSET', reason: 'set it to value' };
    expect(substituted('${UNSET:?set it to $SET}').result).toEqual({ mistake });
    expect(substituted('${EMPTY:?}').result).toEqual({
      mistake: { type: 'required-variable', name: 'EMPTY', reason: '' },
    });
  });
});

test('looks at an operand only when it is used', () => {
  expect(substituted('${SET:-${UNSET:?never}} ${SET-$OTHER}')).toEqual({ result: { text: 'value value' }, unset: [] });
  expect(substituted('${UNSET:-$OTHER}')).toEqual({ result: { text: '' }, unset: ['OTHER'] });
});

test('tells of each variable without a value', () => {
  expect(substituted('$UNSET ${OTHER} $UNSET').unset).toEqual(['UNSET', 'OTHER', 'UNSET']);
});

test('text without a dollar stays', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const plain = text.replaceAll('$', '');
      expect(substituted(plain).result).toEqual({ text: plain });
    }),
  );
});

test('doubled dollars give any text back', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(substituted(text.replaceAll('$', '$$$$')).result).toEqual({ text });
    }),
  );
});

test('hostile templates end', () => {
  const nested = `${'${UNSET:-'.repeat(3000)}${'}'.repeat(3000)}`;
  expect(substituted(nested).result).toMatchObject({ mistake: { type: 'invalid-template' } });
  expect(substituted('${UNSET:-x}'.repeat(3000)).result).toEqual({ text: 'x'.repeat(3000) });
});
