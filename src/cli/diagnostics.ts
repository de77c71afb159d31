import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { useColor } from './color.ts';
import type { Globals } from './globals.ts';
import type { World } from './world.ts';

/** Shows diagnostics on standard error, one after another; as lines of JSON where progress is. */
export async function tellDiagnostics(
  diagnostics: readonly Diagnostic[],
  { ansi, progress }: Pick<Globals, 'ansi' | 'progress'>,
  world: World,
): Promise<void> {
  if (diagnostics.length === 0) return;
  if (progress === 'json') {
    const { renderMessageJson } = await import('../render/message.ts');
    for (const { severity, message } of diagnostics)
      world.output.stderr.write(renderMessageJson(severity, message, world.now()));
    return;
  }
  const { renderDiagnostic } = await import('../render/diagnostic.ts');
  const { stderr } = world.output;
  const style = {
    color: useColor(stderr, ansi, world.env),
    cwd: world.cwd,
    ...(stderr.isTTY ? {} : { loggedAt: world.now() }),
  };
  for (const diagnostic of diagnostics) stderr.write(renderDiagnostic(diagnostic, style));
}
