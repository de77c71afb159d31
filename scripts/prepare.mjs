import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { oneAtATime } from './engine/lock.mjs';
import { say } from './engine/say.mjs';

export const checkout = resolve(import.meta.dirname, '..');
export const workFolder = join(checkout, '.gantry');

/** Installs the dependencies unless they are those of the lockfile already, and builds. */
export async function prepare() {
  mkdirSync(workFolder, { recursive: true });
  await oneAtATime(join(workFolder, 'prepare'), () => {
    if (!dependenciesAreCurrent()) {
      say('installing dependencies.');
      npm('ci');
    }
    say('building gantry.');
    npm('run', 'build');
  });
}

/** npm writes its own lockfile into node_modules last, so an install that was cut short has none. */
function dependenciesAreCurrent() {
  const written = path => statSync(join(checkout, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return written('node_modules/.package-lock.json') >= written('package-lock.json');
}

function npm(...args) {
  const { status, stdout, stderr } = spawnSync('npm', ['--loglevel=error', ...args], {
    cwd: checkout,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${`${stdout}${stderr}`.trim()}`);
}
