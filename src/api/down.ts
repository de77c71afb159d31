import type { DownOptions as OperationOptions } from '../operations/down.ts';
import { type Target, type TaskOptions, task } from './call.ts';
import type { Task } from './task.ts';

export interface DownOptions extends TaskOptions, OperationOptions {}

/** Stops and removes the project's containers, then its networks, and volumes and images where asked for. */
export function down(target: Target, options: DownOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { down } = await import('../operations/down.ts');
    await down(target, options, context);
  });
}
