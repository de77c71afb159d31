import { flavours } from '../../model/flavour.ts';
import { command } from '../command.ts';
import { text, toggle } from '../flag.ts';
import { gantryVersion } from '../versions.ts';

/** The first line is Docker Compose's, since clients look there for the version that they deal with. */
export const version = command({
  name: 'version',
  summary: 'Show the version',
  arguments: '',
  flags: {
    format: text('-f, --format', 'How to print it ("pretty"|"json")', { values: ['pretty', 'json'] }),
    short: toggle('--short', 'Only the number of the Docker Compose version'),
  },
  async run({ options, globals, world }) {
    const compose = flavours[globals.composeVersion].version;
    const { stdout } = world.output;
    if (options.short) stdout.write(`${compose}\n`);
    else if (options.format === 'json')
      stdout.write(`${JSON.stringify({ version: `v${compose}`, gantry: gantryVersion })}\n`);
    else stdout.write(`Docker Compose version v${compose}\ngantry version v${gantryVersion}\n`);
    return 0;
  },
});
