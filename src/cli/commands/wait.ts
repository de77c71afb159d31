import { command } from '../command.ts';
import { toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { wrongCount } from '../usage-error.ts';

export const wait = command({
  name: 'wait',
  summary: 'Wait until the containers of services have stopped',
  arguments: 'SERVICE [SERVICE...]',
  flags: { downProject: toggle('--down-project', 'Then stop and remove all that belongs to the project') },
  async run(call) {
    const { options, args: services, globals, world } = call;
    if (services.length === 0)
      throw wrongCount(`${world.program} wait`, 'at least 1 argument', ['SERVICE [SERVICE...]']);
    const [{ name }, renderer, { wait, waitedFor }, { down, planOfDown }] = await Promise.all([
      loadScope(call),
      openProgress(call, { command: 'wait' }),
      import('../../operations/wait.ts'),
      import('../../operations/down.ts'),
    ]);
    return await operate(call, { renderer }, async context => {
      if (globals.dryRun) {
        await waitedFor({ name }, services, context.engine);
        if (options.downProject) await rehearse([await planOfDown({ name }, {}, context)], context.emit);
        return 0;
      }
      const onStop = ({ id, exitCode }: { readonly id: string; readonly exitCode: number }) =>
        world.output.stdout.write(`container ${JSON.stringify(id)} exited with status code ${exitCode}\n`);
      const code = await wait({ name }, { services, onStop }, context);
      if (options.downProject) await down({ name }, {}, context);
      return code;
    });
  },
});
