// Turns schemas/*.json into what the loader runs, under src/loader/generated (not kept in git):
//   compose-schema.json  the schema as one document without its texts, read by the quick check of every file
//   editor-schema.json   the same with its texts, for editors: what `gantry schema` prints
//   check-schema.js      ajv's validator compiled ahead, which finds the mistakes when the quick check says no
// Compiling ajv when a file is loaded would take longer than all the rest of `config`.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const schemas = join(root, 'schemas');
const generated = join(root, 'src/loader/generated');
const types = `import type { ErrorObject } from 'ajv';

interface CheckSchema {
  (document: unknown): boolean;
  errors?: ErrorObject[] | null;
}
declare const checkSchema: CheckSchema;
export default checkSchema;
`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildSchema();

export async function buildSchema() {
  const schema = bundleSchema();
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(generated, 'compose-schema.json'), JSON.stringify(schema));
  writeFileSync(join(generated, 'editor-schema.json'), JSON.stringify(editorSchema()));
  writeFileSync(join(generated, 'check-schema.js'), await selfContained(compile(schema)));
  writeFileSync(join(generated, 'check-schema.d.ts'), types);
}

/** The schema with titles and descriptions. Its id is a name only, since there is no address to find it at. */
export function editorSchema() {
  const { $schema, ...schema } = bundleSchema({ texts: true });
  return { $schema, $id: 'urn:gantry:compose-file', ...schema };
}

/** The areas of the schema become `$defs` of one document, named by their files: `service`, `common.flag`. */
export function bundleSchema({ texts = false } = {}) {
  const $defs = {};
  let whole = {};
  for (const file of readdirSync(schemas)
    .filter(name => name.endsWith('.json'))
    .sort()) {
    const area = basename(file, '.json');
    const written = JSON.parse(readFileSync(join(schemas, file), 'utf8'));
    const schema = pointInside(texts ? written : withoutTexts(written), area);
    if (area === 'compose') whole = schema;
    else if (schema.$defs) for (const [name, part] of Object.entries(schema.$defs)) $defs[`${area}.${name}`] = part;
    else $defs[area] = withoutDialect(schema);
  }
  return { ...whole, $defs };
}

/** The dialect is said once, for the whole. */
function withoutDialect({ $schema, ...schema }) {
  return schema;
}

/** `properties` holds names chosen by the Compose Specification, so a property called `description` must stay. */
function withoutTexts(schema) {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !['$schema', 'title', 'description'].includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, namesParts(key) ? mapValues(value, withoutTexts) : partsOf(value)]),
  );
}

function namesParts(key) {
  return ['properties', 'patternProperties', '$defs'].includes(key);
}

function partsOf(value) {
  return Array.isArray(value) ? value.map(withoutTexts) : withoutTexts(value);
}

function mapValues(map, change) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function pointInside(schema, area) {
  const rewrite = reference => {
    const [, file = `${area}.json`, name] = /^([^#]+)?(?:#\/\$defs\/(.+))?$/.exec(reference);
    return `#/$defs/${basename(file, '.json')}${name ? `.${name}` : ''}`;
  };
  return JSON.parse(JSON.stringify(schema), (key, value) => (key === '$ref' ? rewrite(value) : value));
}

function compile(schema) {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    code: { source: true, esm: true },
  });
  return standaloneCode(ajv, ajv.compile(withoutUniqueItems(schema)));
}

/**
 * ajv compares every item with every other, and stumbles over keys such as valueOf; src/loader/schema-duplicates.ts
 * finds repeated items instead.
 */
function withoutUniqueItems(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) => (key === 'uniqueItems' ? undefined : value));
}

/** ajv's code asks for parts of its run time; bundled in, the loader needs no other file. */
async function selfContained(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    minify: true,
    write: false,
  });
  return outputFiles[0].text;
}
