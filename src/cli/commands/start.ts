import { command } from '../command.ts';
import { integer, toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const start = command({
  name: 'start',
  summary: 'Start containers that exist',
  arguments: '[SERVICE...]',
  flags: {
    wait: toggle('--wait', 'Come back when all services run, or are healthy'),
    waitTimeout: integer('--wait-timeout', 'Most seconds to wait'),
  },
  async run(call) {
    const [target, renderer, operations] = await Promise.all([
      loadScope(call, { services: call.args }),
      openProgress(call, { command: 'start' }),
      import('../../operations/start.ts'),
    ]);
    const { wait, waitTimeout = 0 } = call.options;
    const options = { services: call.args, wait, ...(waitTimeout > 0 ? { waitTimeoutSeconds: waitTimeout } : {}) };
    return await operate(call, { renderer }, async context => {
      if (call.globals.dryRun) await rehearse([await operations.planOfStart(target, options, context)], context.emit);
      else await operations.start(target, options, context);
      return 0;
    });
  },
});
