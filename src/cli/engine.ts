import type { Engine } from '../engine/engine.ts';
import type { Globals } from './globals.ts';
import type { World } from './world.ts';

/** The engine that the command line, the environment or the current context names. */
export async function openEngine({ globals, world }: { globals: Globals; world: World }): Promise<Engine> {
  const { connectEngine } = await import('../engine/connect.ts');
  return connectEngine({ env: world.env, homeDir: world.homeDir, ...globals.engine });
}
