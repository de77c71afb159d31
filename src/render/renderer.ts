import type { Emit } from '../events/event.ts';

/** Turns events into text as they come. */
export interface Renderer {
  readonly emit: Emit;
  /** No more events will come: whatever moves stands still now, and the cursor is back. */
  readonly end: () => void;
}

/** Where a renderer writes. */
export interface Sinks {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}
