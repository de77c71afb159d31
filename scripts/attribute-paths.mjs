// The paths of all attributes that schemas/ allow: `services.*.ports[].target`, where `*` is a name of the user's and
// `[]` an item of a list that has attributes of its own.
import { bundleSchema } from './build-schema.mjs';

export function attributePaths() {
  const schema = bundleSchema();
  const paths = new Set();
  visit(schema, '', { defs: schema.$defs, paths });
  return [...paths]
    .filter(path => !path.endsWith('[]') || [...paths].some(below => below.startsWith(`${path}.`)))
    .sort();
}

function visit(schema, path, walk) {
  if (schema.$ref) visit(walk.defs[schema.$ref.slice('#/$defs/'.length)], path, walk);
  for (const branch of schema.oneOf ?? []) visit(branch, path, walk);
  // An extension of gantry's own is none of the Compose file's attributes.
  for (const [name, part] of Object.entries(schema.properties ?? {}))
    if (!name.startsWith('x-')) enter(part, path === '' ? name : `${path}.${name}`, walk);
  for (const [pattern, part] of Object.entries(schema.patternProperties ?? {}))
    if (pattern !== '^x-') enter(part === true ? {} : part, `${path}.*`, walk);
  if (schema.items) enter(schema.items, `${path}[]`, walk);
}

function enter(schema, path, walk) {
  walk.paths.add(path);
  visit(schema, path, walk);
}
