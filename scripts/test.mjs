// `npm test`: from a fresh clone to the verdict, which is the last line. The engine is stopped before it is printed.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, workFolder } from './prepare.mjs';

const totalsFile = join(workFolder, 'test-totals.json');

// A terminal's Ctrl-C reaches the checks as well; the engine is stopped after them.
process.on('SIGINT', () => {});
rmSync(totalsFile, { force: true });
const checks = [process.execPath, join(checkout, 'scripts/checks.mjs'), totalsFile];
const { status } = spawnSync(join(checkout, 'scripts/with-engine'), checks, { cwd: checkout, stdio: 'inherit' });
const { passed, failed } = readTotals();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 ? 0 : 1;

/** No totals means that the checks could not even begin. */
function readTotals() {
  try {
    return JSON.parse(readFileSync(totalsFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
