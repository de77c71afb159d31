import { spawn } from 'node:child_process';

/** Hands what is below `folder` to `take` as a tar stream. */
export async function packInto(folder, take) {
  const options = ['--directory', folder, '--numeric-owner', '--create', '.'];
  const tar = spawn('tar', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.all([take(tar.stdout), finished(tar, 'tar')]);
}

/** Runs a command quietly; what it wrote is told only if it fails. */
export async function succeed([file, ...args], options) {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk;
    });
  }
  await finished(child, args.includes('debootstrap') ? 'debootstrap' : file, () => output);
}

function finished(child, name, output = () => '') {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      if (code === 0) resolve();
      else reject(new Error(`${name} failed:\n${output().trim().split('\n').slice(-8).join('\n')}`));
    });
  });
}
