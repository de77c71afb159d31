import type { Emit } from '../events/event.ts';

/** Turns events into text as they come. */
export interface Renderer {
  readonly emit: Emit;
  /** Whatever moves stands still now, and the terminal is as it was; what is told later comes below. */
  readonly end: () => void;
}

/** Where a renderer writes. */
export interface Sinks {
  readonly stdout: (piece: string | Uint8Array) => void;
  readonly stderr: (piece: string | Uint8Array) => void;
}

/** Where a renderer of progress writes. */
export interface ProgressSinks {
  /** Steps, and what builds write. */
  readonly progress: (text: string) => void;
  /** What builders write. Default: where the progress goes. */
  readonly buildLog?: (text: string) => void;
  /** Warnings. */
  readonly stderr: (text: string) => void;
}
