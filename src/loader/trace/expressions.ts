import type { SourceLocation } from '../../diagnostics/diagnostic.ts';
import type { Origin } from '../collector.ts';
import { expressionsIn } from '../template.ts';
import { isList, isMap, type Path, type Tree } from '../tree.ts';
import { valueAt } from './places.ts';

/** A variable in the text of a document. */
export interface PlacedExpression {
  readonly name: string;
  /** As it is written: `${TAG:-1}`. */
  readonly own: string;
  readonly location: SourceLocation;
  readonly default?: { readonly text: string; readonly location: SourceLocation };
  /** An empty value is one, so that it keeps the default away. */
  readonly emptyCounts: boolean;
}

/** The variables that a value depends on: those of its own text, or of the short syntax that it is part of. */
export function expressionsAt(path: Path, origin: Origin): PlacedExpression[] {
  const { tree } = origin.document;
  for (let length = path.length; length > 0; length -= 1) {
    const value = valueAt(tree, path.slice(0, length));
    if (typeof value === 'string') return placed(value, path.slice(0, length), origin);
    if (value !== undefined) return [];
  }
  return [];
}

/** All variables of a document. */
export function allExpressions(origin: Origin): PlacedExpression[] {
  return textsIn(origin.document.tree, []).flatMap(({ text, path }) => placed(text, path, origin));
}

/** The variables of a value and of all that is in it. */
export function expressionsBelow(path: Path, origin: Origin): PlacedExpression[] {
  const value = valueAt(origin.document.tree, path);
  return value === undefined ? [] : textsIn(value, path).flatMap(({ text, path }) => placed(text, path, origin));
}

function textsIn(tree: Tree, path: Path): { text: string; path: Path }[] {
  if (typeof tree === 'string') return [{ text: tree, path }];
  if (isList(tree)) return tree.flatMap((item, index) => textsIn(item, [...path, index]));
  return isMap(tree) ? Object.keys(tree).flatMap(key => textsIn(tree[key]!, [...path, key])) : [];
}

function placed(text: string, path: Path, { file, document }: Origin): PlacedExpression[] {
  const { start, end } = document.locate(path);
  return within(text, file.locationOf(start, end));
}

/** Variables of defaults and replacements follow the one that they belong to. */
function within(text: string, location: SourceLocation): PlacedExpression[] {
  return expressionsIn(text).flatMap(({ name, own, operator, operand, emptyCounts }) => {
    const place = narrowed(location, own);
    const operandPlace = narrowed(place, operand);
    const found = { name, own, location: place, emptyCounts };
    const nested = operator === '-' || operator === '+' ? within(operand, operandPlace) : [];
    if (operator !== '-') return [found, ...nested];
    return [{ ...found, default: { text: operand, location: operandPlace } }, ...nested];
  });
}

/** The part of a place that has this text; the whole of it where the text is written otherwise, as over several lines. */
function narrowed(location: SourceLocation, text: string): SourceLocation {
  const { start } = location.range;
  const at = text === '' ? -1 : location.lineText.indexOf(text, start.column - 1);
  if (at < 0) return location;
  const [from, to] = [at + 1, at + 1 + text.length];
  return { ...location, range: { start: { line: start.line, column: from }, end: { line: start.line, column: to } } };
}
