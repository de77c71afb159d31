import { isMap, type Tree } from '../tree.ts';
import type { Attribute, MergeScope } from './attribute.ts';

export const logging: Attribute = { merge: mergeLogging };

/** Options belong to a driver: another driver starts from none. */
function mergeLogging(base: Tree, override: Tree, { mergeDeep }: MergeScope): Tree {
  const sameDriver =
    !isMap(base) ||
    !isMap(override) ||
    base.driver === undefined ||
    override.driver === undefined ||
    base.driver === override.driver;
  return sameDriver ? mergeDeep(base, override) : override;
}
