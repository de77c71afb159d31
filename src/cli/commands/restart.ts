import { command } from '../command.ts';
import { integer, toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const restart = command({
  name: 'restart',
  summary: 'Restart containers',
  arguments: '[SERVICE...]',
  flags: {
    noDeps: toggle('--no-deps', 'Leave services alone that want to be restarted with those named'),
    timeout: integer('-t, --timeout', 'Seconds until a container that does not end is killed'),
  },
  async run(call) {
    const [target, renderer, operations] = await Promise.all([
      loadScope(call, { services: call.args, keepOthers: true }),
      openProgress(call, { command: 'restart' }),
      import('../../operations/restart.ts'),
    ]);
    const { noDeps, timeout } = call.options;
    const options = { services: call.args, noDeps, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) };
    return await operate(call, { renderer }, async context => {
      if (call.globals.dryRun) await rehearse([await operations.planOfRestart(target, options, context)], context.emit);
      else await operations.restart(target, options, context);
      return 0;
    });
  },
});
