import { flavours } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
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
