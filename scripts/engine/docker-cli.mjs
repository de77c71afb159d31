import { spawnSync } from 'node:child_process';
import { canInstallPackages, ensurePrograms, hasProgram } from './packages.mjs';

/** Makes sure of the docker CLI, which the clients in the end-to-end tests call; its plugin there is gantry. */
export function ensureDockerCli() {
  if (hasProgram('docker')) return;
  if (!canInstallPackages()) throw new Error('the end-to-end tests need the docker CLI: install it, and try again.');
  ensurePrograms({ docker: hasPackage('docker-cli') ? 'docker-cli' : 'docker.io' }, 'for the tests of its clients');
}

/** Debian 12 has it in docker.io; later ones in a package of its own. */
function hasPackage(name) {
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
}
