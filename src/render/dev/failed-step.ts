const shownLines = 8;

/** What a builder has written in the step that failed: its name, then its last lines. */
export function failedStep(lines: readonly string[]): string[] {
  const number = lines.findLast(line => /^#\d+ ERROR(?!.*\bcanceled$)/.test(line))?.split(' ')[0];
  const step = lines.findLastIndex(line => line.startsWith('Step '));
  const own =
    number === undefined
      ? lines.slice(step === -1 ? lines.length : step)
      : lines.filter(line => line.startsWith(`${number} `) && !line.startsWith(`${number} ERROR`)).map(bare);
  const [name, ...rest] = own;
  return name === undefined ? [] : [name, ...rest.slice(-shownLines)];
}

/** Without BuildKit's number of the step, and the seconds since it began. */
function bare(line: string): string {
  return line.replace(/^#\d+ (\d+\.\d+ )?/, '');
}
