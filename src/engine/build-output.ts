import { buildKitLines } from './buildkit-lines.ts';
import { decodeTrace } from './buildkit-trace.ts';
import type { ProgressMessage } from './progress-message.ts';

export interface BuildOutput {
  add(message: ProgressMessage): void;
  /** Undefined until the builder has said it. */
  imageId(): string | undefined;
}

/** Makes lines of what either builder reports, and finds the image's id in it. */
export function buildOutput(onOutput: (line: string) => void): BuildOutput {
  const traceLines = buildKitLines();
  let imageId: string | undefined;
  let unended = '';

  /** The classic builder cuts its text anywhere. */
  function addText(text: string): void {
    const parts = (unended + text).split('\n');
    unended = parts.pop() ?? '';
    for (const line of parts) if (line !== '') onOutput(line);
  }

  return {
    add({ id, stream, aux }) {
      if (stream !== undefined) addText(stream);
      if (id === 'moby.buildkit.trace') for (const line of traceLines(decodeTrace(String(aux)))) onOutput(line);
      else imageId = idIn(aux) ?? imageId;
    },
    imageId: () => imageId,
  };
}

function idIn(aux: unknown): string | undefined {
  return typeof aux === 'object' && aux !== null && 'ID' in aux ? String(aux.ID) : undefined;
}
