import { treeMap } from '../tree.ts';
import type { Attribute } from './attribute.ts';

export const extendedService: Attribute = {
  canonical: value => (typeof value === 'string' ? treeMap([['service', value]]) : value),
};
