import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemPath } from './packages.mjs';

/**
 * Makes the bridge that containers without a network of their own get, and gives the dockerd options that go with it.
 * Each checkout has a /16 of its own: a /24 for the bridge and the upper half for the networks of projects.
 */
export function layNetwork({ home, bridge, number }) {
  removeBridge({ bridge });
  const second = rememberedNumber(join(home, 'subnet'), number);
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('address', 'add', `10.${second}.0.1/24`, 'dev', bridge);
  ip('link', 'set', bridge, 'up');
  const pool = `base=10.${second}.128.0/17,size=24`;
  return ['--bridge', bridge, '--default-address-pool', pool, '--mtu', String(smallestMtu())];
}

export function removeBridge({ bridge }) {
  if (existsSync(`/sys/class/net/${bridge}`)) ip('link', 'delete', bridge);
}

/** Networks in the engine's data keep their addresses, so the choice is made once and written down. */
function rememberedNumber(file, number) {
  const remembered = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  // Another checkout's engine may have taken it while this one was stopped.
  if (remembered && !isTaken(`10.${remembered}.0.`)) return remembered;
  const chosen = freeNumber(number);
  writeFileSync(file, `${chosen}\n`);
  return chosen;
}

/** The second byte of a 10.x network, between 64 and 127, that no interface of this machine is in. */
function freeNumber(number) {
  for (let attempt = 0; attempt < 64; attempt++) {
    const candidate = 64 + ((number + attempt) % 64);
    if (!isTaken(`10.${candidate}.`)) return candidate;
  }
  throw new Error('no free network between 10.64.0.0 and 10.127.0.0 for a private engine.');
}

function isTaken(prefix) {
  return addressesIn(ip('-json', '-4', 'address', 'show')).some(address => address.startsWith(prefix));
}

/** Those of interfaces that are down, too: a bridge is while it has no container. */
export function addressesIn(json) {
  return JSON.parse(json || '[]').flatMap(({ addr_info = [] }) => addr_info.flatMap(({ local }) => local ?? []));
}

/** A bridge with larger packets than the way out takes loses them where "too big" messages are filtered. */
function smallestMtu() {
  const routes = readFileSync('/proc/net/route', 'utf8').trim().split('\n').slice(1);
  const gateways = routes.map(line => line.split('\t')).filter(([, destination]) => destination === '00000000');
  const mtus = gateways.map(([name]) => Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8')));
  return Math.min(1500, ...mtus);
}

function ip(...args) {
  const { status, stdout, stderr } = spawnSync('ip', args, {
    env: { ...process.env, PATH: systemPath },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ip ${args.join(' ')} failed: ${stderr.trim()}`);
  return stdout;
}
