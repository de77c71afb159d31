import { mapChildren } from './attributes/attribute-tree.ts';
import { isList, isMap, type Tree, type TreeMap } from './tree.ts';

/**
 * Gives the bare names in list-form `environment` their values, from the variables of the files that they stand in.
 * Names without a value in a mapping wait for the project's variables.
 */
export function inheritListedVariables(tree: TreeMap, environment: Readonly<Record<string, string>>): Tree {
  const inherit = (entry: Tree): Tree =>
    typeof entry === 'string' && !entry.includes('=') && environment[entry] !== undefined
      ? `${entry}=${environment[entry]}`
      : entry;
  return atKey(tree, 'services', services =>
    mapChildren(services, service =>
      atKey(service, 'environment', variables => (isList(variables) ? mapChildren(variables, inherit) : variables)),
    ),
  );
}

function atKey(tree: Tree, key: string, change: (value: Tree) => Tree): Tree {
  return isMap(tree) ? mapChildren(tree, (value, step) => (step === key ? change(value) : value)) : tree;
}
