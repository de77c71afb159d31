import { command } from '../command.ts';
import { text, toggle } from '../flag.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  as: text('--as', 'Which docker command it becomes: "compose" stands in for Docker Compose', { default: 'gantry' }),
  force: toggle('--force', "Put what is there and isn't gantry's aside"),
  shim: text('--shim', 'Instead, put a program named docker-compose into this folder of the PATH'),
  uninstall: toggle('--uninstall', 'Remove it again, and put back what was put aside'),
};

export const installPlugin = command({
  name: 'install-plugin',
  summary: 'Make gantry a command of the docker CLI',
  arguments: '',
  flags,
  async run({ options, given, globals, world }) {
    const { as: name = '', force, uninstall, shim } = options;
    // The names that the docker CLI takes for a plugin's.
    if (!/^[a-z][a-z0-9]*$/.test(name))
      throw new UsageError(`invalid --as value ${JSON.stringify(name)}`, 'use letters and digits, such as compose');
    if (shim === '') throw new UsageError('--shim needs the name of a folder');
    if (shim !== undefined && given.has('as')) throw new UsageError('--shim and --as exclude each other');
    const [{ placeOf }, { install, uninstall: remove }, { tellInstalled, tellRemoved }] = await Promise.all([
      import('../install/place.ts'),
      import('../install/link.ts'),
      import('../install/told.ts'),
    ]);
    const place = placeOf(shim === undefined ? { plugin: name } : { shim }, world);
    const how = { force, dryRun: globals.dryRun };
    world.output.stdout.write(
      uninstall
        ? tellRemoved(remove(place.path, how), place)
        : tellInstalled(install(place.path, world.launcher, how), place),
    );
    return 0;
  },
});
