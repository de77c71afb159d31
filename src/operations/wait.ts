import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerSummary } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { sharedSignal } from '../execute/abort.ts';
import type { Context } from './context.ts';
import { isUp, listProjectContainers, serviceOf } from './scope.ts';

export interface WaitOptions {
  /** Services whose containers to wait for. */
  readonly services: readonly string[];
  /** Is told of each container as it stops. */
  readonly onStop?: (container: { readonly id: string; readonly exitCode: number }) => void;
}

/**
 * Waits until every container of the services that runs now has stopped, those of `run` too. Resolves to the exit code
 * of the one that stopped last, as Docker Compose does, and rejects when none runs.
 */
export async function wait(
  { name }: { readonly name: string },
  { services, onStop }: WaitOptions,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): Promise<number> {
  const running = await waitedFor({ name }, services, engine);
  const shared = sharedSignal(signal);
  let last = 0;
  await Promise.all(
    running.map(async ({ Id: id }) => {
      const { StatusCode: exitCode } = await engine.waitContainer(id, { signal: shared });
      onStop?.({ id, exitCode });
      last = exitCode;
    }),
  );
  return last;
}

/** The containers of the services that run now. Throws `nothing-to-wait-for` where there is none. */
export async function waitedFor(
  { name }: { readonly name: string },
  services: readonly string[],
  engine: Engine,
): Promise<ContainerSummary[]> {
  const all = await listProjectContainers(engine, name, { oneOffs: true });
  const running = all.filter(container => isUp(container) && services.includes(serviceOf(container)));
  if (running.length === 0) throw new ComposeError('nothing-to-wait-for', `no containers for project "${name}"`);
  return running;
}
