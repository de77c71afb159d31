import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { useColor } from './color.ts';
import type { Ansi } from './globals.ts';
import type { World } from './world.ts';

/** Shows diagnostics on standard error, one after another. */
export async function tellDiagnostics(diagnostics: readonly Diagnostic[], ansi: Ansi, world: World): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderDiagnostic } = await import('../render/diagnostic.ts');
  const { stderr } = world.output;
  const style = {
    color: useColor(stderr, ansi, world.env),
    cwd: world.cwd,
    ...(stderr.isTTY ? {} : { loggedAt: world.now() }),
  };
  for (const diagnostic of diagnostics) stderr.write(renderDiagnostic(diagnostic, style));
}
