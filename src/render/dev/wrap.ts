import stringWidth from 'string-width';

/** Pieces of a line that are no wider; one that is broken loses its colours. */
export function wrap(text: string, width: number): string[] {
  if (width < 1 || stringWidth(text) <= width) return [text];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text.replace(/\x1b\[[\d;:]*m/g, ''))) {
    const taken = stringWidth(segment);
    if (used + taken > width) {
      pieces.push(piece);
      [piece, used] = ['', 0];
    }
    piece += segment;
    used += taken;
  }
  return [...pieces, piece];
}

const segmenter = new Intl.Segmenter();
