import { command } from '../command.ts';
import { createFlags, readCreateOptions } from '../create-flags.ts';
import { operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const create = command({
  name: 'create',
  summary: 'Create containers without starting them',
  arguments: '[SERVICE...]',
  flags: createFlags,
  async run(call) {
    const { options, args: services, globals, world } = call;
    readCreateOptions(options, world.env);
    const [{ project, projectAs }, renderer, { up, prospectOfUp }] = await Promise.all([
      loadComparedProject(call, { services, warnOfIgnoredKeys: true }),
      openProgress(call, { command: 'create' }),
      import('../../operations/up.ts'),
    ]);
    const upOptions = {
      ...readCreateOptions(options, project.environment),
      services,
      start: false,
      composeVersion: globals.composeVersion,
      projectAs,
    };
    return await operate(call, { renderer, yes: options.yes }, async context => {
      if (globals.dryRun) {
        const asked = { ...context, confirm: async () => options.yes };
        await rehearse((await prospectOfUp(project, upOptions, asked)).plans, context.emit, project);
      } else await up(project, upOptions, context);
      return 0;
    });
  },
});
