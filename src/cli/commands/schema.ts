import { command } from '../command.ts';

export const schema = command({
  name: 'schema',
  summary: 'Print the JSON Schema of Compose files, for editors',
  arguments: '',
  flags: {},
  async run({ world }) {
    const { editorSchema } = await import('../../loader/editor-schema.ts');
    world.output.stdout.write(`${JSON.stringify(editorSchema, null, 2)}\n`);
    return 0;
  },
});
