import { relative, resolve } from 'node:path';
import { projectDocument } from '../../model/config-document.ts';
import { flavours } from '../../model/flavour.ts';
import { goJson } from '../../model/go-json.ts';
import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { text } from '../flag.ts';
import { UsageError } from '../usage-error.ts';

export const generate = command({
  name: 'generate',
  summary: 'Print a Compose file that would make these containers',
  arguments: '[CONTAINERS...]',
  flags: {
    format: text('--format', 'How to print it ("yaml"|"json")', { default: 'yaml', values: ['yaml', 'json'] }),
    name: text('--name', 'Name of the project in the file'),
    projectDir: text('--project-dir', "The project's folder: paths below it are written relative to it"),
  },
  async run(call) {
    const { options, args: containers, globals, world } = call;
    const { format, name, projectDir } = options;
    const { projectName: ofProject, composeVersion: flavour } = globals;
    if (format !== 'yaml' && format !== 'json')
      throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'use yaml or json');
    if (containers.length === 0 && !ofProject)
      throw new UsageError('at least one container must be specified', 'or name a project with -p, for all of its own');
    const [engine, operations, { renderConfigYaml }] = await Promise.all([
      openEngine(call),
      import('../../operations/generate.ts'),
      import('../../render/config-yaml.ts'),
    ]);
    const { project, warnings } = await operations.generate(
      {
        containers,
        ...(ofProject ? { ofProject } : {}),
        ...(name ? { name } : {}),
        ...(projectDir ? { writtenPath: below(resolve(world.cwd, projectDir)) } : {}),
      },
      { engine },
    );
    for (const warning of warnings) world.output.stderr.write(`warning: ${warning}\n`);
    const document = projectDocument(project, { format, flavour, escapeDollars: true });
    const named = project.name === '' ? new Map([...document].filter(([key]) => key !== 'name')) : document;
    world.output.stdout.write(
      format === 'json' ? `${goJson(named, '  ')}\n` : renderConfigYaml(named, flavours[flavour]),
    );
    return 0;
  },
});

function below(folder: string): (path: string) => string {
  return path => {
    const from = relative(folder, path);
    return from === '..' || from.startsWith('../') ? path : `./${from}`;
  };
}
