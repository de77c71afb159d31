import type { Emit } from '../../events/event.ts';
import { command } from '../command.ts';
import { toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadCommandProject } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const push = command({
  name: 'push',
  summary: 'Push the images that services build',
  arguments: '[SERVICE...]',
  flags: {
    ignorePushFailures: toggle('--ignore-push-failures', 'Go on when an image cannot be pushed'),
    includeDeps: toggle('--include-deps', 'Images of what the services depend on, too'),
    quiet: toggle('-q, --quiet', 'Without the progress of layers'),
  },
  async run(call) {
    const { options, args: services, globals } = call;
    const [project, renderer, operations] = await Promise.all([
      loadCommandProject(call, { services, noDeps: !options.includeDeps, resolveEnvironment: false }),
      openProgress(call, { command: 'push' }),
      import('../../operations/push.ts'),
    ]);
    const { ignorePushFailures: ignoreFailures, quiet } = options;
    return await operate(call, { renderer }, async context => {
      const emit: Emit = event => {
        if (!(quiet && event.type === 'progress' && event.parent !== undefined)) context.emit(event);
      };
      if (globals.dryRun) {
        const { plan, skipped } = operations.planOfPush(project, { ignoreFailures });
        operations.tellSkippedPushes(skipped, emit);
        await rehearse([plan], emit);
      } else await operations.push(project, { ignoreFailures }, { ...context, emit });
      return 0;
    });
  },
});
