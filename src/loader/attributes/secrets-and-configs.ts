import { isMap, type Tree, treeMap } from '../tree.ts';
import { textOf } from '../values/go-text.ts';
import type { Attribute, Scope } from './attribute.ts';

/** One entry of a service's secrets or configs, or of a build's secrets. */
export const fileReference: Attribute = {
  canonical: value => (typeof value === 'string' ? treeMap([['source', value]]) : value),
};

export const serviceSecret: Attribute = {
  ...fileReference,
  defaults: value =>
    isMap(value) && !('target' in value)
      ? treeMap([...Object.entries(value), ['target', `/run/secrets/${textOf(value.source)}`]])
      : value,
};

export const serviceSecrets: Attribute = { uniqueBy: entry => targetOf(entry, '/run/secrets/') };
export const serviceConfigs: Attribute = { uniqueBy: entry => targetOf(entry, '/') };

/** The file behind a top-level secret or config. */
export const filePath: Attribute = {
  paths: (value, resolve) => (typeof value === 'string' ? resolve.file(value) : value),
};

export function checkSources(sources: readonly string[]) {
  return (value: Tree, { path, problem }: Scope): void => {
    if (!isMap(value)) return;
    const set = sources.filter(source => source in value);
    const at = path.join('.');
    if (set.length > 1) {
      problem('file-object-sources', `${at}: ${sources.join('|')} attributes are mutually exclusive`, {
        hint: `keep one of ${set.join(', ')}`,
      });
    }
    if (set.length === 0 && !('driver' in value) && !('external' in value)) {
      problem('file-object-sources', `${at}: one of ${sources.join('|')} must be set`, {
        hint: `say where it comes from: add ${sources.map(source => `"${source}:"`).join(' or ')}, or "external: true"`,
      });
    }
  };
}

function targetOf(entry: Tree, folder: string): string | undefined {
  if (!isMap(entry)) return typeof entry === 'string' ? folder + entry : undefined;
  return typeof entry.target === 'string' ? entry.target : `${folder}${textOf(entry.source)}`;
}
