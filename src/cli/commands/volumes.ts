import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { text, toggle } from '../flag.ts';
import { loadScope } from '../project.ts';

export const volumes = command({
  name: 'volumes',
  summary: 'List volumes',
  arguments: '[SERVICE...]',
  flags: {
    format: text('--format', 'How to print them: "table", "json", a Go template, or "table" and one', {
      default: 'table',
      values: ['table', 'json'],
    }),
    quiet: toggle('-q, --quiet', 'Only names'),
  },
  async run(call) {
    const { options, args: services, world } = call;
    const scope = await loadScope(call);
    const [engine, { volumes }, { renderVolumes }] = await Promise.all([
      openEngine(call),
      import('../../operations/volumes.ts'),
      import('../../render/volumes.ts'),
    ]);
    const found = await volumes(scope, { services }, { engine });
    const { stdout } = world.output;
    if (options.quiet) stdout.write(found.map(({ Name: name }) => `${name}\n`).join(''));
    else stdout.write(renderVolumes(found, options.format ?? 'table'));
    return 0;
  },
});
