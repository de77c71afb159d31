import { command } from '../command.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const pause = command({
  name: 'pause',
  summary: 'Freeze the processes of containers',
  arguments: '[SERVICE...]',
  flags: {},
  async run(call) {
    const [target, renderer, operations] = await Promise.all([
      loadScope(call, { services: call.args }),
      openProgress(call, { command: 'pause' }),
      import('../../operations/pause.ts'),
    ]);
    const options = { services: call.args };
    return await operate(call, { renderer }, async context => {
      if (call.globals.dryRun) await rehearse([await operations.planOfPause(target, options, context)], context.emit);
      else await operations.pause(target, options, context);
      return 0;
    });
  },
});
