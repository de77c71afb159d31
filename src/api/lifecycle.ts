import type { KillOptions as KillOperationOptions } from '../operations/kill.ts';
import type { RestartOptions as RestartOperationOptions } from '../operations/restart.ts';
import type { RmOptions as RmOperationOptions } from '../operations/rm.ts';
import type { StartOptions as StartOperationOptions } from '../operations/start.ts';
import type { StopOptions as StopOperationOptions } from '../operations/stop.ts';
import { type ChangeOptions, type Target, task } from './call.ts';
import { narrowedTarget } from './origin.ts';
import { rehearse } from './rehearse.ts';
import type { Task } from './task.ts';

// What becomes of containers that exist.

export interface StartOptions extends ChangeOptions, StartOperationOptions {}

/** Starts containers that exist, in the order of their dependencies. */
export function start(target: Target, options: StartOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { planOfStart, start } = await import('../operations/start.ts');
    const wanted = await narrowedTarget(target, servicesOf(options));
    if (options.dryRun) await rehearse([await planOfStart(wanted, options, context)], context.emit);
    else await start(wanted, options, context);
  });
}

export interface StopOptions extends ChangeOptions, Omit<StopOperationOptions, 'kill'> {}

/** Stops containers, each service's after those that depend on it. */
export function stop(target: Target, options: StopOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { planOfStop, stop } = await import('../operations/stop.ts');
    const wanted = await narrowedTarget(target, servicesOf(options));
    if (options.dryRun) await rehearse([await planOfStop(wanted, options, context)], context.emit);
    else await stop(wanted, options, context);
  });
}

export interface RestartOptions extends ChangeOptions, RestartOperationOptions {}

/** Restarts containers that exist, running or not, and those that want to be restarted with them. */
export function restart(target: Target, options: RestartOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { planOfRestart, restart } = await import('../operations/restart.ts');
    if (options.dryRun) await rehearse([await planOfRestart(target, options, context)], context.emit);
    else await restart(target, options, context);
  });
}

export interface PauseOptions extends ChangeOptions {
  /** Default: all. */
  readonly services?: readonly string[];
}

/** Freezes containers that are up. */
export function pause(target: Target, options: PauseOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { planOfPause, pause } = await import('../operations/pause.ts');
    const wanted = await narrowedTarget(target, servicesOf(options));
    if (options.dryRun) await rehearse([await planOfPause(wanted, options, context)], context.emit);
    else await pause(wanted, options, context);
  });
}

/** Lets frozen containers go on. */
export function unpause(target: Target, options: PauseOptions = {}): Task<void> {
  return task(target, options, async context => {
    const { planOfUnpause, unpause } = await import('../operations/pause.ts');
    const wanted = await narrowedTarget(target, servicesOf(options));
    if (options.dryRun) await rehearse([await planOfUnpause(wanted, options, context)], context.emit);
    else await unpause(wanted, options, context);
  });
}

export interface KillOptions extends ChangeOptions, Omit<KillOperationOptions, 'signal'> {
  /** What the containers are sent, a name or a number; `signal` calls the call off. Default: SIGKILL. */
  readonly killSignal?: string;
}

/** Sends a signal to the containers that are up. Resolves to how many there were. */
export function kill(target: Target, options: KillOptions = {}): Task<{ readonly killed: number }> {
  return task(target, options, async context => {
    const { kill, planOfKill } = await import('../operations/kill.ts');
    const { services, removeOrphans, killSignal } = options;
    const asked = {
      ...(services && { services }),
      ...(removeOrphans && { removeOrphans }),
      ...(killSignal && { signal: killSignal }),
    };
    const wanted = await narrowedTarget(target, servicesOf(options));
    if (!options.dryRun) return await kill(wanted, asked, context);
    const plan = await planOfKill(wanted, asked, context);
    await rehearse([plan], context.emit);
    return { killed: plan.nodes.length };
  });
}

export interface RmOptions extends ChangeOptions, Omit<RmOperationOptions, 'agree'> {}

/** Removes stopped containers of services. Resolves to their names. Nobody is asked. */
export function rm(target: Target, options: RmOptions = {}): Task<readonly string[]> {
  return task(target, options, async context => {
    const { planOfRm, removedBy, rm } = await import('../operations/rm.ts');
    const wanted = await narrowedTarget(target, servicesOf(options));
    if (!options.dryRun) return await rm(wanted, options, context);
    const plans = await planOfRm(wanted, options, context);
    await rehearse(plans, context.emit);
    return plans.flatMap(removedBy);
  });
}

/** A `noDeps` of theirs means something else. */
function servicesOf({ services }: { readonly services?: readonly string[] }): {
  readonly services?: readonly string[];
} {
  return services ? { services } : {};
}
