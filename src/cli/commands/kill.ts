import { command } from '../command.ts';
import { choice, text } from '../flag.ts';
import { isTrue } from '../globals.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const kill = command({
  name: 'kill',
  summary: 'Send a signal to containers',
  arguments: '[SERVICE...]',
  flags: {
    removeOrphans: choice('--remove-orphans', "Containers of services that the Compose file doesn't have, too"),
    signal: text('-s, --signal', 'Name or number of the signal', {
      default: 'SIGKILL',
      values: ['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'],
    }),
  },
  async run(call) {
    const { globals, world } = call;
    const [target, renderer, operations] = await Promise.all([
      loadScope(call, { services: call.args }),
      openProgress(call, { command: 'kill' }),
      import('../../operations/kill.ts'),
    ]);
    const { signal = 'SIGKILL', removeOrphans } = call.options;
    const env = 'environment' in target ? target.environment : world.env;
    const options = {
      services: call.args,
      signal,
      removeOrphans: removeOrphans ?? isTrue(env.COMPOSE_REMOVE_ORPHANS),
    };
    return await operate(call, { renderer }, async context => {
      const plan = globals.dryRun ? await operations.planOfKill(target, options, context) : undefined;
      if (plan) await rehearse([plan], context.emit);
      const killed = plan ? plan.nodes.length : (await operations.kill(target, options, context)).killed;
      if (killed === 0) world.output.stderr.write('No container to kill\n');
      return 0;
    });
  },
});
