import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { loadScope } from '../project.ts';

export const top = command({
  name: 'top',
  summary: 'Show the processes of containers',
  arguments: '[SERVICE...]',
  flags: {},
  async run(call) {
    const { args: services, world } = call;
    const scope = await loadScope(call);
    const [engine, { top }, { renderTop }] = await Promise.all([
      openEngine(call),
      import('../../operations/top.ts'),
      import('../../render/top.ts'),
    ]);
    world.output.stdout.write(renderTop(await top(scope, { services }, { engine })));
    return 0;
  },
});
