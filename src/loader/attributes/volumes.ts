import type { ComposeFlavour } from '../../model/flavour.ts';
import { isList, isMap, type Tree, treeMap } from '../tree.ts';
import { cleanPath } from '../values/clean-path.ts';
import { ValueError } from '../values/value-error.ts';
import type { Attribute, PathResolver, Scope } from './attribute.ts';
import { entryKey } from './entry-key.ts';
import { parseVolume } from './volume-text.ts';

export const volumes: Attribute = {
  uniqueBy: entryKey('target'),
};

/** One entry of a service's volumes, `[SOURCE:]TARGET[:OPTIONS]` in short. */
export const volume: Attribute = { canonical: toLongVolume, defaults: withHostPath, paths: resolveSource };

function toLongVolume(value: Tree, { problem }: Scope): Tree {
  if (isMap(value)) return cleanTarget(value);
  if (typeof value !== 'string') return value;
  try {
    return parseVolume(value);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    problem('invalid-volume', error.message, {
      hint: 'write [SOURCE:]TARGET[:OPTIONS], such as ./data:/var/lib/data:ro',
    });
    return value;
  }
}

function cleanTarget(value: Tree): Tree {
  if (!isMap(value) || typeof value.target !== 'string' || value.target === '') return value;
  return treeMap([...Object.entries(value), ['target', cleanPath(value.target)]]);
}

/** Docker Compose creates the folder of a long entry too since version 5. */
function withHostPath(value: Tree, flavour: ComposeFlavour): Tree {
  if (flavour === '2' || !isMap(value) || value.type !== 'bind' || isList(value.bind)) return value;
  const bind = isMap(value.bind) ? value.bind : treeMap();
  if ('create_host_path' in bind) return value;
  return treeMap([...Object.entries(value), ['bind', treeMap([...Object.entries(bind), ['create_host_path', true]])]]);
}

function resolveSource(value: Tree, resolve: PathResolver): Tree {
  if (!isMap(value) || value.type !== 'bind' || typeof value.source !== 'string') return value;
  return treeMap([...Object.entries(value), ['source', resolve.bindSource(value.source)]]);
}
