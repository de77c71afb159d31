import { type Call, command } from '../command.ts';
import { text, toggle } from '../flag.ts';
import { operate } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { readUpOptions, upFlags } from '../up-flags.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  ...upFlags,
  exitCode: toggle('--exit-code', 'End with exit code 2 when there is anything to change'),
  format: text('--format', 'How to print the plan ("text"|"json")', { default: 'text' }),
  out: text('--out', 'Write the plan to a file, for apply'),
};

export const plan = command({
  name: 'plan',
  summary: 'Show what up would do, and why',
  arguments: '[SERVICE...]',
  flags,
  async run(call) {
    const { options, args: services, globals, world } = call;
    check(call);
    const [{ project, projectAs }, renderer, operations, { renderPlan, renderPlanJson }] = await Promise.all([
      loadComparedProject(call, { services, noDeps: options.noDeps, warnOfIgnoredKeys: true }),
      openProgress(call, { command: 'plan' }),
      import('../../operations/plan.ts'),
      import('../../render/plan.ts'),
    ]);
    const upOptions = {
      ...readUpOptions(options, project.environment),
      services,
      composeVersion: globals.composeVersion,
    };
    return await operate(call, { renderer }, async context => {
      const asked = { ...context, confirm: async () => options.yes };
      const { outline, record } = await operations.plan(project, { ...upOptions, projectAs }, asked);
      for (const message of outline.warnings) context.emit({ type: 'notice', level: 'warning', message });
      world.output.stdout.write(options.format === 'json' ? renderPlanJson(outline) : renderPlan(outline));
      if (options.out !== undefined) {
        const { writePlanFile } = await import('../plan-file.ts');
        const { noDeps, yes } = options;
        const named = { cwd: world.cwd, globals: projectGlobals(call), services, noDeps, yes };
        writePlanFile(options.out, { ...named, options: upOptions, plan: record }, world);
      }
      return options.exitCode && outline.changes > 0 ? 2 : 0;
    });
  },
});

function check({ options, globals, world }: Call<typeof flags>): void {
  readUpOptions(options, world.env);
  if (options.format !== 'text' && options.format !== 'json')
    throw new UsageError(`unsupported format ${JSON.stringify(options.format)}`, 'use text or json');
  if (options.out === '') throw new UsageError('--out needs the name of a file');
  if (options.out !== undefined && globals.files.includes('-'))
    throw new UsageError('--out needs a project in files: apply reads them again', 'name them with -f');
}

function projectGlobals({ globals }: Call<typeof flags>) {
  const { files, projectName, projectDirectory, envFiles, profiles } = globals;
  const { allResources, compatibility, composeVersion } = globals;
  return {
    files,
    projectName,
    projectDirectory,
    envFiles,
    profiles,
    allResources,
    compatibility,
    composeVersion,
  };
}
