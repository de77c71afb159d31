import { type CommandDefinition, command } from '../command.ts';
import { type Flags, list, text, toggle } from '../flag.ts';
import { group } from '../group.ts';
import { notYet } from '../not-yet.ts';

const convert = refusing({
  name: 'bridge convert',
  summary: 'Have images convert the project',
  arguments: '',
  flags: {
    output: text('-o, --output', 'Folder for what comes out', { default: 'out' }),
    templates: text('--templates', 'Folder of templates that go over those of the images'),
    transformation: list('-t, --transformation', 'Image that converts; may be repeated'),
  },
});

const create = refusing({
  name: 'bridge transformations create',
  summary: 'Begin a converting image of your own',
  arguments: 'PATH',
  flags: { from: text('-f, --from', 'Image to begin with') },
});

const listTransformations = refusing({
  name: 'bridge transformations list',
  aliases: ['bridge transformations ls'],
  summary: 'List the converting images that are here',
  arguments: '',
  flags: {
    format: text('--format', 'How to print them ("table"|"json")', { default: 'table', values: ['table', 'json'] }),
    quiet: toggle('-q, --quiet', 'Only names'),
  },
});

const transformations = group({
  name: 'bridge transformations',
  summary: 'Converting images',
  members: { create: async () => create, list: async () => listTransformations, ls: async () => listTransformations },
});

export const bridge = group({
  name: 'bridge',
  summary: 'Convert the project for another platform',
  members: { convert: async () => convert, transformations: async () => transformations },
});

function refusing<F extends Flags>(definition: Omit<CommandDefinition<F>, 'run'>) {
  return command({
    ...definition,
    async run() {
      throw notYet('bridge');
    },
  });
}
