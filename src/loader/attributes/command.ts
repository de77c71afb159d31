import type { Attribute } from './attribute.ts';

/** command, entrypoint and healthcheck.test belong together as a whole, and null goes back to the image's. */
export const command: Attribute = { merge: (_base, override) => override };
