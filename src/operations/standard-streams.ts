import type { OutputChunk, TerminalSize } from '../engine/engine.ts';

/** Where the user of a process in a container is: a terminal, or pipes. */
export interface StandardStreams {
  /** What is typed or piped in. Read once; a piece is good until the next one is asked for. */
  readonly input: AsyncIterable<Uint8Array>;
  readonly isInputTerminal: boolean;
  readonly isOutputTerminal: boolean;
  /** Resolves when whoever reads has taken it; write no more before. */
  write(stream: OutputChunk['stream'], data: Uint8Array): Promise<void>;
  /** Undefined without a terminal. */
  size(): TerminalSize | undefined;
  /** Calls back at each change of size, until the function that it returns is called. */
  onResize(listener: () => void): () => void;
  /** Hands over every key as it is typed, until the function that it returns is called. */
  enterRawMode(): () => void;
  /** Calls back with the name of each signal that can be passed on, until the function that it returns is called. */
  onSignal(listener: (signal: string) => void): () => void;
}
