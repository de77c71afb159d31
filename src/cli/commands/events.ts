import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { text, toggle } from '../flag.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { readMoment } from '../moment.ts';
import { interruptedCode } from '../operate.ts';
import { loadScope } from '../project.ts';

export const events = command({
  name: 'events',
  summary: 'Show what happens to containers',
  arguments: '[SERVICE...]',
  flags: {
    json: toggle('--json', 'An object a line'),
    since: text(
      '--since',
      'Also what has happened since: a time (2026-01-02T13:23:37Z) or a duration back from now (42m)',
    ),
    until: text('--until', 'Only what happens before: a time or a duration back from now'),
  },
  async run(call) {
    const { options, args: services, world } = call;
    const now = world.now();
    const since = options.since ? { since: readMoment(options.since, now) } : {};
    const until = options.until ? { until: readMoment(options.until, now) } : {};
    const scope = await loadScope(call);
    const [engine, { events }, { renderEvent, renderEventJson }] = await Promise.all([
      openEngine(call),
      import('../../operations/events.ts'),
      import('../../render/container-event.ts'),
    ]);
    const interrupts = listenForInterrupts(world);
    try {
      const told = events(scope, { services, ...since, ...until }, { engine, signal: interrupts.stop });
      for await (const event of told)
        world.output.stdout.write(options.json ? renderEventJson(event) : renderEvent(event));
    } catch (error) {
      if (!interrupts.stop.aborted) throw error;
    } finally {
      interrupts.close();
    }
    if (!interrupts.stop.aborted) return 0;
    world.output.stderr.write('\n');
    return interruptedCode;
  },
});
