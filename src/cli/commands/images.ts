import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { text, toggle } from '../flag.ts';
import { readListFormat } from '../list-format.ts';
import { loadScope } from '../project.ts';

export const images = command({
  name: 'images',
  summary: 'List the images that containers were made from',
  arguments: '[SERVICE...]',
  flags: {
    format: text('--format', 'How to print them ("table"|"json")', { default: 'table', values: ['table', 'json'] }),
    quiet: toggle('-q, --quiet', 'Only ids'),
  },
  async run(call) {
    const { options, args: services, world } = call;
    const format = options.quiet ? 'ids' : readListFormat(options.format);
    const scope = await loadScope(call);
    const [engine, { images }, render] = await Promise.all([
      openEngine(call),
      import('../../operations/images.ts'),
      import('../../render/images.ts'),
    ]);
    const found = await images(scope, { services }, { engine });
    const { stdout } = world.output;
    if (format === 'ids') stdout.write(render.renderImageIds(found));
    else if (format === 'json') stdout.write(render.renderImagesJson(found));
    else stdout.write(render.renderImagesTable(found, world.now()));
    return 0;
  },
});
