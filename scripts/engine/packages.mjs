import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { say } from './say.mjs';

/** The folders where system programs live are not on every user's PATH. */
export const systemPath = [process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);

/** Whether this is Debian, Ubuntu or one of their kind, and we may install packages on it. */
export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid() === 0 && isDebianLike() && hasProgram('apt-get');
}

/** Installs those of the packages whose program is missing; `programs` maps a program (or file) to its package. */
export function ensurePrograms(programs, purpose) {
  const packages = missingPackages(programs);
  if (packages.length === 0) return;
  say(`installing ${packages.join(', ')} ${purpose}.`);
  apt('update');
  apt('install', '--yes', '--no-install-recommends', ...packages);
  const stillMissing = missingPackages(programs);
  if (stillMissing.length > 0) throw new Error(`apt-get did not bring what ${stillMissing.join(', ')} should contain.`);
}

/** A program by its name on the path, or any file by its absolute path. */
export function hasProgram(name) {
  if (isAbsolute(name)) return existsSync(name);
  return systemPath.split(delimiter).some(folder => isExecutable(join(folder, name)));
}

export function missingPackages(programs) {
  const missing = Object.entries(programs).filter(([program]) => !hasProgram(program));
  return [...new Set(missing.map(([, name]) => name))].sort();
}

function isDebianLike() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function apt(...args) {
  // Another apt-get (a fresh machine's own first update, say) may hold the lock for a while.
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0'];
  const environment = { ...process.env, PATH: systemPath, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', [...quiet, ...args], { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${`${stdout}${stderr}`.trim()}`);
}
