import type { ProgressEvent } from '../events/event.ts';
import { humanSize } from './human.ts';

/** The layers of an image that is pulled or pushed, told on the image's own line. */
export interface Layers {
  readonly advance: (layer: ProgressEvent) => void;
  /** `[===>--------] 12.3MB/45.1MB`; then, when all is here, how many layers are unpacked: `extracting 3/8 layers`. */
  readonly summary: () => string;
}

interface Layer {
  readonly isDone: boolean;
  readonly current: number;
  readonly total: number;
}

export function createLayers(): Layers {
  const layers = new Map<string, Layer>();
  let furthest = 0;
  let isPush = false;
  return {
    advance(event) {
      isPush ||= event.text === 'Pushing';
      layers.set(event.name, afterStep(layers.get(event.name), event));
    },
    summary() {
      const all = [...layers.values()];
      if (all.length === 0) return '';
      const counted = `${all.filter(({ isDone }) => isDone).length}/${all.length} layers`;
      // What was here already is no part of the work.
      const wanted = all.filter(({ total, isDone }) => total > 0 || !isDone);
      const total = sum(wanted.map(layer => layer.total));
      const current = sum(wanted.map(layer => layer.current));
      if (total === 0) return counted;
      const known = wanted.filter(layer => layer.total > 0).length;
      if (current === total && known === wanted.length) return isPush ? counted : `extracting ${counted}`;
      // Of layers that wait the engine tells no size. Taken for as large as the others, they don't let the bar go back.
      furthest = Math.max(furthest, (current / total) * (known / wanted.length));
      return `${bar(furthest)} ${humanSize(current)}/${humanSize(total)}`;
    },
  };
}

const barWidth = 12;

/** `[====>-------]`: without blanks, since those are one where a line is made of what others say. */
function bar(fraction: number): string {
  const done = '='.repeat(Math.floor(Math.min(1, fraction) * barWidth));
  return `[${`${done}${done.length < barWidth ? '>' : ''}`.padEnd(barWidth, '-')}]`;
}

/** Bytes are those that go over the net: the engine counts from zero again as it extracts. */
function afterStep(layer: Layer | undefined, { status, text, current = 0, total = 0 }: ProgressEvent): Layer {
  const isDone = status === 'Done' && text !== 'Download complete';
  if (text === 'Downloading' || text === 'Pushing') return { isDone, current, total: Math.max(total, current) };
  const known = layer?.total ?? 0;
  return { isDone, current: isBefore(text) ? 0 : known, total: known };
}

function isBefore(text: string): boolean {
  return text === 'Pulling fs layer' || text === 'Waiting' || text === 'Preparing';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
