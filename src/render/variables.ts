import { renderTable } from './table.ts';
import { yamlScalar } from './yaml-scalar.ts';

/** A variable that Compose files use, and what they say about it. */
export interface ShownVariable {
  readonly name: string;
  readonly required: boolean;
  readonly defaultValue: string;
  readonly presenceValue: string;
}

const header = ['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'];

export function renderVariablesTable(variables: readonly ShownVariable[]): string {
  const rows = variables.map(({ name, required, defaultValue, presenceValue }) => [
    name,
    String(required),
    defaultValue,
    presenceValue,
  ]);
  return renderTable([header, ...rows], { minWidth: 20, gap: 3 });
}

/** Docker Compose ends its JSON with an empty line here. */
export function renderVariablesJson(variables: readonly ShownVariable[]): string {
  const byName = variables.map(({ name, required, defaultValue, presenceValue }) => [
    name,
    { Name: name, DefaultValue: defaultValue, PresenceValue: presenceValue, Required: required },
  ]);
  return `${JSON.stringify(Object.fromEntries(byName), null, 4)}\n\n`;
}

/** Keys are the names of Go's fields in lower case, and indented by four, as Go's YAML printer does unless told. */
export function renderVariablesYaml(variables: readonly ShownVariable[]): string {
  return variables.length === 0 ? '{}\n' : variables.map(variableLines).join('');
}

function variableLines({ name, required, defaultValue, presenceValue }: ShownVariable): string {
  const fields = { name, defaultvalue: defaultValue, presencevalue: presenceValue, required };
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${scalar(value)}\n`);
  return `${scalar(name)}:\n${lines.join('')}`;
}

function scalar(value: string | boolean): string {
  return yamlScalar(value, { indent: '' });
}
