import { command } from '../command.ts';
import { text } from '../flag.ts';
import { loadCommandProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';

export const graph = command({
  name: 'graph',
  summary: 'Draw services, what they wait for, and their networks and volumes',
  arguments: '',
  flags: {
    format: text('--format', 'For which program ("mermaid"|"dot")', { default: 'mermaid', values: ['mermaid', 'dot'] }),
  },
  async run(call) {
    const { format } = call.options;
    if (format !== 'mermaid' && format !== 'dot')
      throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'use mermaid or dot');
    const [project, { projectGraph }, { renderDot, renderMermaid }] = await Promise.all([
      loadCommandProject(call, { resolveEnvironment: false }),
      import('../../model/project-graph.ts'),
      import('../../render/project-graph.ts'),
    ]);
    call.world.output.stdout.write((format === 'dot' ? renderDot : renderMermaid)(projectGraph(project)));
    return 0;
  },
});
