import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Settings of apt that say how a machine reaches its archives, as opposed to what it installs from them. */
const reach = /^Acquire::(https?::(Proxy|Verify-Peer|Verify-Host)|Check-Valid-Until|Check-Date|Retries|ForceIPv[46])\b/;

/**
 * The archives that an image of this suite installs from: this machine's own, where it is a Debian itself. Elsewhere
 * undefined: debootstrap knows the public one.
 */
export function archives(suite) {
  if (releaseField('ID') !== 'debian') return undefined;
  const targets = hostTargets();
  const codename = releaseField('VERSION_CODENAME');
  const archiveOf = release => targets.find(target => target.release === release)?.uri.replace(/\/$/, '');
  const mirror = archiveOf(codename);
  if (mirror === undefined) return undefined;
  const security = archiveOf(`${codename}-security`);
  const lines = [`${mirror} ${suite}`, `${mirror} ${suite}-updates`];
  if (security !== undefined) lines.push(`${security} ${suite}-security`);
  return { mirror, lines: lines.map(line => `deb ${line} main`) };
}

/** How this machine's apt reaches its archives: as lines for an apt.conf, and as variables for other programs. */
export function aptSettings() {
  const lines = apt('apt-config', 'dump').filter(line => reach.test(line));
  const proxies = {};
  for (const protocol of ['http', 'https']) {
    const configured = lines.map(line => line.match(`^Acquire::${protocol}::Proxy "(.+)";`)?.[1]).find(Boolean);
    const inherited = process.env[`${protocol}_proxy`];
    if (configured ?? inherited) proxies[`${protocol}_proxy`] = configured ?? inherited;
    if (!configured && inherited) lines.push(`Acquire::${protocol}::Proxy "${inherited}";`);
  }
  return { lines, proxies };
}

function hostTargets() {
  const format = '$(REPO_URI) $(RELEASE)';
  return apt('apt-get', 'indextargets', '--format', format, 'Created-By: Packages').map(line => {
    const [uri, release] = line.split(' ');
    return { uri, release };
  });
}

function apt(file, ...args) {
  return spawnSync(file, args, { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
}

function releaseField(name) {
  return readFileSync('/etc/os-release', 'utf8').match(new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm'))?.[1];
}
