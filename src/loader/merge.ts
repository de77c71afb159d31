import type { MergeScope } from './attributes/attribute.ts';
import { type AttributeNode, below } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import { scopeAt } from './attributes/scope.ts';
import type { Report } from './report.ts';
import { formatPath, isList, isMap, type Path, type Tree, type TreeMap, treeMap } from './tree.ts';

/**
 * One model over another, both canonical; the attributes' slices know the rules that differ from the general one.
 * Docker Compose merges a raw document into the canonical model and makes both canonical again. Long syntax on
 * both sides gives the same models, with one rule an attribute instead of one a pair of syntaxes, and lets
 * canonical.ts see, and report on, each document by itself.
 */
export function mergeModels(base: Tree, override: Tree, report: Report): Tree {
  return merge(base, override, { node: attributeRoot, path: [], report });
}

interface Place {
  readonly node: AttributeNode | undefined;
  readonly path: Path;
  readonly report: Report;
}

function merge(base: Tree, override: Tree, place: Place): Tree {
  const rule = place.node?.attribute?.merge;
  return rule === undefined ? mergeDeep(base, override, place) : rule(base, override, scopeOf(place));
}

function mergeDeep(base: Tree, override: Tree, place: Place): Tree {
  if (override === null) return base;
  if (isMap(base)) return isMap(override) ? mergeMaps(base, override, place) : mismatch(base, place);
  if (isList(base)) return isList(override) ? [...base, ...override] : mismatch(base, place);
  return override;
}

function mergeMaps(base: TreeMap, override: TreeMap, { node, path, report }: Place): TreeMap {
  const merged = treeMap(Object.entries(base));
  for (const [key, value] of Object.entries(override)) {
    const known = merged[key];
    merged[key] =
      known === undefined ? value : merge(known, value, { node: below(node, key), path: [...path, key], report });
  }
  return merged;
}

function mismatch(base: Tree, { path, report }: Place): Tree {
  report({
    severity: 'error',
    code: 'merge-mismatch',
    message: `cannot override ${formatPath(path)}`,
    path,
    hint: `the files before this one have a ${isMap(base) ? 'mapping' : 'list'} here`,
  });
  return base;
}

function scopeOf(place: Place): MergeScope {
  return {
    ...scopeAt(place.path, place.report),
    mergeDeep: (base, override) => mergeDeep(base, override, place),
  };
}
