import { type ComposeFlavour, flavours } from '../../model/flavour.ts';
import { isMap, type Tree, treeMap } from '../tree.ts';
import { cleanPath } from '../values/clean-path.ts';
import { ValueError } from '../values/value-error.ts';
import type { Attribute, PathResolver, Scope } from './attribute.ts';
import { entryKey } from './entry-key.ts';
import { parseVolume } from './volume-text.ts';

export const volumes: Attribute = {
  uniqueBy: entryKey('target'),
};

/** One entry of a service's volumes, `[SOURCE:]TARGET[:OPTIONS]` in short. */
export const volume: Attribute = {
  canonical: toLongVolume,
  defaults: withHostPath,
  paths: resolveSource,
  check: checkMount,
};

function toLongVolume(value: Tree, { problem }: Scope): Tree {
  if (isMap(value)) return cleanTarget(value);
  if (typeof value !== 'string') return value;
  try {
    return parseVolume(value);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    problem('invalid-volume', error.message, {
      hint: error.hint ?? 'write [SOURCE:]TARGET[:OPTIONS], such as ./data:/var/lib/data:ro',
    });
    return value;
  }
}

function cleanTarget(value: Tree): Tree {
  if (!isMap(value) || typeof value.target !== 'string' || value.target === '') return value;
  return treeMap([...Object.entries(value), ['target', cleanPath(value.target)]]);
}

function withHostPath(value: Tree, flavour: ComposeFlavour): Tree {
  if (!flavours[flavour].createsHostPath || !isMap(value) || !isMap(value.bind) || 'create_host_path' in value.bind)
    return value;
  const bind = treeMap([...Object.entries(value.bind), ['create_host_path', true]]);
  return treeMap([...Object.entries(value), ['bind', bind]]);
}

function resolveSource(value: Tree, resolve: PathResolver): Tree {
  if (!isMap(value) || value.type !== 'bind' || typeof value.source !== 'string') return value;
  return treeMap([...Object.entries(value), ['source', resolve.bindSource(value.source)]]);
}

function checkMount(value: Tree, { path, problem }: Scope): void {
  if (!isMap(value)) return;
  if (value.target === undefined) {
    const at = `${path.slice(0, -1).join('.')}.[${path.at(-1)}]`;
    problem('missing-mount-target', `service volume ${at} is missing a mount target`, { hint: 'add "target:"' });
  }
  if (value.type === 'bind' && value.source === undefined) {
    problem('missing-mount-source', 'invalid mount config for type "bind": field Source must not be empty', {
      hint: 'add "source:"',
    });
  }
}
