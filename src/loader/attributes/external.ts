import { isMap, type Tree, type TreeMap, treeMap } from '../tree.ts';
import { textOf } from '../values/go-text.ts';
import type { Attribute, Scope } from './attribute.ts';
import { checkSources } from './secrets-and-configs.ts';

/** A top-level network, volume, secret or config; `external: {name: x}` is the old way to write its name. */
export const externalResource: Attribute = { canonical: liftExternalName };

export const topLevelVolume: Attribute = {
  ...externalResource,
  paths: (value, resolve) => (isMap(value) && isBindVolume(value) ? withDevice(value, resolve.file) : value),
  check: checkExternalVolume,
};

export const topLevelSecret: Attribute = { ...externalResource, check: checkSources(['file', 'environment']) };
export const topLevelConfig: Attribute = {
  ...externalResource,
  check: checkSources(['file', 'environment', 'content']),
};

function liftExternalName(value: Tree, { path, problem }: Scope): Tree {
  if (!isMap(value) || !isMap(value.external)) return value;
  const { external, ...rest } = value;
  const name = external.name;
  if (name === undefined) return treeMap([...Object.entries(rest), ['external', true]]);
  const at = path.join('.');
  problem('deprecated-external-name', `${at}: external.name is deprecated. Please set name and external: true`, {
    severity: 'warning',
    below: ['external'],
    hint: `write name: ${textOf(name)} and external: true`,
  });
  if (rest.name !== undefined && rest.name !== name) {
    problem('external-name-conflict', `${at}: name and external.name conflict; only use name`, {
      below: ['external'],
      hint: 'write external: true',
    });
  }
  return treeMap([...Object.entries(rest), ['name', name], ['external', true]]);
}

function isBindVolume({ driver, driver_opts: options }: TreeMap): boolean {
  return driver === 'local' && isMap(options) && options.o === 'bind' && typeof options.device === 'string';
}

function withDevice(volume: TreeMap, resolve: (path: string) => string): TreeMap {
  const options = volume.driver_opts as TreeMap;
  const device = resolve(String(options.device));
  return treeMap([
    ...Object.entries(volume),
    ['driver_opts', treeMap([...Object.entries(options), ['device', device]])],
  ]);
}

function checkExternalVolume(value: Tree, { path, problem }: Scope): void {
  if (!isMap(value) || value.external !== true) return;
  for (const key of Object.keys(value).sort()) {
    if (key === 'external' || key === 'name' || key.startsWith('x-')) continue;
    problem(
      'external-volume',
      `${path.join('.')}: conflicting parameters "external" and ${JSON.stringify(key)} specified`,
      { below: [key], atKey: true, hint: `remove it: an external volume is only looked up by its name` },
    );
  }
}
