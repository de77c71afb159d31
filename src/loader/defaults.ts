import type { ComposeFlavour } from '../model/flavour.ts';
import { mapAttributes } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import type { Tree } from './tree.ts';

/** Writes what the specification says for keys that are not there. */
export function applyDefaults(tree: Tree, flavour: ComposeFlavour): Tree {
  return mapAttributes(tree, attributeRoot, (value, attribute) => attribute.defaults?.(value, flavour) ?? value);
}
