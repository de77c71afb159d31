import { canonicalize } from '../canonical.ts';
import type { Origin } from '../collector.ts';
import type { Environment } from '../environment.ts';
import { interpolate } from '../interpolate.ts';
import type { LoadRecord, RecordedDocument, ServicePlace } from '../load-record.ts';
import type { ModelFiles } from '../loading.ts';
import type { Path, Tree } from '../tree.ts';

/** A document that may have a say about a path of the model, and the path that it has it by. */
export interface Contribution {
  readonly type: 'file' | 'override' | 'include' | 'extends';
  readonly origin: Origin;
  /** That of the model, but for the name of a service that is extended. */
  readonly path: Path;
  readonly files: ModelFiles;
}

/** Every document that may have a say, in the order in which they are merged. */
export function contributionsTo(path: Path, { documents }: LoadRecord): Contribution[] {
  return documents.flatMap((document, index) => ofDocument(document, path, index === 0 ? 'file' : 'override'));
}

/** All documents of a record, whatever they say; those of extended files too. */
export function documentsOf({ documents }: LoadRecord): Contribution[] {
  const all = new Map<Origin['document'], Contribution>();
  const add = (document: RecordedDocument, type: Contribution['type']) => {
    for (const included of document.included) add(included, 'include');
    for (const base of document.bases) {
      for (const other of base.origin.file.documents) {
        const origin = { file: base.origin.file, document: other };
        if (!all.has(other)) all.set(other, { type: 'extends', origin, path: [], files: document.files });
      }
    }
    all.set(document.origin.document, { type, origin: document.origin, path: [], files: document.files });
  };
  for (const [index, document] of documents.entries()) add(document, index === 0 ? 'file' : 'override');
  return [...all.values()];
}

function ofDocument(document: RecordedDocument, path: Path, type: Contribution['type']): Contribution[] {
  const own = { type, origin: document.origin, path, files: document.files };
  return [...ofBase(document, document.origin, path, []), ...ofIncluded(document, path), own];
}

function ofIncluded({ included }: RecordedDocument, path: Path): Contribution[] {
  return included.flatMap(document => ofDocument(document, path, 'include'));
}

/** What the service of `path` extends, deepest first. */
function ofBase(
  document: RecordedDocument,
  origin: Origin,
  path: Path,
  chain: readonly ServicePlace[],
): Contribution[] {
  const [section, name, ...rest] = path;
  if (section !== 'services' || typeof name !== 'string') return [];
  const base = document.baseOf({ origin, name });
  if (base === undefined || chain.includes(base)) return [];
  const basePath = [section, base.name, ...rest];
  const isOwn = base.origin.file === document.origin.file;
  const origins = isOwn
    ? [document.origin]
    : base.origin.file.documents.map(other => ({ ...base.origin, document: other }));
  return [
    ...ofBase(document, base.origin, basePath, [...chain, base]),
    ...(isOwn ? ofIncluded(document, basePath) : []),
    ...origins.map(from => ({ type: 'extends' as const, origin: from, path: basePath, files: document.files })),
  ];
}

const canonical = new WeakMap<object, { readonly environment: Environment; readonly tree: Tree }>();

/** A document in long syntax, with the values of its variables. What is wrong with it has been said when it was loaded. */
export function canonicalTree({ origin: { document }, files: { environment } }: Contribution): Tree {
  const known = canonical.get(document);
  if (known?.environment === environment) return known.tree;
  const tree = inLongSyntax(document.tree, environment);
  canonical.set(document, { environment, tree });
  return tree;
}

export function inLongSyntax(tree: Tree, environment: Environment): Tree {
  const unsaid = () => {};
  return canonicalize(interpolate(tree, { get: name => environment[name] }, unsaid), unsaid);
}
