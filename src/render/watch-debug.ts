import type { ComposeEvent } from '../events/event.ts';
import { renderMessage } from './message.ts';
import type { Renderer } from './renderer.ts';

export interface WatchDebugOptions {
  readonly stderr: (piece: string) => void;
  readonly now: () => Date;
}

/** What a service's containers are about to have, and since when: milliseconds since the epoch. */
interface Batch {
  readonly begun: number;
  readonly changes: number;
  /** Files are synced to what a rebuild has made before it is over. Default: false. */
  readonly isRebuild?: boolean;
}

/** A line for all that a change of files took, once it is done: `batch complete: duration[0.25s] count[3]`. */
export function watchDebugRenderer({ stderr, now }: WatchDebugOptions): Renderer {
  const batches = new Map<string, Batch>();
  const time = () => now().getTime();
  const begin = (service: string, batch: Batch) => {
    if (batch.isRebuild || !batches.get(service)?.isRebuild) batches.set(service, batch);
  };
  const end = (services: readonly string[]) => {
    const ended = services.flatMap(service => batches.get(service) ?? []);
    for (const service of services) batches.delete(service);
    if (ended.length === 0) return;
    const seconds = (time() - Math.min(...ended.map(({ begun }) => begun))) / 1000;
    const count = ended.reduce((sum, { changes }) => sum + changes, 0);
    stderr(renderMessage('debug', `batch complete: duration[${seconds}s] count[${count}]`, now()));
  };
  const emit = (event: ComposeEvent) => {
    if (event.type !== 'watch') return;
    if (event.step === 'synced')
      begin(event.service, { begun: time() - event.milliseconds, changes: event.sent + event.removed });
    else if (event.step === 'rebuilding')
      for (const service of event.services) begin(service, { begun: time(), changes: 1, isRebuild: true });
    else if (event.step === 'updated') end(event.services);
  };
  return { emit, end: () => {} };
}
