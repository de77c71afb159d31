import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the run, gives it a folder of its own for temporary files, and has all removed when it ends, however it does. */
export default function setUp(): () => Promise<void> {
  const run = `e2e${Math.floor(Math.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0')}`;
  const folder = join(tmpdir(), `gantry-${run}`);
  mkdirSync(folder);
  // In a process group of its own: a Ctrl-C is for the tests. The pipe is closed when this process ends.
  const cleaner = spawn(process.execPath, [join(import.meta.dirname, 'clean-up.mjs'), run, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  process.env.GANTRY_TEST_RUN = run;
  process.env.TMPDIR = folder;
  return () =>
    new Promise((done, fail) => {
      cleaner.on('close', code => (code === 0 ? done() : fail(new Error('not all of the tests could be cleaned up'))));
      cleaner.stdin.end('in order');
    });
}
