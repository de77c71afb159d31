import type { Report } from './report.ts';
import { isList, isMap, type Path, type Tree } from './tree.ts';

interface UnknownAttributes {
  /** Paths with `*` for any key or index. */
  readonly unknown: readonly string[];
  /** Named first in each message. */
  readonly file: string;
  readonly report: Report;
}

/** Reports attributes that a version of Docker Compose doesn't know, although the schema does. */
export function reportUnknownAttributes(document: Tree, { unknown, file, report }: UnknownAttributes): void {
  for (const path of unknown.flatMap(pattern => pathsOf(document, pattern.split('.')))) {
    const key = path.at(-1);
    report({
      severity: 'error',
      code: 'unknown-key',
      message: `validating ${file}: ${path.slice(0, -1).join('.')} additional properties '${key}' not allowed`,
      path,
      atKey: true,
      hint: 'Docker Compose has it since version 5: leave out --compose-version 2',
    });
  }
}

/** Where a document has a value at a path whose `*` are any key or index. */
function pathsOf(tree: Tree, [step, ...rest]: readonly string[]): Path[] {
  if (step === undefined) return [[]];
  if (isList(tree)) return step === '*' ? tree.flatMap((item, index) => below(item, index, rest)) : [];
  if (!isMap(tree)) return [];
  const keys = step === '*' ? Object.keys(tree) : [step].filter(key => key in tree);
  return keys.flatMap(key => below(tree[key]!, key, rest));
}

function below(tree: Tree, step: string | number, rest: readonly string[]): Path[] {
  return pathsOf(tree, rest).map(path => [step, ...path]);
}
