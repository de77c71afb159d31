import type { OutputChunk } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import { lineSplitter } from './output-lines.ts';

/** Who a hook's lines are said to be from. */
export interface HookSource {
  readonly service: string;
  /** `web-1 ->`. */
  readonly container: string;
}

/** Emits what a hook writes and gives its last line, which is likely to say why it failed. */
export async function emitHookOutput(
  output: AsyncIterable<OutputChunk>,
  { service, container }: HookSource,
  emit: Emit,
): Promise<string | undefined> {
  let last: string | undefined;
  const lines = lineSplitter((stream, line) => {
    if (line.trim() !== '') last = line;
    emit({ type: 'log', service, container, stream, data: Buffer.from(`${line}\n`) });
  });
  for await (const chunk of output) lines.push(chunk);
  lines.end();
  return last;
}
