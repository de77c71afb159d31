import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerSummary } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { label } from '../model/labels.ts';
import { isUp, listProjectContainers, serviceOf } from './scope.ts';

export interface ContainerChoice {
  readonly service: string;
  /** Number of the replica. Default: the lowest; containers of `run` when there is no other. */
  readonly index?: number;
}

/** The container of a service that is up and that a command is about. */
export async function runningContainer(
  engine: Engine,
  projectName: string,
  { service, index }: ContainerChoice,
): Promise<ContainerSummary> {
  const all = await listProjectContainers(engine, projectName, { oneOffs: true });
  const [found] = all
    .filter(container => isUp(container) && serviceOf(container) === service)
    .filter(container => index === undefined || numberOf(container) === index)
    .sort((a, b) => numberOf(a) - numberOf(b));
  if (found) return found;
  const which = index === undefined ? '' : ` container #${index}`;
  throw new ComposeError('not-running', `service ${JSON.stringify(service)} is not running${which}`);
}

/** Those of `run` have no number and come last. */
function numberOf({ Labels: labels }: ContainerSummary): number {
  if (labels[label.oneOff] === 'True') return Number.POSITIVE_INFINITY;
  return Number(labels[label.containerNumber] ?? Number.POSITIVE_INFINITY);
}
