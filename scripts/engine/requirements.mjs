import { readFileSync } from 'node:fs';
import { canInstallPackages, ensurePrograms, missingPackages } from './packages.mjs';

const programs = {
  dockerd: 'docker.io',
  containerd: 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  ip: 'iproute2',
  flock: 'util-linux',
};

/** Makes sure that a private engine can be started here; says whether packages had to be installed for it. */
export function requirePrograms() {
  const needed = appArmorIsOn() ? { ...programs, apparmor_parser: 'apparmor' } : programs;
  const mayRun = process.platform === 'linux' && process.getuid() === 0;
  if (mayRun && missingPackages(needed).length === 0) return false;
  if (!canInstallPackages()) {
    throw new Error(
      'no Docker Engine answers; install Docker Engine or Docker Desktop and start it, or run as root on Debian or Ubuntu, where one is installed for you.',
    );
  }
  ensurePrograms(needed, 'for a private engine (about 100 MB, once)');
  return true;
}

/** With AppArmor in the kernel, dockerd starts no container unless it can load a profile. */
function appArmorIsOn() {
  try {
    return readFileSync('/sys/module/apparmor/parameters/enabled', 'utf8').startsWith('Y');
  } catch {
    return false;
  }
}
