import { isList, type Tree } from '../tree.ts';
import type { Attribute, Scope } from './attribute.ts';

/** The patterns of a watch rule's ignore and include. */
export const watchPatterns: Attribute = { canonical: value => (isList(value) ? value : [value]) };

export const watchPath: Attribute = {
  paths: (value, resolve) => (typeof value === 'string' && value !== '' ? resolve.file(value) : value),
  check: checkNotBlank,
};

function checkNotBlank(value: Tree, { path, problem }: Scope): void {
  if (value !== '') return;
  const at = path.map(step => (typeof step === 'number' ? '[]' : step)).join('.');
  problem('blank-watch-path', `${at}: value can't be blank`, { hint: 'name a file or a folder to watch' });
}
