import type { TransferProgress } from '../engine/engine.ts';
import type { ProgressEvent } from '../events/event.ts';
import type { Operation } from '../plan/operation.ts';
import type { Run } from './context.ts';
import type { Outcome } from './outcome.ts';
import { warningEvent } from './progress.ts';

export async function pullImage(operation: Extract<Operation, { type: 'pull-image' }>, run: Run): Promise<Outcome> {
  const { engine, emit, signal } = run;
  const { image, platform, required } = operation;
  const onProgress = (step: TransferProgress): void => {
    // The first of a pull names the image's tag where the others name a layer.
    if (step.id !== undefined && !step.status.startsWith('Pulling from')) emit(layerEvent(image, step.id, step));
  };
  try {
    await engine.pullImage(image, { signal, onProgress, ...(platform ? { platform } : {}) });
    return undefined;
  } catch (error) {
    if (required || signal.aborted) throw error;
    emit(warningEvent('Image', image, error instanceof Error ? error.message : String(error)));
    return 'told';
  }
}

const finished = new Set(['Pull complete', 'Already exists', 'Download complete']);

function layerEvent(image: string, layer: string, { status, current, total }: TransferProgress): ProgressEvent {
  return {
    type: 'progress',
    kind: 'Image',
    name: layer,
    parent: `Image ${image}`,
    status: finished.has(status) ? 'Done' : 'Working',
    text: status,
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
  };
}
