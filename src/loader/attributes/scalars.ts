import type { Attribute } from './attribute.ts';

export const boolean: Attribute = { cast: 'boolean' };
export const integer: Attribute = { cast: 'integer' };
export const float: Attribute = { cast: 'float' };
