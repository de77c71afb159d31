import type { OutputChunk } from './engine.ts';

type Stream = OutputChunk['stream'];

const lineFeed = 10;

/**
 * The output of a container without a terminal: frames of an eight-byte header (stream, three zeros, length) and
 * their payload. What arrives is cut anywhere, in a header as well. Gives at most one chunk per run of frames of the
 * same stream, so that 300,000 short lines don't become 300,000 chunks. With `cuts`, where each frame is an entry of a
 * log, a chunk ends, marked, where an entry does that isn't a whole line.
 */
export async function* demultiplex(
  source: AsyncIterable<Buffer>,
  { cuts = false }: { cuts?: boolean } = {},
): AsyncGenerator<OutputChunk> {
  const header = Buffer.alloc(8);
  let headerLength = 0;
  let stream: Stream = 'stdout';
  let left = 0;

  for await (const piece of source) {
    // Payloads move left over the headers before them; the piece is ours to write on.
    let from = 0;
    let read = 0;
    let written = 0;
    while (read < piece.length) {
      if (left > 0) {
        const length = Math.min(left, piece.length - read);
        if (written !== read) piece.copyWithin(written, read, read + length);
        written += length;
        read += length;
        left -= length;
        if (cuts && left === 0 && piece[written - 1] !== lineFeed) {
          yield { stream, data: piece.subarray(from, written), isCut: true };
          from = written;
        }
        continue;
      }
      const length = Math.min(header.length - headerLength, piece.length - read);
      piece.copy(header, headerLength, read, read + length);
      headerLength += length;
      read += length;
      if (headerLength < header.length) break;
      headerLength = 0;
      left = header.readUInt32BE(4);
      const next = header[0] === 2 ? 'stderr' : 'stdout';
      if (next !== stream && written > from) {
        yield { stream, data: piece.subarray(from, written) };
        from = written;
      }
      stream = next;
    }
    if (written > from) yield { stream, data: piece.subarray(from, written) };
  }
}

/** The output of a container with a terminal: one stream, as it is. */
export async function* raw(source: AsyncIterable<Buffer>): AsyncGenerator<OutputChunk> {
  for await (const data of source) yield { stream: 'stdout', data };
}
