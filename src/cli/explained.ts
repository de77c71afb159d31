import type { Engine } from '../engine/engine.ts';
import { locateCommandPaths, type ProjectCall } from './project.ts';

/** The error of an operation, with what can be found out about it. A signal that aborts ends the search. */
export async function explained(
  error: unknown,
  { call, ...context }: { call: ProjectCall; engine: Engine; signal: AbortSignal; containersGo?: boolean },
): Promise<unknown> {
  const { explain } = await import('../operations/explain.ts');
  return await explain(error, { ...context, locate: project => locateCommandPaths(call, project) });
}
