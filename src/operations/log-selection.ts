import { ComposeError } from '../diagnostics/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import { label } from '../model/labels.ts';
import type { StringMap } from '../model/service.ts';
import { type LoggedContainer, loggedContainer } from './container-log.ts';
import type { LogsOptions } from './log-options.ts';
import { listProjectContainers, type Scope } from './scope.ts';

/** Those that the options mean, by name. */
export async function selectContainers(
  engine: Engine,
  scope: Scope,
  options: LogsOptions,
): Promise<readonly LoggedContainer[]> {
  const all = await listProjectContainers(engine, scope.name, { oneOffs: false });
  const found = all.filter(container => isSelected(container.Labels, options));
  const { services = [], index } = options;
  if (index !== undefined && found.length === 0)
    throw new ComposeError('not-running', `service ${JSON.stringify(services[0])} is not running container #${index}`);
  return found.map(loggedContainer);
}

export function isSelected(labels: StringMap, { services = [], index }: LogsOptions): boolean {
  return (
    (services.length === 0 || services.includes(labels[label.service] ?? '')) &&
    (index === undefined || labels[label.containerNumber] === String(index))
  );
}

export function announce(containers: readonly LoggedContainer[], emit: Emit): void {
  if (containers.length > 0) emit({ type: 'attach', containers: containers.map(({ displayName }) => displayName) });
}
