import { command } from '../command.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const unpause = command({
  name: 'unpause',
  summary: 'Let the processes of paused containers go on',
  arguments: '[SERVICE...]',
  flags: {},
  async run(call) {
    const [target, renderer, operations] = await Promise.all([
      loadScope(call, { services: call.args }),
      openProgress(call, { command: 'unpause' }),
      import('../../operations/pause.ts'),
    ]);
    const options = { services: call.args };
    return await operate(call, { renderer }, async context => {
      if (call.globals.dryRun) await rehearse([await operations.planOfUnpause(target, options, context)], context.emit);
      else await operations.unpause(target, options, context);
      return 0;
    });
  },
});
