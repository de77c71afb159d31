import type { Tree } from '../tree.ts';
import type { Attribute, Scope } from './attribute.ts';

/** One limit is replaced as a whole: soft and hard only make sense together. */
export const ulimit: Attribute = {
  cast: 'integer',
  canonical: refuseText,
  merge: (base, override) => (override === null ? base : override),
};

/** Interpolation makes a number of it; where that is left out, text stays. */
function refuseText(value: Tree, { path, problem }: Scope): Tree {
  if (typeof value === 'string') problem('invalid-value', `${path.join('.')}: invalid type string for external`);
  return value;
}
