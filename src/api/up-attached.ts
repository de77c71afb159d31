import { ComposeError } from '../diagnostics/errors.ts';
import { interrupted } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import { task } from './call.ts';
import type { Task } from './task.ts';
import { operationOptions, selected, type UpOptions } from './up.ts';

export interface UpAttachedOptions extends Omit<UpOptions, 'dryRun' | 'start' | 'wait' | 'waitTimeoutSeconds'> {
  /** Services whose logs are told, and with whose containers it ends. Default: those started, but for `attach: false`. */
  readonly shown?: readonly string[];
  /** Stop all containers when one has ended, or has failed. Default: `exit` with `exitCodeFrom`, else neither. */
  readonly abortOn?: 'exit' | 'failure';
  /** Whose exit code to give. Default: that of the container whose end stopped the others, or 0. */
  readonly exitCodeFrom?: string;
  /** Log events have their time. Default: false. */
  readonly timestamps?: boolean;
}

/**
 * Brings the project up and stays with it until its containers have ended: its events have their logs and ends. The
 * signal stops the containers, as the first Ctrl-C does on the command line, and waits for that.
 */
export function upAttached(project: Project, options: UpAttachedOptions = {}): Task<{ readonly exitCode: number }> {
  return task(project, options, async context => {
    const { shown, exitCodeFrom, timestamps = false, timeoutSeconds, ...rest } = options;
    const { abortOn = exitCodeFrom === undefined ? undefined : 'exit', ...upOptions } = rest;
    const [{ attach }, { up }, wanted] = await Promise.all([
      import('../operations/attach.ts'),
      import('../operations/up.ts'),
      selected(project, options),
    ]);
    requireServices([...(shown ?? []), ...(exitCodeFrom === undefined ? [] : [exitCodeFrom])], wanted);
    const services = options.services?.length ? options.services : Object.keys(wanted.services).sort();
    const { signal } = context;
    const exitCode = await attach(
      wanted,
      {
        services,
        shown: shown ?? services.filter(name => wanted.services[name]?.attach !== false),
        timestamps,
        interrupts: { stop: signal, kill: new AbortController().signal },
        ...(abortOn && { abortOn }),
        ...(exitCodeFrom === undefined ? {} : { exitCodeFrom }),
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        up: ({ signal, beforeStart }) =>
          up(wanted, { ...operationOptions(project, upOptions), beforeStart }, { ...context, signal }),
      },
      context,
    );
    if (signal.aborted) throw interrupted(signal);
    return { exitCode };
  });
}

function requireServices(names: readonly string[], { services }: Project): void {
  const unknown = names.find(name => !Object.hasOwn(services, name));
  if (unknown !== undefined) throw new ComposeError('no-such-service', `no such service: ${unknown}`);
}
