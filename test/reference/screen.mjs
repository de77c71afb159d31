import headless from '@xterm/headless';

/** Lines that a terminal remembers: more than any recording has. */
const scrollback = 100_000;

/**
 * What stands in a terminal in the end once `text` was written to it, those lines included that have scrolled out; lines
 * that it has wrapped are one, without blanks at their ends, and without what is empty below.
 */
export async function screenOf(text, { columns, rows }) {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true });
  await new Promise(done => terminal.write(text, done));
  const { active } = terminal.buffer;
  const lines = [];
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(row);
    const piece = line.translateToString(true);
    if (line.isWrapped) lines[lines.length - 1] += piece;
    else lines.push(piece);
  }
  terminal.dispose();
  while (lines.at(-1) === '') lines.pop();
  return lines.map(line => line.trimEnd());
}
