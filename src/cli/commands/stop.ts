import { command } from '../command.ts';
import { integer } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const stop = command({
  name: 'stop',
  summary: 'Stop containers and keep them',
  arguments: '[SERVICE...]',
  flags: { timeout: integer('-t, --timeout', 'Seconds until a container that does not end is killed') },
  async run(call) {
    const [target, renderer, operations] = await Promise.all([
      loadScope(call, { services: call.args }),
      openProgress(call, { command: 'stop' }),
      import('../../operations/stop.ts'),
    ]);
    const { timeout } = call.options;
    const options = { services: call.args, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) };
    return await operate(call, { renderer }, async context => {
      if (call.globals.dryRun) await rehearse([await operations.planOfStop(target, options, context)], context.emit);
      else await operations.stop(target, options, context);
      return 0;
    });
  },
});
