import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ComposeError } from '../diagnostics/errors.ts';
import { type Environment, readEnvFiles, withMissing } from './environment.ts';
import type { LoadModel, ModelFiles, Passage } from './loading.ts';
import { applyMarks } from './marks.ts';
import { mergeModels } from './merge.ts';
import type { Report } from './report.ts';
import { isList, isMap, type Path, type Tree, type TreeMap, treeMap } from './tree.ts';

/** Loads what a document includes, each entry as a project of its own, and puts the document over it. */
export async function includeFiles(tree: TreeMap, passage: Passage, loadModel: LoadModel): Promise<TreeMap> {
  const { include, ...rest } = tree;
  if (include === undefined || include === null) return tree;
  const report = passage.loading.collector.inDocument(passage.origin);
  if (!isList(include)) {
    report({ severity: 'error', code: 'include', message: 'include must be a list', path: ['include'] });
    return tree;
  }
  let document = treeMap(Object.entries(rest));
  for (const [index, entry] of include.entries()) {
    const files = await includedFiles(entry, ['include', index], passage, report);
    if (files === undefined) continue;
    const imported = applyMarks(await loadModel(files, passage.loading), passage.origin.document.marks);
    document = over(imported, document, report);
  }
  return document;
}

/** Which files an entry names; undefined when something is wrong with it, which is reported. */
async function includedFiles(
  entry: Tree,
  path: Path,
  { files: including, loading }: Passage,
  report: Report,
): Promise<ModelFiles | undefined> {
  const item = isMap(entry) ? entry : treeMap([['path', entry]]);
  const [main, ...overrides] = texts(item.path).map(file => resolve(including.baseDir, file));
  if (main === undefined) return undefined;
  const refuse = (code: string, message: string, hint?: string) =>
    report({ severity: 'error', code, message, path, ...(hint === undefined ? {} : { hint }) });
  const chain = [...including.includedBy, including.files[0] ?? ''];
  if (chain.includes(main)) {
    refuse('include-cycle', `include cycle detected: ${[...chain, main].join(' include ')}`);
    return undefined;
  }
  try {
    const baseDir =
      typeof item.project_directory === 'string' ? resolve(including.baseDir, item.project_directory) : dirname(main);
    const environment = await includedEnvironment(texts(item.env_file), baseDir, including, loading.io);
    // Read here, where a file that is not there can be blamed on the entry that names it.
    for (const file of [main, ...overrides]) await loading.readFile(file);
    return { files: [main, ...overrides], baseDir, environment, includedBy: chain };
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    refuse(error.code, error.message, error.hint);
    return undefined;
  }
}

async function includedEnvironment(
  named: readonly string[],
  baseDir: string,
  including: ModelFiles,
  io: Passage['loading']['io'],
): Promise<Environment> {
  const files = named.filter(file => file !== '/dev/null').map(file => resolve(including.baseDir, file));
  for (const file of files) {
    const type = await io.fileType(file);
    if (type === undefined) throw new ComposeError('env-file', `stat ${file}: no such file or directory`);
    if (type === 'folder') throw new ComposeError('env-file', `${file} is not a file`);
  }
  const all = named.length > 0 ? files : await ownEnvFile(baseDir, io);
  return withMissing(including.environment, await readEnvFiles(all, including.environment, io));
}

async function ownEnvFile(baseDir: string, io: Passage['loading']['io']): Promise<string[]> {
  const file = resolve(baseDir, '.env');
  return (await io.fileType(file)) === 'file' ? [file] : [];
}

const importedSections = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/** What is in both and differs is merged, the including document over the included one. */
function over(imported: Tree, document: TreeMap, report: Report): TreeMap {
  let result = document;
  for (const section of importedSections) {
    const resources = isMap(imported) ? imported[section] : undefined;
    if (!isMap(resources)) continue;
    const own = isMap(result[section]) ? result[section] : treeMap();
    const joined = treeMap(Object.entries(own));
    for (const [name, resource] of Object.entries(resources)) {
      const local = own[name];
      joined[name] = local === undefined ? resource : mergedResource({ section, name, resource, local }, report);
    }
    result = treeMap([...Object.entries(result), [section, joined]]);
  }
  return result;
}

interface Conflict {
  readonly section: string;
  readonly name: string;
  readonly resource: Tree;
  readonly local: Tree;
}

function mergedResource({ section, name, resource, local }: Conflict, report: Report): Tree {
  if (isDeepStrictEqual(resource, local)) return local;
  const inPlace = (value: Tree) => treeMap([[section, treeMap([[name, value]])]]);
  const merged = mergeModels(inPlace(resource), inPlace(local), report);
  const resources = isMap(merged) ? merged[section] : undefined;
  return isMap(resources) ? resources[name]! : local;
}

function texts(value: Tree | undefined): string[] {
  return (isList(value) ? value : [value]).filter(text => typeof text === 'string');
}
