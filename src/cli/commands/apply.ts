import { type Call, command } from '../command.ts';
import { operate, rehearse } from '../operate.ts';
import { readPlanFile } from '../plan-file.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';

export const apply = command({
  name: 'apply',
  summary: 'Do what a plan says, unless things have changed since',
  arguments: 'FILE',
  flags: {},
  async run(call) {
    const [path, ...more] = call.args;
    if (path === undefined || more.length > 0)
      throw new UsageError(`"${call.world.program} apply" requires exactly 1 argument: FILE`);
    requireNoProject(call);
    const file = readPlanFile(path, call.world);
    const { services, noDeps, yes } = file;
    const there = {
      globals: { ...call.globals, ...file.globals },
      world: { ...call.world, cwd: file.cwd },
    };
    const [{ project, projectAs }, renderer, operations] = await Promise.all([
      loadComparedProject(there, { services, noDeps, warnOfIgnoredKeys: true }),
      openProgress(call, { command: 'apply' }),
      import('../../operations/plan.ts'),
    ]);
    const options = { ...file.options, projectAs };
    return await operate(there, { renderer, yes }, async context => {
      const answered = { ...context, confirm: async () => yes };
      if (call.globals.dryRun) {
        await operations.checkPlan(file.plan, project, options, answered);
        await rehearse((await operations.prospectOfUp(project, options, answered)).plans, context.emit, project);
      } else await operations.apply(file.plan, project, options, answered);
      return 0;
    });
  },
});

/** The plan says which project it is about. */
function requireNoProject({ globals }: Call<Record<never, never>>): void {
  const { files, envFiles, profiles, projectName, projectDirectory } = globals;
  if ([...files, ...envFiles, ...profiles, projectName ?? '', projectDirectory ?? ''].some(given => given !== ''))
    throw new UsageError('the plan says which project it is about', 'leave out -f, -p, --profile and the like');
}
