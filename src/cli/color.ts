import type { Ansi } from './globals.ts';
import type { Screen } from './output.ts';
import type { World } from './world.ts';

/** Whether to colour what is written to a screen: --ansi decides, then NO_COLOR, then whether it is a terminal. */
export function useColor(screen: Pick<Screen, 'isTTY'>, ansi: Ansi, env: World['env']): boolean {
  if (ansi !== 'auto') return ansi === 'always';
  return screen.isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
