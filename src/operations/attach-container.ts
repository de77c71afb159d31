import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerInspect } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { type AttendContext, attend } from './attend.ts';
import { refuseDetached } from './exec.ts';
import { type ContainerChoice, runningContainer } from './running-container.ts';

export interface AttachContainerOptions extends ContainerChoice {
  /** Pass input on, where the container takes any. Default: true. */
  readonly input?: boolean;
  /** Pass signals on, where the container has no terminal. Default: true. */
  readonly forwardSignals?: boolean;
  /** Default: `ctrl-p,ctrl-q`. */
  readonly detachKeys?: string;
}

/** What somebody is about to attach to. */
export interface AttachTarget {
  readonly id: string;
  readonly name: string;
  readonly tty: boolean;
  /** It takes input, and is to be given it. */
  readonly interactive: boolean;
  /** The first to attach gives it all the input that it will have. */
  readonly takesInputOnce: boolean;
}

/** The container of a service, if it is one that can be attached to. */
export async function attachTarget(
  { name }: { readonly name: string },
  { input = true, ...choice }: AttachContainerOptions,
  { engine }: { readonly engine: Engine },
): Promise<AttachTarget> {
  const { Id: id } = await runningContainer(engine, name, choice);
  const container = await engine.inspectContainer(id);
  refuseIdle(container.State);
  const { Tty: tty = false, OpenStdin = false, StdinOnce: takesInputOnce = false } = container.Config;
  return { id, name: container.Name.replace(/^\//, ''), tty, interactive: input && OpenStdin, takesInputOnce };
}

/** Stays with a container that runs. Resolves to its exit code; undefined when it was left by the signal. */
export async function attachContainer(
  { id, tty, interactive, takesInputOnce }: AttachTarget,
  { forwardSignals = true, detachKeys }: AttachContainerOptions,
  context: AttendContext,
): Promise<number | undefined> {
  const keys = detachKeys === undefined ? {} : { detachKeys };
  // Told that the input has ended, the engine would end the output of a container that goes on to take some.
  const options = { tty, interactive, endsInput: takesInputOnce, forwardSignals: forwardSignals && !tty, ...keys };
  const { end, exitCode } = await attend(id, options, context);
  refuseDetached(end);
  return exitCode;
}

function refuseIdle({ Status: status }: ContainerInspect['State']): void {
  const hints: Readonly<Record<string, string>> = {
    paused: 'You cannot attach to a paused container, unpause it first',
    restarting: 'You cannot attach to a restarting container, wait until it is running',
  };
  const message = hints[status];
  if (message !== undefined) throw new ComposeError('not-running', message);
}
