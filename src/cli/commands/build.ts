import { command } from '../command.ts';
import { list, toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadCommandProject } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const build = command({
  name: 'build',
  summary: 'Build images of services',
  arguments: '[SERVICE...]',
  flags: {
    buildArg: list('--build-arg', 'Argument of the builds, KEY=VALUE or KEY; may be repeated'),
    noCache: toggle('--no-cache', 'Use no layers of earlier builds'),
    pull: toggle('--pull', 'Pull base images even if they are here'),
    quiet: toggle('-q, --quiet', 'No output of the builds'),
    withDependencies: toggle('--with-dependencies', 'Build what the services depend on, too'),
  },
  async run(call) {
    const { options, args: services, globals } = call;
    const [project, renderer, operations] = await Promise.all([
      loadCommandProject(call),
      openProgress(call, { command: 'build', quietBuild: options.quiet }),
      import('../../operations/build.ts'),
    ]);
    const { noCache, pull: pullBase, withDependencies } = options;
    const args = readArgs(options.buildArg);
    const { composeVersion } = globals;
    return await operate(call, { renderer }, async context => {
      const buildOptions = { services, noCache, pullBase, args, withDependencies, composeVersion };
      if (globals.dryRun) await rehearse([operations.planOfBuild(project, buildOptions)], context.emit);
      else await operations.build(project, buildOptions, context);
      return 0;
    });
  },
});

/** A key alone takes the value of the environment. */
function readArgs(entries: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    entries.map(entry => {
      const [key, ...rest] = entry.split('=');
      return [key!, rest.length === 0 ? null : rest.join('=')];
    }),
  );
}
