import type { Variable } from '../loader/variables.ts';
import { flavours } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import type { Trace } from '../model/trace.ts';
import { type LoadOptions, openFiles } from './load.ts';
import { flavourOf } from './origin.ts';

export interface ConfigOptions {
  /** Default: yaml. */
  readonly format?: 'yaml' | 'json';
}

/** The project as `config` prints it: what its files mean, in the text that Docker Compose makes of it. */
export async function config(project: Project, { format = 'yaml' }: ConfigOptions = {}): Promise<string> {
  const [{ projectDocument }, { withoutLabelFiles }] = await Promise.all([
    import('../model/config-document.ts'),
    import('../model/select.ts'),
  ]);
  const flavour = flavourOf(project);
  const document = projectDocument(withoutLabelFiles(project), { format, flavour, escapeDollars: true });
  if (format === 'json') return (await import('../model/go-json.ts')).goJson(document, '  ');
  return (await import('../render/config-yaml.ts')).renderConfigYaml(document, flavours[flavour]);
}

/**
 * Where a variable (`TAG`) or an attribute (`services.web.image`) has its value from: each file, override and default
 * that had a say, with its place.
 */
export async function configTrace(target: string, options: LoadOptions = {}): Promise<Trace> {
  const { options: loader, io } = openFiles(options);
  const { traceTarget } = await import('../loader/trace/trace-target.ts');
  return await traceTarget(target, { ...loader, allResources: true }, io);
}

/** The variables that the files use, whatever their values, by name. */
export async function configVariables(options: LoadOptions = {}): Promise<Variable[]> {
  const { options: loader, io } = openFiles(options);
  const [{ loadProjectModel }, { variablesIn }] = await Promise.all([
    import('../loader/load.ts'),
    import('../loader/variables.ts'),
  ]);
  const { model } = await loadProjectModel({ ...loader, interpolate: false }, io);
  return variablesIn(model);
}
