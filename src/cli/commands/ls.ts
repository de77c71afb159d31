import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { type Flag, text, toggle, ValueError } from '../flag.ts';
import { readListFormat } from '../list-format.ts';
import { UsageError } from '../usage-error.ts';

interface Filter {
  readonly key: string;
  readonly value: string;
}

const filters: Flag<readonly Filter[]> = {
  ...text('--filter', 'Only projects whose name matches: name=REGEX; may be repeated'),
  valueName: 'filter',
  default: [],
  read(given, earlier) {
    const [key, ...rest] = given.split('=');
    if (given === '') return earlier;
    if (rest.length === 0) throw new ValueError('bad format of filter (expected name=value)');
    return [...earlier, { key: key!.trim().toLowerCase(), value: rest.join('=').trim() }];
  },
};

export const ls = command({
  name: 'ls',
  summary: 'List the projects that have containers',
  arguments: '',
  flags: {
    all: toggle('-a, --all', 'Projects too whose containers have all stopped'),
    filter: filters,
    format: text('--format', 'How to print them ("table"|"json")', { default: 'table', values: ['table', 'json'] }),
    quiet: toggle('-q, --quiet', 'Only names'),
  },
  async run(call) {
    const { options, world } = call;
    const unknown = options.filter.find(({ key }) => key !== 'name');
    if (unknown) throw new UsageError(`invalid filter '${unknown.key}'`, 'use name=REGEX');
    const format = options.quiet ? 'names' : readListFormat(options.format);
    const [engine, { listProjects }, render] = await Promise.all([
      openEngine(call),
      import('../../operations/projects.ts'),
      import('../../render/projects.ts'),
    ]);
    const names = options.filter.map(({ value }) => value);
    const projects = await listProjects({ all: options.all, names }, { engine });
    const { stdout } = world.output;
    if (format === 'names') stdout.write(projects.map(({ name }) => `${name}\n`).join(''));
    else if (format === 'json') stdout.write(render.renderProjectsJson(projects));
    else stdout.write(render.renderProjectsTable(projects));
    return 0;
  },
});
