import type { WatchRule } from './service.ts';

/** What `x-gantry` of a watch rule may hold; the schema has checked it. */
interface GantryWatch {
  readonly sync?: 'two-way';
}

/** Whether what the container writes comes to the host, too. */
export function isTwoWay(rule: WatchRule): boolean {
  return (rule['x-gantry'] as GantryWatch | undefined)?.sync === 'two-way';
}
