import type { Emit } from '../../events/event.ts';
import { command } from '../command.ts';
import { text, toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadCommandProject } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const pull = command({
  name: 'pull',
  summary: 'Pull the images of services',
  arguments: '[SERVICE...]',
  flags: {
    ignoreBuildable: toggle('--ignore-buildable', 'Leave out images that can be built'),
    ignorePullFailures: toggle('--ignore-pull-failures', 'Go on when an image cannot be pulled'),
    includeDeps: toggle('--include-deps', 'Images of what the services depend on, too'),
    noParallel: toggle('--no-parallel', 'Accepted for the sake of old scripts', { default: true, hidden: true }),
    parallel: toggle('--parallel', 'Accepted for the sake of old scripts', { default: true, hidden: true }),
    policy: text('--policy', 'Pull policy instead of that of the services ("missing"|"always")', {
      values: ['missing', 'always'],
    }),
    quiet: toggle('-q, --quiet', 'Without the progress of layers'),
  },
  async run(call) {
    const { options, args: services, globals } = call;
    const [project, renderer, operations] = await Promise.all([
      loadCommandProject(call, { services, noDeps: !options.includeDeps, resolveEnvironment: false }),
      openProgress(call, { command: 'pull' }),
      import('../../operations/pull.ts'),
    ]);
    const { ignoreBuildable, ignorePullFailures: ignoreFailures, policy, quiet } = options;
    const asked = { ignoreBuildable, ignoreFailures, ...(policy ? { policy } : {}) };
    return await operate(call, { renderer }, async context => {
      const emit: Emit = event => {
        if (!(quiet && event.type === 'progress' && event.parent !== undefined)) context.emit(event);
      };
      if (globals.dryRun) {
        const { plan, skipped } = await operations.planOfPull(project, asked, context);
        operations.tellSkipped(skipped, emit);
        await rehearse([plan], emit);
      } else await operations.pull(project, asked, { ...context, emit });
      return 0;
    });
  },
});
