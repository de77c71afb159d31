import { ComposeError } from '../../diagnostics/errors.ts';
import type { UpOptions } from '../../operations/up.ts';
import { command } from '../command.ts';
import { operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { readUpOptions, type UpFlags, upFlags } from '../up-flags.ts';

export const up = command({
  name: 'up',
  summary: 'Create and start containers',
  arguments: '[SERVICE...]',
  flags: upFlags,
  async run(call) {
    const { options, args, globals, world } = call;
    readUpOptions(options, world.env);
    const load = { services: args, noDeps: options.noDeps, warnOfIgnoredKeys: true };
    const loaded = await loadComparedProject(call, load);
    const { project, projectAs } = loaded;
    const hasServices = Object.keys(project.services).length > 0;
    if (!hasServices && !globals.allResources) throw new ComposeError('no-service-selected', 'no service selected');
    const upOptions: UpOptions = {
      ...readUpOptions(options, project.environment),
      services: args,
      composeVersion: globals.composeVersion,
      projectAs,
    };
    if (!globals.dryRun && hasServices && isAttached(options)) {
      const { upAttached } = await import('../up-attached.ts');
      return await upAttached(call, { ...loaded, load }, upOptions);
    }
    const [renderer, { up, prospectOfUp }] = await Promise.all([
      openProgress(call, { command: 'up', quietBuild: options.quietBuild }),
      import('../../operations/up.ts'),
    ]);
    return await operate(call, { renderer, yes: options.yes }, async context => {
      if (!globals.dryRun) {
        await up(project, upOptions, context);
        return 0;
      }
      const asked = { ...context, confirm: async () => options.yes };
      const { plans } = await prospectOfUp(project, upOptions, asked);
      if (isAttached(options)) {
        const { beforeStart } = await import('../../operations/rehearse.ts');
        await rehearse(beforeStart(plans), context.emit, project);
        renderer.end();
        world.output.stdout.write("end of 'compose up' output, interactive run is not supported in dry-run mode\n");
      } else await rehearse(plans, context.emit, project);
      return 0;
    });
  },
});

function isAttached({ detach, wait, noStart }: UpFlags): boolean {
  return !detach && !wait && !noStart;
}
