import { toExec } from '../convert/hook.ts';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import type { Hook, Service } from '../model/service.ts';
import { emitHookOutput } from './hook-output.ts';

export interface HookExec {
  readonly service: Service;
  readonly hook: Hook;
  readonly container: { readonly id: string; readonly name: string };
}

export interface HookContext {
  readonly engine: Engine;
  readonly emit: Emit;
  readonly project: { readonly name: string };
  /** Gives up waiting for the hook, which runs on. Default: never. */
  readonly signal?: AbortSignal;
}

/** Runs a hook in a container that runs, to its end. Whatever it writes is shown as the container's. */
export async function execHook({ service, hook, container }: HookExec, context: HookContext): Promise<void> {
  const { engine, emit, project, signal } = context;
  const tty = service.tty ?? false;
  const { Id } = await engine.createExec(container.id, toExec(hook, { tty }));
  const output = engine.startExec(Id, { tty, ...(signal ? { signal } : {}) });
  const source = { service: service.name, container: `${shortName(container.name, project.name)} ->` };
  const lastLine = await emitHookOutput(output, source, emit);
  signal?.throwIfAborted();
  const { ExitCode } = await engine.inspectExec(Id);
  if (ExitCode) throw hookFailed(`${service.name} hook exited with status ${ExitCode}`, lastLine);
}

export function hookFailed(message: string, lastLine: string | undefined, more?: string): ComposeError {
  const hints = [...(lastLine === undefined ? [] : [`its last line was: ${lastLine}`]), ...(more ? [more] : [])];
  return new ComposeError('hook-failed', message, hints.length > 0 ? { hint: hints.join('; ') } : {});
}

function shortName(name: string, projectName: string): string {
  return /^[-_]/.test(name.slice(projectName.length)) && name.startsWith(projectName)
    ? name.slice(projectName.length + 1)
    : name;
}
