import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes the files that the recorder wrote while a command watched them, if it is such a one, from now on. Gives what
 * ends that.
 */
export function startEdits({ line, keys, signals }, folder) {
  const end = [...keys, ...signals].at(-1)?.seconds;
  const { files } = edits.find(({ command, seconds }) => command.test(line) && seconds === end) ?? { files: [] };
  const timers = files.map(({ seconds, path }) => setTimeout(write, seconds * 1000, join(folder, path)));
  return () => timers.forEach(clearTimeout);
}

/** By command, and when that was ended: the recording has it as a remark only. */
const edits = [
  {
    command: /compose (up --)?watch$/,
    seconds: 21,
    files: [
      { seconds: 6, path: 'sync/s.txt' },
      { seconds: 7.5, path: 'sync/x.tmp' },
      { seconds: 9, path: 'rest/r.txt' },
      { seconds: 12, path: 'ex/e.txt' },
      { seconds: 14, path: 'app/f.txt' },
    ],
  },
  { command: /compose watch --no-up$/, seconds: 8, files: [{ seconds: 3, path: 'sync/s.txt' }] },
  { command: /compose watch --no-up --quiet$/, seconds: 9, files: [{ seconds: 3, path: 'app/f.txt' }] },
];

let written = 0;

function write(path) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${++written}\n`);
}
