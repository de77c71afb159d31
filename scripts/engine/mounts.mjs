import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Unmounts what is mounted on and below the folders, the innermost first; dockerd mounts its data on itself. */
export function unmountBelow(folders) {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').map(mountPoint);
  const below = mounts.filter(path => folders.some(folder => path === folder || path.startsWith(`${folder}/`)));
  for (const path of below.reverse()) spawnSync('umount', ['--lazy', path], { stdio: 'inherit' });
}

/** The kernel writes spaces and the like as octal numbers. */
function mountPoint(line) {
  return line.split(' ')[4].replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8)));
}
