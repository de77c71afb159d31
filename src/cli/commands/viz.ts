import { command } from '../command.ts';
import { integer, toggle } from '../flag.ts';
import { loadCommandProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';

export const viz = command({
  name: 'viz',
  summary: 'Draw services and what they depend on, for Graphviz',
  arguments: '',
  flags: {
    image: toggle('--image', 'With the names of images'),
    indentationSize: integer('--indentation-size', 'Tabs or blanks of one step', { default: 1 }),
    networks: toggle('--networks', 'With networks'),
    ports: toggle('--ports', 'With ports'),
    spaces: toggle('--spaces', 'Indent by blanks'),
  },
  async run(call) {
    const { options, world } = call;
    const { image, networks, ports, spaces, indentationSize = 1 } = options;
    if (indentationSize < 0) throw new UsageError(`invalid indentation size: ${indentationSize}`);
    const [project, { projectGraph }, { renderViz }] = await Promise.all([
      loadCommandProject(call, { resolveEnvironment: false }),
      import('../../model/project-graph.ts'),
      import('../../render/viz.ts'),
    ]);
    const indentation = (spaces ? ' ' : '\t').repeat(indentationSize);
    world.output.stdout.write(renderViz(projectGraph(project), { image, networks, ports, indentation }));
    return 0;
  },
});
