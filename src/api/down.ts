import type { DownOptions as OperationOptions } from '../operations/down.ts';
import { type ChangeOptions, type Target, task } from './call.ts';
import { rehearse } from './rehearse.ts';
import type { Task } from './task.ts';

export interface DownOptions extends ChangeOptions, OperationOptions {}

/** Stops and removes the project's containers, then its networks, and volumes and images where asked for. */
export function down(target: Target, options: DownOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { down, planOfDown } = await import('../operations/down.ts');
    if (options.dryRun) await rehearse([await planOfDown(target, options, context)], context.emit);
    else await down(target, options, context);
  });
}
