import { command } from '../command.ts';
import { toggle } from '../flag.ts';
import { operate, rehearse } from '../operate.ts';
import { loadComparedProject } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';

export const scale = command({
  name: 'scale',
  summary: 'Set the number of containers of services',
  arguments: '[SERVICE=REPLICAS...]',
  flags: { noDeps: toggle('--no-deps', 'Leave out what the services depend on') },
  async run(call) {
    const { options, args, globals } = call;
    const scale = readScale(args);
    const services = Object.keys(scale);
    const [{ project, projectAs }, renderer, { up, planUp }] = await Promise.all([
      loadComparedProject(call, { services, noDeps: options.noDeps }),
      openProgress(call, { command: 'scale' }),
      import('../../operations/up.ts'),
    ]);
    const upOptions = { services, scale, composeVersion: globals.composeVersion, projectAs };
    return await operate(call, { renderer }, async context => {
      if (globals.dryRun) await rehearse(await planUp(project, upOptions, context), context.emit, project);
      else await up(project, upOptions, context);
      return 0;
    });
  },
});

/** Numbers by service; of several for one service the last counts. */
function readScale(specifiers: readonly string[]): Record<string, number> {
  if (specifiers.length === 0) throw new UsageError('requires at least 1 arg(s), only received 0');
  return Object.fromEntries(specifiers.map(readSpecifier));
}

function readSpecifier(specifier: string): [service: string, replicas: number] {
  const [, service, number] = /^([^=]+)=(.+)$/.exec(specifier) ?? [];
  if (service === undefined || number === undefined)
    throw new UsageError(`invalid scale specifier: ${specifier}`, 'use SERVICE=NUM');
  if (!/^[+-]?\d+$/.test(number))
    throw new UsageError(`invalid scale specifier: can't parse replica value as int: ${specifier}`);
  if (Number(number) < 0) throw new UsageError(`invalid scale specifier: ${specifier}`, 'use 0 for no containers');
  return [service, Number(number)];
}
