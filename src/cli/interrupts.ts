import type { Interrupts } from '../operations/attach.ts';
import type { World } from './world.ts';

/** Makes signals of the process into what they ask for: the first one stops, the second kills. */
export function listenForInterrupts(world: World): Interrupts & { readonly close: () => void } {
  const stop = new AbortController();
  const kill = new AbortController();
  const close = world.onInterrupt(() => (stop.signal.aborted ? kill : stop).abort());
  return { stop: stop.signal, kill: kill.signal, close };
}
