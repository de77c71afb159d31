import { ComposeError } from '../../diagnostics/errors.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { formatPath, type Path, type Tree } from '../tree.ts';
import { stepsBelow, valueAt } from './places.ts';

/**
 * `services.web.ports[0]` as steps that one of the trees has. A key may itself have dots in it, so the text alone
 * doesn't tell the steps. Throws where no tree has such a place, with what may have been meant.
 */
export function findTarget(text: string, trees: readonly Tree[]): Path {
  for (const tree of trees) {
    const path = follow(text, tree);
    if (path !== undefined) return path;
  }
  throw unknownPath(text, trees);
}

/** The steps of `text` in `tree`, the longest keys tried first; undefined when it doesn't have them all. */
function follow(text: string, tree: Tree | undefined): Path | undefined {
  if (text === '') return [];
  if (tree === undefined) return undefined;
  for (const { step, rest } of firstSteps(text)) {
    const below = valueAt(tree, [step]);
    const path = below === undefined ? undefined : follow(rest, below);
    if (path !== undefined) return [step, ...path];
  }
  return undefined;
}

interface FirstStep {
  readonly step: string | number;
  readonly rest: string;
}

function firstSteps(text: string): FirstStep[] {
  const bracketed = /^\[(?:(\d+)|"([^"]*)")\]\.?([\s\S]*)$/.exec(text);
  if (bracketed !== null) {
    const [, index, key, rest = ''] = bracketed;
    return [{ step: index === undefined ? (key ?? '') : Number(index), rest }];
  }
  const ends = [text.length, ...[...text.matchAll(/[.[]/g)].map(({ index }) => index).reverse()];
  return ends
    .filter(end => end > 0)
    .map(end => ({ step: text.slice(0, end), rest: text.slice(end).replace(/^\./, '') }));
}

function unknownPath(text: string, trees: readonly Tree[]): ComposeError {
  const { path, rest } = deepest(text, trees);
  const known = [...new Set(trees.flatMap(tree => stepsBelow(valueAt(tree, path))))].sort();
  const wrong = /^[^.[]+/.exec(rest)?.[0] ?? rest;
  const meant = wrong.startsWith('[') ? undefined : nearest(wrong, known);
  const place = path.length === 0 ? 'the project' : formatPath(path);
  const hint =
    meant !== undefined
      ? `did you mean ${joined(path, meant)}${rest.slice(wrong.length)}?`
      : known.length > 0
        ? `${place} has ${known.join(', ')}`
        : `${place} has nothing below it`;
  return new ComposeError('unknown-path', `nothing sets ${text}: ${place} has no ${wrong}`, { hint });
}

/** How far the text leads in any of the trees. */
function deepest(text: string, trees: readonly Tree[]): { readonly path: Path; readonly rest: string } {
  const ends = [...text.matchAll(/[.[]/g)].map(({ index }) => index).reverse();
  for (const end of ends) {
    const before = text.slice(0, end);
    const path = trees.map(tree => follow(before, tree)).find(found => found !== undefined);
    if (path !== undefined && path.length > 0) return { path, rest: text.slice(end).replace(/^\./, '') };
  }
  return { path: [], rest: text };
}

function joined(path: Path, step: string): string {
  const parent = formatPath(path);
  return step.startsWith('[') || parent === '' ? `${parent}${step}` : `${parent}.${step}`;
}
