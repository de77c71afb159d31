import type { Interrupts } from '../operations/attach.ts';
import type { World } from './world.ts';

export interface InterruptListener extends Interrupts {
  /** As a signal does. */
  readonly interrupt: () => void;
  readonly close: () => void;
}

/** Makes signals of the process into what they ask for: the first one stops, the second kills. */
export function listenForInterrupts(world: World): InterruptListener {
  const stop = new AbortController();
  const kill = new AbortController();
  const interrupt = () => (stop.signal.aborted ? kill : stop).abort();
  return { stop: stop.signal, kill: kill.signal, interrupt, close: world.onInterrupt(interrupt) };
}
