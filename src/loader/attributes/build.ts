import { isList, isMap, type Tree, treeMap } from '../tree.ts';
import { textOf } from '../values/go-text.ts';
import type { Attribute, Scope } from './attribute.ts';
import { fromKeyValueList } from './key-values.ts';

export const build: Attribute = {
  canonical: value => (typeof value === 'string' ? treeMap([['context', value]]) : value),
  defaults: value =>
    isMap(value) && !('context' in value) ? treeMap([...Object.entries(value), ['context', '.']]) : value,
};

export const buildContext: Attribute = {
  paths: (value, resolve) => (typeof value === 'string' ? resolve.context(value) : value),
};

export const additionalContexts: Attribute = { canonical: contextsToMap };

/** SSH sockets and keys by id; a bare id, such as `default`, is the agent's. */
export const buildSsh: Attribute = {
  canonical: value => (isList(value) ? treeMap(fromKeyValueList(value, null)) : value),
};

export const buildSshKey: Attribute = {
  paths: (value, resolve) => (typeof value === 'string' && value !== '' ? resolve.file(value) : value),
};

/** provenance and sbom: on or off, or how, in text. */
export const attestation: Attribute = {
  canonical: value => (typeof value === 'boolean' ? String(value) : value),
};

function contextsToMap(value: Tree, { path, problem }: Scope): Tree {
  if (!isList(value)) return value;
  const wrong = value.findIndex(entry => typeof entry !== 'string' || !entry.includes('='));
  if (wrong === -1) return treeMap(fromKeyValueList(value, ''));
  problem(
    'invalid-additional-context',
    `${path.join('.')}: invalid value ${textOf(value[wrong])}, expected key=value`,
    {
      below: [wrong],
      hint: 'write NAME=CONTEXT, such as base=../base',
    },
  );
  return value;
}
