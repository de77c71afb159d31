import type { Report } from './report.ts';
import { fitsSchema } from './schema-gate.ts';
import type { Tree } from './tree.ts';

/**
 * Reports everything in a document, merged and interpolated but still in its short forms, that the schema of
 * Compose files forbids. `file`, if given, is named first in each message, as Compose does.
 */
export async function validate(document: Tree, report: Report, file?: string): Promise<void> {
  if (fitsSchema(document)) return;
  const { schemaProblems } = await import('./schema-problems.ts');
  for (const problem of schemaProblems(document)) {
    report(file === undefined ? problem : { ...problem, message: `validating ${file}: ${problem.message}` });
  }
}
