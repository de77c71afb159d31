import type { DownOptions } from '../../operations/down.ts';
import { command } from '../command.ts';
import { choice, integer, type Options, text, toggle } from '../flag.ts';
import { isTrue } from '../globals.ts';
import { operate, rehearse } from '../operate.ts';
import { loadScope } from '../project.ts';
import { openProgress } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  removeOrphans: choice('--remove-orphans', "Containers of services that the Compose file doesn't have, too"),
  rmi: text('--rmi', 'Images that services use, too: all, or those that were built and not named ("local"|"all")', {
    values: ['local', 'all'],
  }),
  timeout: integer('-t, --timeout', 'Seconds until a container that does not end is killed'),
  volumes: toggle('-v, --volumes', "The project's volumes and its containers' anonymous ones, too", {
    otherName: 'volume',
  }),
};

export const down = command({
  name: 'down',
  summary: 'Stop and remove containers and networks',
  arguments: '[SERVICES]',
  flags,
  async run(call) {
    const { globals, world } = call;
    const asked = readOptions(call.options, call.args);
    const [target, progress, operations] = await Promise.all([
      loadScope(call),
      openProgress(call, { command: 'down' }),
      import('../../operations/down.ts'),
    ]);
    const env = 'environment' in target ? target.environment : world.env;
    const options = { ...asked, removeOrphans: call.options.removeOrphans ?? isTrue(env.COMPOSE_REMOVE_ORPHANS) };
    return await operate(call, { renderer: progress }, async context => {
      if (globals.dryRun) await rehearse([await operations.planOfDown(target, options, context)], context.emit);
      else await operations.down(target, options, context);
      return 0;
    });
  },
});

function readOptions({ rmi, timeout, volumes }: Options<typeof flags>, services: readonly string[]): DownOptions {
  if (rmi !== undefined && rmi !== '' && rmi !== 'all' && rmi !== 'local')
    throw new UsageError(`invalid value for --rmi: ${JSON.stringify(rmi)}`, 'use all or local');
  return {
    services,
    volumes,
    ...(rmi ? { images: rmi } : {}),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  };
}
