import { EngineError } from '../../engine/engine-error.ts';
import { toTimestamp } from '../../engine/timestamp.ts';
import type { LogsOptions } from '../../operations/logs.ts';
import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { integer, type Options, text, toggle } from '../flag.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { loadScope } from '../project.ts';
import { openLogs } from '../renderers.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  follow: toggle('-f, --follow', 'Go on with what the containers will write'),
  index: integer('--index', 'Only the replica of this number, of one service'),
  merge: toggle('--merge', 'Lines of all services in the order of time'),
  noColor: toggle('--no-color', 'No colours'),
  noLogPrefix: toggle('--no-log-prefix', 'Lines without the name of their container'),
  since: text(
    '--since',
    'Only what was written since: a time (2026-01-02T13:23:37Z) or a duration back from now (42m)',
  ),
  tail: text('-n, --tail', 'How many lines of each container to begin with', { default: 'all' }),
  timestamps: toggle('-t, --timestamps', 'Begin lines with the time'),
  until: text('--until', 'Only what was written before: a time or a duration back from now'),
};

export const logs = command({
  name: 'logs',
  summary: 'Show what containers have written',
  arguments: '[SERVICE...]',
  flags,
  async run(call) {
    const { options, args, world } = call;
    const selection = readOptions(options, args, world.now());
    const scope = await loadScope(call);
    const [engine, renderer, { loggedServices, logs }] = await Promise.all([
      openEngine(call),
      openLogs(call, { prefix: !options.noLogPrefix, color: !options.noColor, scope, merge: true }),
      import('../../operations/logs.ts'),
    ]);
    const interrupts = listenForInterrupts(world);
    try {
      await logs(
        scope,
        { ...selection, services: loggedServices(scope, args) },
        { engine, emit: renderer.emit, signal: interrupts.stop },
      );
    } catch (error) {
      if (!interrupts.stop.aborted) throw error;
    } finally {
      interrupts.close();
    }
    if (!interrupts.stop.aborted) return 0;
    world.output.stderr.write('\n');
    return 130;
  },
});

function readOptions(options: Options<typeof flags>, services: readonly string[], now: Date): LogsOptions {
  const { follow, index, merge, since, until, tail, timestamps } = options;
  if (index !== undefined && index > 0 && services.length !== 1)
    throw new UsageError('--index requires one service to be selected');
  return {
    services,
    follow,
    timestamps,
    merge,
    ...(index === undefined || index <= 0 ? {} : { index }),
    ...(tail === undefined ? {} : { tail }),
    ...(since === undefined ? {} : { since: requireMoment('since', since, now) }),
    ...(until === undefined ? {} : { until: requireMoment('until', until, now) }),
  };
}

function requireMoment(flag: string, value: string, now: Date): string {
  try {
    toTimestamp(value, now.getTime());
    return value;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new UsageError(`invalid value for "${flag}": ${error.message}`);
  }
}
