import { ComposeError } from '../../diagnostics/errors.ts';
import { openEngine } from '../engine.ts';
import { globalFlags, readGlobals } from '../globals.ts';
import { createOutput } from '../output.ts';
import { parseFlags } from '../parse.ts';
import { loadCommandProject, loadScope } from '../project.ts';
import { type World, withOwn } from '../world.ts';
import type { LookUp } from './complete.ts';

/** Looks into the project that the words before the command name. Who is typing is told nothing of what is wrong. */
export function lookUpIn(world: World): LookUp {
  const quiet = withOwn(world, { output: silence });
  return async (kind, before) => {
    try {
      const { options, given } = parseFlags(before, globalFlags);
      const call = { globals: readGlobals(options, given, world.env), world: quiet };
      switch (kind) {
        case 'services':
          return servicesOf(await loadCommandProject(call, unread)).map(({ name }) => name);
        case 'profiles':
          return unique(servicesOf(await loadCommandProject(call, unread)).flatMap(({ profiles }) => profiles ?? []));
        case 'running':
          return await runningServices(call);
        case 'projects': {
          const { listProjects } = await import('../../operations/projects.ts');
          return (await listProjects({ all: true }, { engine: await openEngine(call) })).map(({ name }) => name);
        }
      }
    } catch (error) {
      if (error instanceof ComposeError || isUnreachable(error)) return [];
      throw error;
    }
  };
}

const unread = { resolveEnvironment: false, labelFiles: 'ignore', allResources: true } as const;

const silence = createOutput({
  isTTY: () => false,
  size: () => undefined,
  write: () => {},
  later: () => {},
});

function servicesOf({ services, disabledServices }: Awaited<ReturnType<typeof loadCommandProject>>) {
  return [...Object.values(services), ...Object.values(disabledServices)].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function runningServices(call: Parameters<typeof loadScope>[0]): Promise<string[]> {
  const { ps } = await import('../../operations/ps.ts');
  const containers = await ps(await loadScope(call), {}, { engine: await openEngine(call) });
  return unique(containers.map(({ Labels }) => Labels['com.docker.compose.service'] ?? '').filter(Boolean));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && error.name === 'EngineError';
}
