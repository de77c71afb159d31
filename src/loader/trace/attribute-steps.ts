import { isDeepStrictEqual } from 'node:util';
import type { TraceStep } from '../../model/trace.ts';
import { attributeAt } from '../attributes/attribute-tree.ts';
import { attributeRoot } from '../attributes/index.ts';
import type { Mark } from '../construct.ts';
import { applyMarks } from '../marks.ts';
import { mergeModels } from '../merge.ts';
import { isList, isMap, type Path, type Tree, treeMap } from '../tree.ts';
import { enforceUnique } from '../unique.ts';
import { type Contribution, canonicalTree, inLongSyntax } from './contributions.ts';
import { placedAt, valueAt } from './places.ts';

/** A step, and the path by which its document has a say, to look at its text. */
export interface AttributeStep extends TraceStep {
  readonly contribution: Contribution;
}

/** What each document did to the value at a path, found by merging once more what they have there. */
export function attributeSteps(path: Path, contributions: readonly Contribution[]): AttributeStep[] {
  const index = path.findIndex(step => typeof step === 'number');
  if (index < 0) return wholeValue(path as readonly string[], contributions).steps;
  return entrySteps(path, index, contributions);
}

interface Merged {
  readonly steps: AttributeStep[];
  readonly value: Tree | undefined;
}

function wholeValue(path: readonly string[], contributions: readonly Contribution[]): Merged {
  let model: Tree = treeMap();
  let steps: AttributeStep[] = [];
  for (const contribution of contributions) {
    const before = valueAt(model, path);
    const marks = contribution.origin.document.marks.map(mark => renamed(mark, contribution.path, path));
    model = applyMarks(model, marks);
    const mark = marks.find(({ path: marked }) => marked.every((step, at) => step === path[at]));
    if (before !== undefined && valueAt(model, path) === undefined) steps = overridden(steps);
    if (before !== undefined && mark?.type === 'reset') steps.push(step(contribution, 'removes', mark.path.length));
    const own = valueAt(canonicalTree(contribution), contribution.path);
    if (own === undefined) continue;
    const kept = valueAt(model, path);
    const merged = enforceUnique(mergeModels(model, placedAt(path, own), () => {}));
    const effect = effectOf({ kept, own, after: valueAt(merged, path) });
    if (effect === 'sets') steps = overridden(steps);
    if (effect !== undefined) steps.push(step(contribution, effect));
    model = merged;
  }
  return { steps, value: valueAt(model, path) };
}

/** Undefined: a document that leaves the value to others. */
function effectOf({ kept, own, after }: { kept: Tree | undefined; own: Tree; after: Tree | undefined }) {
  if (kept === undefined) return 'sets';
  if (own === null && isDeepStrictEqual(after, kept)) return undefined;
  const isWhole = isMap(own) || isList(own);
  return isWhole && !isDeepStrictEqual(after, own) ? 'adds' : 'sets';
}

/** A list's entry may come from any of the documents; the one that wrote it last has it, whatever its index there. */
function entrySteps(path: Path, index: number, contributions: readonly Contribution[]): AttributeStep[] {
  const listPath = path.slice(0, index) as readonly string[];
  const { steps, value } = wholeValue(
    listPath,
    contributions.map(contribution => ({ ...contribution, path: contribution.path.slice(0, index) })),
  );
  const entry = valueAt(value, [path[index]!]);
  // A command in one text becomes a list only later.
  if (entry === undefined) return steps;
  const wanted = identityOf(entry, listPath);
  const found = steps
    .filter(({ effect }) => effect === 'sets' || effect === 'adds')
    .flatMap(({ contribution }) => placesOf(wanted, listPath, contribution))
    .map(place => step({ ...place, path: [...place.path, ...path.slice(index + 1)] }, 'sets'));
  return [...overridden(found.slice(0, -1)), ...found.slice(-1)];
}

/** The entries of a document's own list that become the wanted one; a range of ports becomes several. */
function placesOf(wanted: string, listPath: readonly string[], contribution: Contribution): Contribution[] {
  const { origin, path, files } = contribution;
  const isIt = (long: Tree | undefined) => isList(long) && long.some(entry => identityOf(entry, listPath) === wanted);
  const list = valueAt(origin.document.tree, path);
  if (!isList(list)) return isIt(valueAt(canonicalTree(contribution), path)) ? [contribution] : [];
  const alone = (item: Tree) => valueAt(inLongSyntax(placedAt(listPath, [item]), files.environment), listPath);
  return list.flatMap((item, index) => (isIt(alone(item)) ? [{ ...contribution, path: [...path, index] }] : []));
}

function identityOf(entry: Tree, listPath: Path): string {
  const key = attributeAt(attributeRoot, listPath)?.uniqueBy?.(entry);
  return key ?? JSON.stringify(entry, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** A mark in an extended service's words stands for the service that extends it. */
function renamed(mark: Mark, from: Path, to: Path): Mark {
  const isSame = from[0] === 'services' && mark.path[0] === 'services' && mark.path[1] === from[1];
  return isSame ? { ...mark, path: ['services', to[1]!, ...mark.path.slice(2)] } : mark;
}

function overridden(steps: readonly AttributeStep[]): AttributeStep[] {
  return steps.map(earlier => (earlier.effect === 'removes' ? earlier : { ...earlier, effect: 'overridden' }));
}

function step(contribution: Contribution, effect: TraceStep['effect'], length?: number): AttributeStep {
  const { type, origin, path } = contribution;
  const place = path.slice(0, length);
  const value = valueAt(origin.document.tree, place);
  const { start, end } = origin.document.locate(place, value === undefined || isMap(value) || isList(value));
  return { type, effect, location: origin.file.locationOf(start, end), contribution };
}
