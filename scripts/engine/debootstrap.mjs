import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptSettings, archives } from './apt-configuration.mjs';
import { ensurePrograms, hasProgram, systemPath } from './packages.mjs';
import { packInto, succeed } from './root-folder.mjs';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const localCertificates = '/usr/local/share/ca-certificates';

/** Makes a small Debian below `folder` and hands it to `take` as a tar stream; the folder is gone afterwards. */
export async function bootstrapDebian({ suite, folder }, take) {
  const programs = { debootstrap: 'debootstrap', unshare: 'util-linux', [keyring]: 'debian-archive-keyring' };
  ensurePrograms(programs, 'to make a base image');
  rmSync(folder, { recursive: true, force: true });
  try {
    const sources = archives(suite);
    const settings = aptSettings();
    await debootstrap({ suite, folder, mirror: sources?.mirror, settings });
    await trustLocalCertificates(folder);
    configureApt(folder, { lines: sources?.lines, settings });
    slim(folder);
    await packInto(folder, take);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function debootstrap({ suite, folder, mirror, settings }) {
  const certificates = mirror?.startsWith('https:') ? ['--include=ca-certificates'] : [];
  const options = ['--variant=minbase', `--keyring=${keyring}`, ...certificates];
  // wget, which debootstrap downloads with, doesn't read apt's settings.
  const environment = { ...process.env, PATH: systemPath, ...settings.proxies };
  // In a mount namespace of its own, its mounts go with it even if it is killed.
  const command = ['unshare', '--mount', 'debootstrap', ...options, suite, folder, ...(mirror ? [mirror] : [])];
  await succeed(command, { env: environment });
}

/** The certificate authorities that this machine's administrator added, wherever the image has a place for them. */
async function trustLocalCertificates(folder) {
  if (!hasProgram(localCertificates) || !hasProgram(join(folder, 'usr/sbin/update-ca-certificates'))) return;
  const names = readdirSync(localCertificates).filter(name => name.endsWith('.crt'));
  if (names.length === 0) return;
  for (const name of names) copyFileSync(join(localCertificates, name), join(folder, localCertificates, name));
  await succeed(['chroot', folder, 'update-ca-certificates'], { env: { ...process.env, PATH: systemPath } });
}

function configureApt(folder, { lines, settings }) {
  // Without lines of ours, those that debootstrap wrote stay.
  if (lines) writeFileSync(join(folder, 'etc/apt/sources.list'), `${lines.join('\n')}\n`);
  const ours = ['Acquire::Languages "none";', 'APT::Install-Recommends "false";', 'APT::Install-Suggests "false";'];
  writeFileSync(join(folder, 'etc/apt/apt.conf.d/90image'), `${[...ours, ...settings.lines].join('\n')}\n`);
}

/** Leaves out what no container reads, now and in whatever is installed later, and the caches of apt. */
function slim(folder) {
  const unread = ['usr/share/doc', 'usr/share/man', 'usr/share/info', 'usr/share/locale'];
  const rules = unread.map(path => `path-exclude /${path}/*`);
  writeFileSync(join(folder, 'etc/dpkg/dpkg.cfg.d/image'), `${['force-unsafe-io', ...rules].join('\n')}\n`);
  for (const path of [...unread, 'var/lib/apt/lists', 'var/cache/apt', 'var/log']) {
    rmSync(join(folder, path), { recursive: true, force: true });
    mkdirSync(join(folder, path));
  }
  for (const path of ['var/lib/apt/lists/partial', 'var/cache/apt/archives/partial']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
}
