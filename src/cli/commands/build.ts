import { command } from '../command.ts';
import { list, type Options, size, text, toggle } from '../flag.ts';
import { readProgress } from '../globals.ts';
import { notYet } from '../not-yet.ts';
import { operate, rehearse } from '../operate.ts';
import { loadCommandProject } from '../project.ts';
import { openProgress } from '../renderers.ts';

const flags = {
  buildArg: list('--build-arg', 'Argument of the builds, KEY=VALUE or KEY; may be repeated'),
  builder: text('--builder', 'Builder to use; there is the engine\'s own, "default"', { values: ['default'] }),
  check: toggle('--check', 'Check the Dockerfiles, and build nothing (not yet)'),
  compress: toggle('--compress', 'Accepted for the sake of old scripts', { default: true, hidden: true }),
  forceRm: toggle('--force-rm', 'Accepted for the sake of old scripts', { default: true, hidden: true }),
  memory: size('-m, --memory', 'Accepted for the sake of scripts: BuildKit has no such limit'),
  noCache: toggle('--no-cache', 'Use no layers of earlier builds'),
  noRm: toggle('--no-rm', 'Accepted for the sake of old scripts', { hidden: true }),
  parallel: toggle('--parallel', 'Accepted for the sake of old scripts', { default: true, hidden: true }),
  print: toggle('--print', 'Print a file for `docker buildx bake`, and build nothing (not yet)'),
  progress: text('--progress', 'As before the command', {
    hidden: true,
    values: ['auto', 'tty', 'plain', 'json', 'quiet'],
  }),
  provenance: text('--provenance', 'Attest how the images were built; only "false" yet', { values: ['false'] }),
  pull: toggle('--pull', 'Pull base images even if they are here'),
  push: toggle('--push', 'Push the images, too'),
  quiet: toggle('-q, --quiet', 'No output of the builds'),
  sbom: text('--sbom', 'Attest what the images consist of; only "false" yet', { values: ['false'] }),
  ssh: text('--ssh', 'SSH agent or keys for the builds (not yet)'),
  withDependencies: toggle('--with-dependencies', 'Build what the services depend on, too'),
};

export const build = command({
  name: 'build',
  summary: 'Build images of services',
  arguments: '[SERVICE...]',
  flags,
  async run(call) {
    const { options, args: services, world } = call;
    refuseUnsupported(options);
    if (call.given.has('progress')) {
      const usage = `${world.program} --progress xx build ...`;
      world.output.stderr.write(`--progress is a global compose flag, better use \`${usage}\n`);
    }
    const globals = options.progress ? { ...call.globals, progress: readProgress(options.progress) } : call.globals;
    const [project, renderer, operations] = await Promise.all([
      // Naming a service is enough to have its profile.
      loadCommandProject(call, { services, keepOthers: true }),
      openProgress({ globals, world }, { command: 'build', quietBuild: options.quiet }),
      import('../../operations/build.ts'),
    ]);
    const { noCache, pull: pullBase, withDependencies } = options;
    const args = readArgs(options.buildArg);
    const { composeVersion } = globals;
    return await operate(call, { renderer }, async context => {
      const buildOptions = { services, noCache, pullBase, args, withDependencies, composeVersion, push: options.push };
      if (globals.dryRun) await rehearse(operations.plansOfBuild(project, buildOptions), context.emit);
      else await operations.build(project, buildOptions, context);
      return 0;
    });
  },
});

/** What the engine's own builder can't do is refused rather than left out. */
function refuseUnsupported({ builder, check, print, provenance, sbom, ssh }: Options<typeof flags>): void {
  const isOff = (value: string | undefined) => !value || /^(0|f|false)$/i.test(value);
  const wanted: Record<string, boolean> = {
    '--builder': builder !== undefined && builder !== '' && builder !== 'default',
    '--check': check,
    '--print': print,
    '--provenance': !isOff(provenance),
    '--sbom': !isOff(sbom),
    '--ssh': ssh !== undefined && ssh !== '',
  };
  const flag = Object.keys(wanted).find(name => wanted[name]);
  if (flag !== undefined) throw notYet(`build ${flag}`);
}

/** A key alone takes the value of the environment. */
function readArgs(entries: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    entries.map(entry => {
      const [key, ...rest] = entry.split('=');
      return [key!, rest.length === 0 ? null : rest.join('=')];
    }),
  );
}
