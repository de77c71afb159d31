import type { KillOptions as KillOperationOptions } from '../operations/kill.ts';
import type { RestartOptions as RestartOperationOptions } from '../operations/restart.ts';
import type { RmOptions as RmOperationOptions } from '../operations/rm.ts';
import type { StartOptions as StartOperationOptions } from '../operations/start.ts';
import type { StopOptions as StopOperationOptions } from '../operations/stop.ts';
import { type Target, type TaskOptions, task } from './call.ts';
import { narrowedTarget } from './origin.ts';
import type { Task } from './task.ts';

// What becomes of containers that exist.

export interface StartOptions extends TaskOptions, StartOperationOptions {}

/** Starts containers that exist, in the order of their dependencies. */
export function start(target: Target, options: StartOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { start } = await import('../operations/start.ts');
    await start(await narrowedTarget(target, servicesOf(options)), options, context);
  });
}

export interface StopOptions extends TaskOptions, Omit<StopOperationOptions, 'kill'> {}

/** Stops containers, each service's after those that depend on it. */
export function stop(target: Target, options: StopOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { stop } = await import('../operations/stop.ts');
    await stop(await narrowedTarget(target, servicesOf(options)), options, context);
  });
}

export interface RestartOptions extends TaskOptions, RestartOperationOptions {}

/** Restarts containers that exist, running or not, and those that want to be restarted with them. */
export function restart(target: Target, options: RestartOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { restart } = await import('../operations/restart.ts');
    await restart(target, options, context);
  });
}

export interface PauseOptions extends TaskOptions {
  /** Default: all. */
  readonly services?: readonly string[];
}

/** Freezes containers that are up. */
export function pause(target: Target, options: PauseOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { pause } = await import('../operations/pause.ts');
    await pause(await narrowedTarget(target, servicesOf(options)), options, context);
  });
}

/** Lets frozen containers go on. */
export function unpause(target: Target, options: PauseOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { unpause } = await import('../operations/pause.ts');
    await unpause(await narrowedTarget(target, servicesOf(options)), options, context);
  });
}

export interface KillOptions extends TaskOptions, Omit<KillOperationOptions, 'signal'> {
  /** What the containers are sent, a name or a number; `signal` calls the call off. Default: SIGKILL. */
  readonly killSignal?: string;
}

/** Sends a signal to the containers that are up. Resolves to how many there were. */
export function kill(target: Target, options: KillOptions = {}): Task<{ readonly killed: number }> {
  return task(target, options, async context => {
    const { kill } = await import('../operations/kill.ts');
    const { services, removeOrphans, killSignal } = options;
    const asked = {
      ...(services && { services }),
      ...(removeOrphans && { removeOrphans }),
      ...(killSignal && { signal: killSignal }),
    };
    return await kill(await narrowedTarget(target, servicesOf(options)), asked, context);
  });
}

export interface RmOptions extends TaskOptions, Omit<RmOperationOptions, 'agree'> {}

/** Removes stopped containers of services. Resolves to their names. Nobody is asked. */
export function rm(target: Target, options: RmOptions = {}): Task<readonly string[]> {
  return task(target, options, async context => {
    const { rm } = await import('../operations/rm.ts');
    return await rm(await narrowedTarget(target, servicesOf(options)), options, context);
  });
}

/** A `noDeps` of theirs means something else. */
function servicesOf({ services }: { readonly services?: readonly string[] }): {
  readonly services?: readonly string[];
} {
  return services ? { services } : {};
}
