import { flavours } from '../model/flavour.ts';
import { withoutAbsentNulls } from './absent-nulls.ts';
import { canonicalize, canonicalizeUninterpolated } from './canonical.ts';
import { checkAttributes } from './check-attributes.ts';
import type { Origin } from './collector.ts';
import { applyDefaults } from './defaults.ts';
import { extendServices } from './extends.ts';
import { includeFiles } from './include.ts';
import { interpolate, projectVariables } from './interpolate.ts';
import { inheritListedVariables } from './listed-variables.ts';
import type { Loading, ModelFiles, Passage } from './loading.ts';
import { applyMarks } from './marks.ts';
import { mergeModels } from './merge.ts';
import { followWatchLinks, resolvePaths } from './paths.ts';
import { isMap, type Tree, type TreeMap, treeMap } from './tree.ts';
import { enforceUnique } from './unique.ts';
import { reportUnknownAttributes } from './unknown-attributes.ts';
import { validate } from './validate.ts';

type DocumentStage = (tree: TreeMap, passage: Passage) => Tree | Promise<Tree>;
type ModelStage = (tree: TreeMap, files: ModelFiles, loading: Loading) => Tree | Promise<Tree>;

/** What a document goes through by itself; each stage reports what it finds, and the next ones go on around it. */
const ownStages: readonly DocumentStage[] = [withVariables, withoutRepetition, fittingSchema, inLongSyntax];

/** How a document enters the model, before the next one is looked at. */
function joiningStages({ flavour }: Loading): readonly DocumentStage[] {
  const { includesFirst } = flavours[flavour];
  return [...(includesFirst ? [withIncluded, extendServices] : [extendServices, withIncluded]), overModel];
}

/** What the merged model goes through, once. */
const modelStages: readonly ModelStage[] = [withDefaults, checked, withAbsolutePaths, withListedVariables];

/** Loads the files that make one model, up to where a project is made of it. */
export async function loadModel(files: ModelFiles, loading: Loading): Promise<TreeMap> {
  let model = treeMap();
  for (const file of files.files) {
    const parsed = await loading.readFile(file);
    for (const document of parsed.documents) {
      const origin = { file: parsed, document };
      loading.record?.begin(origin, files);
      model = await addDocument({ origin, model, files, loading });
      loading.record?.end();
    }
  }
  for (const stage of modelStages) model = asMap(await stage(model, files, loading));
  return model;
}

async function addDocument(passage: Passage): Promise<TreeMap> {
  const { origin, model, loading } = passage;
  loading.collector.addOrigin(origin);
  let tree = origin.document.tree;
  if (!isMap(tree)) {
    const hint = 'a Compose file starts with keys such as "services:"';
    const message = 'top-level object must be a mapping';
    reportOn(passage)({ severity: 'error', code: 'not-a-mapping', message, path: [], hint });
    return model;
  }
  for (const stage of ownStages) tree = await stage(asMap(tree), passage);
  for (const stage of joiningStages(loading)) tree = await stage(asMap(tree), passage);
  return asMap(tree);
}

function withVariables(tree: TreeMap, passage: Passage): Tree {
  if (!passage.loading.interpolate) return tree;
  return interpolate(tree, projectVariables(passage.files.environment, passage.loading), reportOn(passage));
}

// Before the schema, which takes no repeated entries where Docker Compose forgives them.
function withoutRepetition(tree: TreeMap): Tree {
  return enforceUnique(tree);
}

async function fittingSchema(tree: TreeMap, passage: Passage): Promise<Tree> {
  const { file } = passage.origin.file;
  if (!hasServiceMappings(tree, passage)) return tree;
  await validate(withoutAbsentNulls(tree, passage.model), reportOn(passage), file);
  const unknown = flavours[passage.loading.flavour].unknownAttributes;
  reportUnknownAttributes(tree, { unknown, file, report: reportOn(passage) });
  if (!('version' in tree)) return tree;
  // Another value is an error already.
  if (typeof tree.version !== 'string') return tree;
  const message = `${file}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`;
  reportOn(passage)({ severity: 'warning', code: 'obsolete-version', message, path: ['version'], atKey: true });
  return treeMap(Object.entries(tree).filter(([key]) => key !== 'version'));
}

// Docker Compose looks at these before the schema, and names no file.
function hasServiceMappings({ services }: TreeMap, passage: Passage): boolean {
  const report = reportOn(passage);
  const wrong = (path: string[], hint: string) => {
    const message = `${path.join('.')} must be a mapping`;
    report({ severity: 'error', code: 'schema', message, path, atKey: true, hint });
  };
  if (services === undefined) return true;
  if (!isMap(services)) {
    wrong(['services'], 'write each service as "name:" with what it has indented below');
    return false;
  }
  for (const name of Object.keys(services)) {
    if (services[name] !== null && !isMap(services[name]))
      wrong(['services', name], 'write what the service has as lines of "key: value", indented');
  }
  return true;
}

function inLongSyntax(tree: TreeMap, passage: Passage): Tree {
  if (!passage.loading.interpolate) return canonicalizeUninterpolated(tree, reportOn(passage));
  return canonicalize(tree, reportOn(passage));
}

function withIncluded(tree: TreeMap, passage: Passage): Promise<TreeMap> {
  return includeFiles(tree, passage, loadModel);
}

async function overModel(tree: TreeMap, passage: Passage): Promise<Tree> {
  const { origin, loading } = passage;
  const base = applyMarks(passage.model, origin.document.marks);
  if (Object.keys(passage.model).length === 0) return enforceUnique(tree);
  const merged = enforceUnique(mergeModels(base, tree, reportOn(passage)));
  // Lists of two documents together may hold what neither holds alone.
  await validate(merged, loading.collector.inModel(), origin.file.file);
  return merged;
}

function withDefaults(tree: TreeMap, _: ModelFiles, { flavour }: Loading): Tree {
  return applyDefaults(tree, flavour);
}

async function withAbsolutePaths(tree: TreeMap, files: ModelFiles, loading: Loading): Promise<Tree> {
  if (!loading.resolvePaths) return tree;
  const { io } = loading;
  const resolved = resolvePaths(tree, { baseDir: files.baseDir, homeDir: io.homeDir, env: io.env });
  return followWatchLinks(resolved, io.realPath);
}

function withListedVariables(tree: TreeMap, { environment }: ModelFiles, { interpolate }: Loading): Tree {
  return interpolate ? inheritListedVariables(tree, environment) : tree;
}

function checked(tree: TreeMap, _: ModelFiles, { collector }: Loading): Tree {
  checkAttributes(tree, collector.inModel());
  return tree;
}

function reportOn({ origin, loading }: { origin: Origin; loading: Loading }) {
  return loading.collector.inDocument(origin);
}

function asMap(tree: Tree): TreeMap {
  return isMap(tree) ? tree : treeMap();
}
