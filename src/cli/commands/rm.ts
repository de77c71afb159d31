import type { RmOptions } from '../../operations/rm.ts';
import type { Renderer } from '../../render/renderer.ts';
import { command } from '../command.ts';
import { toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';

export const rm = command({
  name: 'rm',
  summary: 'Remove stopped containers',
  arguments: '[SERVICE...]',
  flags: {
    all: toggle('-a, --all', 'Accepted for the sake of old scripts', { hidden: true }),
    force: toggle('-f, --force', "Don't ask"),
    stop: toggle('-s, --stop', 'Stop containers that run, and remove them, too'),
    volumes: toggle('-v, --volumes', "The containers' anonymous volumes, too"),
  },
  async run(call) {
    const { options, args: services, globals, world } = call;
    const { stdout, stderr } = world.output;
    const [target, stopping, removing, operations] = await Promise.all([
      loadScope(call, { services }),
      openProgress(call, { command: 'stop' }),
      openProgress(call, { command: 'remove' }),
      import('../../operations/rm.ts'),
    ]);
    const { force, stop, volumes } = options;
    // A list of its own each, with what is to be removed in between.
    let current = stop ? stopping : removing;
    const renderer: Renderer = { emit: event => current.emit(event), end: () => current.end() };
    const going = (containers: readonly string[]) => `Going to remove ${containers.join(', ')}`;
    return await operate(call, { renderer }, async context => {
      const announce = async (containers: readonly string[]) => {
        renderer.end();
        stdout.write(`${going(containers)}\n`);
        return true;
      };
      const ask = (containers: readonly string[]) => context.confirm(going(containers));
      const agree = async (containers: readonly string[]) => {
        const isAgreed = await (force ? announce : ask)(containers);
        current = removing;
        return isAgreed;
      };
      const asked: RmOptions = { services, force, stop, volumes, agree };
      let names: readonly string[];
      if (globals.dryRun) {
        const plans = await operations.planOfRm(target, asked, context);
        names = plans.flatMap(operations.removedBy);
        if (names.length > 0) stdout.write(`${going(names)}\n`);
        await rehearse(plans, context.emit);
      } else names = await operations.rm(target, asked, context);
      if (names.length === 0) stderr.write('No stopped containers\n');
      return 0;
    });
  },
});
