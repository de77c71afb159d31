import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrograms, systemPath } from './packages.mjs';
import { packInto, succeed } from './root-folder.mjs';

/** Makes a root folder that has BusyBox alone and hands it to `take` as a tar stream; the folder is gone afterwards. */
export async function layOutBusybox(folder, take) {
  rmSync(folder, { recursive: true, force: true });
  const unpacked = `${folder}-package`;
  rmSync(unpacked, { recursive: true, force: true });
  try {
    for (const path of ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp', 'var'])
      mkdirSync(join(folder, path), { recursive: true });
    const program = join(folder, 'bin/busybox');
    await unpackBusybox(unpacked, program);
    const { stdout } = spawnSync(program, ['--list'], { encoding: 'utf8' });
    for (const name of stdout.split('\n').filter(name => name !== '' && name !== 'busybox'))
      symlinkSync('busybox', join(folder, 'bin', name));
    writeFileSync(
      join(folder, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    );
    writeFileSync(join(folder, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
    await succeed(['chmod', '1777', join(folder, 'tmp')]);
    await packInto(folder, take);
  } finally {
    for (const path of [folder, unpacked]) rmSync(path, { recursive: true, force: true });
  }
}

/** The program is taken from its package, which is not installed: its place may be another's. */
async function unpackBusybox(unpacked, program) {
  ensurePrograms({ 'dpkg-deb': 'dpkg' }, 'to make a base image');
  mkdirSync(unpacked);
  const environment = { ...process.env, PATH: systemPath };
  const download = ['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', 'busybox-static'];
  try {
    await succeed(download, { cwd: unpacked, env: environment });
  } catch {
    // A new machine has no list of packages yet.
    await succeed(['apt-get', '-qq', 'update'], { env: environment });
    await succeed(download, { cwd: unpacked, env: environment });
  }
  const [file] = readdirSync(unpacked);
  await succeed(['dpkg-deb', '-x', join(unpacked, file), unpacked], { env: environment });
  const places = ['bin/busybox', 'usr/bin/busybox'].map(path => join(unpacked, path));
  await succeed(['sh', '-c', 'cp "$1" "$3" 2>/dev/null || cp "$2" "$3"', 'sh', ...places, program]);
}
