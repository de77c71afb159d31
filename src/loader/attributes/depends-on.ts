import { isList, isMap, type Tree, treeMap } from '../tree.ts';
import type { Attribute } from './attribute.ts';

export const dependsOn: Attribute = { canonical: toDependencies };

function toDependencies(value: Tree): Tree {
  if (isList(value)) {
    const names = value.filter(name => typeof name === 'string');
    return treeMap(names.map(name => [name, treeMap([...started, ...required])]));
  }
  if (!isMap(value)) return value;
  return treeMap(Object.entries(value).map(([name, dependency]) => [name, withRequired(dependency)]));
}

const started = [['condition', 'service_started']] as const;
const required = [['required', true]] as const;

function withRequired(dependency: Tree): Tree {
  return isMap(dependency) ? treeMap([...required, ...Object.entries(dependency)]) : dependency;
}
