import { expect, test } from 'vitest';
import { renderVariablesJson, renderVariablesTable, renderVariablesYaml } from '../../src/render/variables.ts';

const variables = [
  { name: 'PORT', required: false, defaultValue: '80', presenceValue: '' },
  { name: 'TOKEN', required: true, defaultValue: '', presenceValue: '' },
  { name: 'y', required: false, defaultValue: '{}', presenceValue: 'yes' },
];

test('a table, wide as Docker prints tables', () => {
  expect(renderVariablesTable(variables)).toBe(
    [
      'NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE',
      'PORT                false               80                  ',
      'TOKEN               true                                    ',
      'y                   false               {}                  yes',
      '',
    ].join('\n'),
  );
});

test('a column grows with its content', () => {
  const [, row] = renderVariablesTable([{ ...variables[0]!, name: 'A_NAME_OF_TWENTY_ONE' }]).split('\n');
  expect(row).toBe('A_NAME_OF_TWENTY_ONE   false               80                  ');
});

test('JSON by name', () => {
  expect(renderVariablesJson(variables.slice(0, 1))).toBe(
    '{\n    "PORT": {\n        "Name": "PORT",\n        "DefaultValue": "80",\n        "PresenceValue": "",\n        "Required": false\n    }\n}\n\n',
  );
  expect(renderVariablesJson([])).toBe('{}\n\n');
});

test('YAML that reads as text what is text', () => {
  expect(renderVariablesYaml(variables.slice(2))).toBe(
    '"y":\n    name: "y"\n    defaultvalue: \'{}\'\n    presencevalue: "yes"\n    required: false\n',
  );
  expect(renderVariablesYaml([])).toBe('{}\n');
});
