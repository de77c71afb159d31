/** The lines of a stream of UTF-8, without their ends; a last line need not be ended, and empty lines are left out. */
export async function* lines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const piece of source) {
    let from = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
      const line = textOf([...rest, piece.subarray(from, end)]);
      rest = [];
      from = end + 1;
      if (line !== '') yield line;
    }
    if (from < piece.length) rest.push(piece.subarray(from));
  }
  const last = textOf(rest);
  if (last !== '') yield last;
}

/** Joined before it is decoded: a character may be cut in two. */
function textOf(pieces: readonly Buffer[]): string {
  const text = Buffer.concat(pieces).toString();
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
