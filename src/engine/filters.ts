import type { ListOptions } from './engine.ts';

/** The `filters` of a list: undefined, and so left out, where nothing is asked. */
export function filters({ labels, names }: ListOptions): Record<string, readonly string[]> | undefined {
  if (!labels?.length && !names?.length) return undefined;
  return { ...(labels?.length && { label: labels }), ...(names?.length && { name: names }) };
}
