import { ComposeError } from '../diagnostics/errors.ts';
import type { TransferProgress } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { ProgressEvent } from '../events/event.ts';
import type { Operation } from '../plan/operation.ts';
import type { Run } from './context.ts';
import { failureMessage } from './failure.ts';
import type { Outcome } from './outcome.ts';
import { warningEvent } from './progress.ts';

export async function pushImage(
  { image, required }: Extract<Operation, { type: 'push-image' }>,
  { engine, emit, signal }: Run,
): Promise<Outcome> {
  const onProgress = (step: TransferProgress): void => {
    if (step.id !== undefined) emit(layerEvent(image, step.id, step));
  };
  try {
    await engine.pushImage(image, { signal, onProgress });
    return undefined;
  } catch (error) {
    const told = isFromRegistry(error) ? new ComposeError('engine-refused', error.message, { cause: error }) : error;
    if (required || signal.aborted) throw told;
    emit(warningEvent('', image, failureMessage(told)));
    return 'told';
  }
}

/** Why a push that has begun failed comes as a message, and Docker Compose repeats it as it is. */
function isFromRegistry(error: unknown): error is EngineError {
  return error instanceof EngineError && error.kind === 'refused' && error.status === undefined;
}

function layerEvent(image: string, layer: string, { status, current, total }: TransferProgress): ProgressEvent {
  const isDone = /^(Pushed|Layer already exists|Mounted from )/.test(status);
  return {
    type: 'progress',
    kind: 'Image',
    name: layer,
    parent: image,
    status: isDone ? 'Done' : 'Working',
    text: status,
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
  };
}
