import { expressionsIn } from './template.ts';
import { isList, isMap, type Tree } from './tree.ts';

/** A variable that Compose files use, with what they say about it. */
export interface Variable {
  readonly name: string;
  /** `${NAME:?message}` or `${NAME?message}`: nothing is loaded without it. */
  readonly required: boolean;
  /** Empty: there is none. */
  readonly defaultValue: string;
  /** What `${NAME:+text}` stands for when the variable is set; empty: there is none. */
  readonly presenceValue: string;
}

/**
 * The variables in the values of a model that was not interpolated, by name. Of several uses of one the last counts:
 * mappings are walked in the order of their keys, where Docker Compose leaves it to chance.
 */
export function variablesIn(model: Tree): Variable[] {
  const found = new Map<string, Variable>();
  for (const text of textsIn(model)) collect(text, found);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function textsIn(tree: Tree): string[] {
  if (typeof tree === 'string') return [tree];
  if (isList(tree)) return tree.flatMap(textsIn);
  if (!isMap(tree)) return [];
  return Object.keys(tree)
    .sort()
    .flatMap(key => textsIn(tree[key]!));
}

/** Defaults and replacements may use variables too; so may messages, which Docker Compose doesn't look into. */
function collect(template: string, found: Map<string, Variable>): void {
  for (const { name, operator, operand } of expressionsIn(template)) {
    found.set(name, {
      name,
      required: operator === '?',
      defaultValue: operator === '-' ? operand : '',
      presenceValue: operator === '+' ? operand : '',
    });
    if (operator === '-' || operator === '+') collect(operand, found);
  }
}
