/** The text without its first and last line break and without the indentation that all its lines share. */
export function dedent(parts: TemplateStringsArray, ...values: readonly string[]): string {
  const text = String.raw(parts, ...values);
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n\s*$/, '')
    .split('\n');
  const indents = lines.filter(line => line.trim() !== '').map(line => /^ */.exec(line)![0].length);
  const shared = Math.min(...indents);
  return lines.map(line => line.slice(shared)).join('\n');
}
