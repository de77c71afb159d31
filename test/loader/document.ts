import { canonicalize } from '../../src/loader/canonical.ts';
import { parseYaml } from '../../src/loader/parse.ts';
import type { Problem, Report } from '../../src/loader/report.ts';
import { isMap, type Tree, treeMap } from '../../src/loader/tree.ts';

/** A YAML text as the loader's stages see it. */
export async function document(text: string): Promise<Tree> {
  const { documents, mistakes } = await parseYaml('compose.yaml', text);
  if (mistakes.length > 0) throw new Error(`the test's YAML is wrong: ${mistakes[0]!.message}`);
  return documents[0]?.tree ?? treeMap();
}

/** The attributes of one service, in long syntax. */
export async function serviceOf(attributes: string, report: Report = unexpected): Promise<Tree> {
  const tree = canonicalize(await document(`services: {web: {${attributes}}}`), report);
  const services = isMap(tree) ? tree.services : undefined;
  return isMap(services) ? services.web! : treeMap();
}

/** The problems that `run` reports, as `path: message`. */
export async function problemsOf(run: (report: Report) => unknown): Promise<string[]> {
  const problems: Problem[] = [];
  await run(problem => problems.push(problem));
  return problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

export function unexpected(problem: Problem): never {
  throw new Error(`unexpected problem at ${problem.path.join('.')}: ${problem.message}`);
}
