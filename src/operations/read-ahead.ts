import type { OutputChunk } from '../engine/engine.ts';

export interface ReadAheadOptions {
  /** How many bytes may lie here that nobody has asked for yet. */
  readonly most: number;
  /** Lets go of the source. */
  readonly signal: AbortSignal;
}

/** Reads on, within bounds, while the reader is busy elsewhere: an engine makes several logs ready at once. */
export function readAhead(
  source: AsyncIterable<OutputChunk>,
  { most, signal }: ReadAheadOptions,
): AsyncIterable<OutputChunk> {
  const queue: OutputChunk[] = [];
  let length = 0;
  let failure: { readonly error: unknown } | undefined;
  let isOver = false;
  let wakeReader = (): void => {};
  let wakeSource = (): void => {};
  signal.addEventListener('abort', () => wakeSource(), { once: true });

  const fill = async (): Promise<void> => {
    try {
      for await (const chunk of source) {
        queue.push(chunk);
        length += chunk.data.length;
        wakeReader();
        while (length >= most && !signal.aborted)
          await new Promise<void>(resolve => {
            wakeSource = resolve;
          });
        if (signal.aborted) break;
      }
    } catch (error) {
      failure = { error };
    }
    isOver = true;
    wakeReader();
  };
  fill();

  return (async function* () {
    for (;;) {
      const chunk = queue.shift();
      if (chunk !== undefined) {
        length -= chunk.data.length;
        wakeSource();
        yield chunk;
      } else if (isOver) {
        if (failure !== undefined) throw failure.error;
        return;
      } else {
        await new Promise<void>(resolve => {
          wakeReader = resolve;
        });
      }
    }
  })();
}
