import type { Attribute } from './attribute.ts';

/** One limit is replaced as a whole: soft and hard only make sense together. */
export const ulimit: Attribute = { cast: 'integer', merge: (base, override) => (override === null ? base : override) };
