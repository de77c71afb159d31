import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ComposeError, firstMistake } from '../diagnostics/errors.ts';
import { flavours } from '../model/flavour.ts';
import { readEnvFiles, withMissing } from './environment.ts';
import { keepIncludedValues } from './included-values.ts';
import type { LoadModel, ModelFiles, Passage } from './loading.ts';
import { applyMarks } from './marks.ts';
import { mergeModels } from './merge.ts';
import type { Report } from './report.ts';
import { isList, isMap, type Path, type Tree, type TreeMap, treeMap } from './tree.ts';

const maximumChain = 500;

/** Loads what a document includes, each entry as a project of its own, and puts the document over it. */
export async function includeFiles(tree: TreeMap, passage: Passage, loadModel: LoadModel): Promise<TreeMap> {
  const { include, ...rest } = tree;
  if (include === undefined || include === null) return tree;
  const report = passage.loading.collector.inDocument(passage.origin);
  if (!isList(include)) {
    report({
      severity: 'error',
      code: 'include',
      message: 'include must be a list',
      path: ['include'],
      hint: 'write a list: lines that begin with "- "',
    });
    return tree;
  }
  const { mergesIncluded: merges } = flavours[passage.loading.flavour];
  let document = treeMap(Object.entries(rest));
  for (const [index, entry] of include.entries()) {
    const files = await includedFiles(entry, ['include', index], passage, report);
    if (files === undefined) continue;
    const imported = await loadModel(files, passage.loading);
    keepIncludedValues(imported, files, passage.loading.includedValues);
    document = over(merges ? applyMarks(imported, passage.origin.document.marks) : imported, document, {
      report,
      merges,
    });
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
  const named = namedAt(item.path, isMap(entry) ? [...path, 'path'] : path);
  const files = named.map(({ text }) => resolve(including.baseDir, text));
  const [main] = files;
  if (main === undefined) return undefined;
  const chain = [...including.includedBy, including.files[0] ?? ''];
  if (chain.includes(main)) {
    const message = `include cycle detected: ${[...chain, main].join(' include ')}`;
    const hint = 'remove this entry, or the one that leads back here';
    report({ severity: 'error', code: 'include-cycle', message, path: named[0]!.path, hint });
    return undefined;
  }
  loading.budget.includes -= 1;
  if (chain.length > maximumChain || loading.budget.includes < 0) {
    const message = 'too many files are included';
    const hint = `a project may include 10000 files, ${maximumChain} deep: look for files that include each other twice`;
    report({ severity: 'error', code: 'nesting', message, path: named[0]!.path, hint });
    return undefined;
  }
  const baseDir =
    typeof item.project_directory === 'string' ? resolve(including.baseDir, item.project_directory) : dirname(main);
  // Read here, where a file that is not there can be blamed on the entry that names it.
  for (const { text, path } of named) {
    const read = () => loading.readFile(resolve(including.baseDir, text));
    if ((await attempt(read, path, report)) === undefined) return undefined;
  }
  const variables = await includedVariables({ item, path, baseDir }, { including, loading, report });
  return variables && { files, baseDir, ...variables, includedBy: chain };
}

interface NamedFile {
  readonly text: string;
  readonly path: Path;
}

function namedAt(value: Tree | undefined, path: Path): NamedFile[] {
  const texts = isList(value) ? value : [value];
  return texts.flatMap((text, index) =>
    typeof text === 'string' ? [{ text, path: isList(value) ? [...path, index] : path }] : [],
  );
}

/** What `read` gives. Its mistake is reported where the file is named, unless it has a place of its own. */
async function attempt<T>(read: () => Promise<T>, path: Path, report: Report): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    report({ ...firstMistake(error), path });
    return undefined;
  }
}

interface Entry {
  readonly item: TreeMap;
  readonly path: Path;
  readonly baseDir: string;
}

async function includedVariables(
  { item, path, baseDir }: Entry,
  { including, loading: { io }, report }: { including: ModelFiles; loading: Passage['loading']; report: Report },
): Promise<Pick<ModelFiles, 'environment' | 'envFiles'> | undefined> {
  const named = namedAt(item.env_file, [...path, 'env_file']);
  const files = named
    .filter(({ text }) => text !== '/dev/null')
    .map(({ text, path }) => ({ text: resolve(including.baseDir, text), path }));
  const all = named.length > 0 ? files : await ownEnvFile(baseDir, path, io);
  for (const { text, path } of all) {
    if (!(await attempt(() => isReadable(text, io), path, report))) return undefined;
  }
  const paths = all.map(({ text }) => text);
  const values = await attempt(() => readEnvFiles(paths, including.environment, io), path, report);
  return (
    values && {
      environment: withMissing(including.environment, values),
      envFiles: [...(including.envFiles ?? []), paths],
    }
  );
}

async function isReadable(file: string, io: Passage['loading']['io']): Promise<true> {
  const type = await io.fileType(file);
  const hint = 'create it, or correct its path';
  if (type === undefined) throw new ComposeError('env-file', `stat ${file}: no such file or directory`, { hint });
  if (type === 'folder') throw new ComposeError('env-file', `${file} is not a file`, { hint: 'name a file' });
  return true;
}

async function ownEnvFile(baseDir: string, path: Path, io: Passage['loading']['io']): Promise<NamedFile[]> {
  const text = resolve(baseDir, '.env');
  return (await io.fileType(text)) === 'file' ? [{ text, path }] : [];
}

const importedSections = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

interface Joining {
  readonly report: Report;
  /** What is in both and differs is merged, the including document over the included one; otherwise it is refused. */
  readonly merges: boolean;
}

function over(imported: Tree, document: TreeMap, joining: Joining): TreeMap {
  let result = document;
  for (const section of importedSections) {
    const resources = isMap(imported) ? imported[section] : undefined;
    if (!isMap(resources)) continue;
    const own = isMap(result[section]) ? result[section] : treeMap();
    const joined = treeMap(Object.entries(own));
    for (const [name, resource] of Object.entries(resources)) {
      const local = own[name];
      joined[name] = local === undefined ? resource : joinedResource({ section, name, resource, local }, joining);
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

function joinedResource({ section, name, resource, local }: Conflict, { report, merges }: Joining): Tree {
  if (isDeepStrictEqual(resource, local)) return local;
  if (!merges) {
    const message = `${section}.${name} conflicts with imported resource`;
    const hint = 'change it in a second file, named by -f or as an override';
    report({ severity: 'error', code: 'include-conflict', message, path: [section, name], atKey: true, hint });
    return local;
  }
  const inPlace = (value: Tree) => treeMap([[section, treeMap([[name, value]])]]);
  const merged = mergeModels(inPlace(resource), inPlace(local), report);
  const resources = isMap(merged) ? merged[section] : undefined;
  return isMap(resources) ? resources[name]! : local;
}
