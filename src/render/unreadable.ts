import type { WatchEvent } from '../events/event.ts';

/** A line a file. */
export function unreadableLines({ files }: Extract<WatchEvent, { readonly step: 'unreadable' }>): string[] {
  return files.map(({ path, message }) => `${path} can't be read: ${message}; it is sent once it can`);
}
