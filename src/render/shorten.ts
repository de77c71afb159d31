import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** In columns of a terminal, of which a wide character takes two: one that would stand across the edge is cut off, too. */
export function shorten(text: string, width: number, position: 'end' | 'middle' = 'end'): string {
  let short = text;
  for (let place = Math.max(0, width); stringWidth(short) > width && place >= 0; place--)
    short = cliTruncate(text, place, { position });
  return short;
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
