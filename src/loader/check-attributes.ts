import { mapAttributes } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import { scopeAt } from './attributes/scope.ts';
import type { Report } from './report.ts';
import type { Tree } from './tree.ts';

/** What a slice can tell about its own attribute beyond the schema, on the merged model; consistency.ts does the rest. */
export function checkAttributes(tree: Tree, report: Report): void {
  mapAttributes(tree, attributeRoot, (value, attribute, path) => {
    attribute.check?.(value, scopeAt(path, report));
    return value;
  });
}
