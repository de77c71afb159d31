import { command } from '../command.ts';
import type { ConfigCall } from '../config/call.ts';
import { configFlags } from '../config/flags.ts';
import type { lists } from '../config/lists.ts';

export const config = command({
  name: 'config',
  aliases: ['convert'],
  summary: 'Check the Compose files and print what they mean',
  arguments: '[SERVICE...]',
  flags: configFlags,
  async run(call) {
    const { options, world } = call;
    const printed = await print(call);
    if (options.quiet) return 0;
    if (options.output === undefined || options.output === '') world.output.stdout.write(printed);
    else await (await import('../config/output-file.ts')).writeOutputFile(options.output, printed, world.cwd);
    return 0;
  },
});

/** What the flags ask for; of several the first in Docker Compose's order, and the whole model for none. */
async function print(call: ConfigCall): Promise<string> {
  const { options } = call;
  if (options.trace) return (await import('../config/trace.ts')).printTrace(call, options.trace);
  if (options.services) return list(call, 'services');
  if (options.volumes) return list(call, 'volumes');
  if (options.networks) return list(call, 'networks');
  if (options.models) return list(call, 'models');
  if (options.hash) return (await import('../config/hashes.ts')).printHashes(call);
  if (options.profiles) return list(call, 'profiles');
  if (options.images) return list(call, 'images');
  if (options.variables) return (await import('../config/variables.ts')).printVariables(call);
  if (options.environment) return list(call, 'environment');
  return (await import('../config/model.ts')).printModel(call);
}

async function list(call: ConfigCall, name: keyof typeof lists): Promise<string> {
  return (await import('../config/lists.ts')).printList(call, name);
}
