import { mapAttributes } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import { scopeAt } from './attributes/scope.ts';
import type { Report } from './report.ts';
import type { Tree } from './tree.ts';

/** Short syntax to long, for one document. A value that can't be read is reported and stays as it was. */
export function canonicalize(tree: Tree, report: Report): Tree {
  return mapAttributes(tree, attributeRoot, (value, attribute, path) =>
    value === null || attribute.canonical === undefined ? value : attribute.canonical(value, scopeAt(path, report)),
  );
}

/** As `canonicalize`, for text that may still hold variables: short syntax that can't be read yet is no mistake. */
export function canonicalizeUninterpolated(tree: Tree, report: Report): Tree {
  return canonicalize(tree, problem => {
    if (!shortSyntaxCodes.has(problem.code)) report(problem);
  });
}

const shortSyntaxCodes = new Set(['invalid-additional-context', 'invalid-device', 'invalid-port', 'invalid-volume']);
