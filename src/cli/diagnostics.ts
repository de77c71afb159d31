import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Ansi } from './globals.ts';
import type { World } from './world.ts';

/** Shows diagnostics on standard error, one after another. */
export async function tellDiagnostics(diagnostics: readonly Diagnostic[], _ansi: Ansi, world: World): Promise<void> {
  for (const diagnostic of diagnostics) world.output.stderr.write(`${diagnostic.message}\n`);
}
