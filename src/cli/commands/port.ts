import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { integer, text } from '../flag.ts';
import { loadScope } from '../project.ts';
import { UsageError } from '../usage-error.ts';

export const port = command({
  name: 'port',
  summary: 'Show where a port of a container is published',
  arguments: 'SERVICE PRIVATE_PORT',
  flags: {
    index: integer('--index', 'Number of the replica'),
    protocol: text('--protocol', '"tcp" or "udp"', { default: 'tcp', values: ['tcp', 'udp'] }),
  },
  async run(call) {
    const { options, args, world } = call;
    const [service, privatePort] = args;
    if (service === undefined || privatePort === undefined)
      throw new UsageError(`requires at least 2 arg(s), only received ${args.length}`);
    const target = readPort(privatePort);
    const scope = await loadScope(call);
    const [engine, { port }] = await Promise.all([openEngine(call), import('../../operations/port.ts')]);
    const { index = 0, protocol = 'tcp' } = options;
    const choice = { service, ...(index > 0 ? { index } : {}) };
    const found = await port(scope, { ...choice, port: target, protocol: protocol.toLowerCase() }, { engine });
    world.output.stdout.write(`${found.address}:${found.port}\n`);
    return 0;
  },
});

function readPort(text: string): number {
  const refuse = (why: string) => new UsageError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^\d+$/.test(text)) throw refuse('invalid syntax');
  if (Number(text) > 65_535) throw refuse('value out of range');
  return Number(text);
}
