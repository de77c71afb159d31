import type { ProgressEvent } from '../events/event.ts';
import { humanSize } from './human.ts';

/** The layers of an image that is pulled, told on the image's own line. */
export interface Layers {
  readonly advance: (layer: ProgressEvent) => void;
  /** `3/8 layers 12.3MB/45.1MB`. */
  readonly summary: () => string;
}

interface Layer {
  readonly isDone: boolean;
  readonly current: number;
  readonly total: number;
}

export function createLayers(): Layers {
  const layers = new Map<string, Layer>();
  return {
    advance(event) {
      // The first line of a pull names the image's tag where the others name a layer.
      if (!event.text.startsWith('Pulling from')) layers.set(event.name, afterStep(layers.get(event.name), event));
    },
    summary() {
      const all = [...layers.values()];
      if (all.length === 0) return '';
      const counted = `${all.filter(({ isDone }) => isDone).length}/${all.length} layers`;
      const total = sum(all.map(layer => layer.total));
      return total === 0
        ? counted
        : `${counted} ${humanSize(sum(all.map(({ current }) => current)))}/${humanSize(total)}`;
    },
  };
}

/** Bytes are those downloaded: the engine counts from zero again as it extracts. */
function afterStep(layer: Layer | undefined, { status, text, current = 0, total = 0 }: ProgressEvent): Layer {
  const isDone = status === 'Done' && text !== 'Download complete';
  if (text === 'Downloading') return { isDone, current, total: Math.max(total, current) };
  const known = layer?.total ?? 0;
  return { isDone, current: isBefore(text) ? 0 : known, total: known };
}

function isBefore(text: string): boolean {
  return text === 'Pulling fs layer' || text === 'Waiting';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
