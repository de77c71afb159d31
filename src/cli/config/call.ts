import type { LoadOptions } from '../../loader/options.ts';
import type { TreeMap } from '../../loader/tree.ts';
import type { Project } from '../../model/project.ts';
import type { Call } from '../command.ts';
import { tellDiagnostics } from '../diagnostics.ts';
import { loadCommandModel, loadCommandProject } from '../project.ts';
import type { configFlags } from './flags.ts';

export type ConfigCall = Call<typeof configFlags>;

/** The project as the flags of `config` want it loaded, with the services that are named; `options` win over both. */
export async function loadConfigProject(call: ConfigCall, options: LoadOptions = {}): Promise<Project> {
  return await loadCommandProject(call, { ...loadOptions(call), ...options });
}

/** The merged files before values are read from them, for --no-interpolate. */
export async function loadConfigModel(call: ConfigCall): Promise<TreeMap> {
  return await loadCommandModel(call, { ...loadOptions(call), interpolate: false });
}

/** The model of --no-interpolate and --variables is that of all services, whichever are named. */
export async function warnOfNamedServices(
  { args, globals, world }: ConfigCall,
  { flag, shown }: { readonly flag: string; readonly shown: string },
): Promise<void> {
  if (args.length === 0) return;
  const message = `service filtering is not applied when ${flag} is set, ${shown} will be rendered`;
  await tellDiagnostics([{ severity: 'warning', code: 'ignored-services', message }], globals, world);
}

function loadOptions({ options, args, globals }: ConfigCall): LoadOptions {
  return {
    services: args,
    interpolate: !options.noInterpolate,
    // Docker Compose has it so: who wants the old names of containers wants the file as it was written.
    normalize: !options.noNormalize && !globals.compatibility,
    resolvePaths: !options.noPathResolution,
    checkConsistency: !options.noConsistency,
    resolveEnvironment: !options.noEnvResolution,
    labelFiles: 'discard',
    warnOfIgnoredKeys: options.warnings,
  };
}
