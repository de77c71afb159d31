// Measures gantry beside `docker compose` in one run on one engine, interleaved, and prints medians and pairwise
// ratios (ours / peer; below 1 is faster). Usage: npm run bench [-- --runs N] [--services N] [--only version,config]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDebianImage } from './engine/debian-image.mjs';
import { engineOf } from './engine/http.mjs';
import { prepare, workFolder } from './prepare.mjs';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    services: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    peer: { type: 'string', default: 'docker compose' },
  },
});
await prepare();
await ensureDebianImage(engineOf(process.env), workFolder);
const runs = Number(flags.runs);
const tools = { ours: [resolve(import.meta.dirname, '../bin/gantry')], peer: flags.peer.split(' ') };
const scratch = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
const havePeer = succeeds(tools.peer, ['version']);
const names = havePeer ? ['ours', 'peer'] : ['ours'];
if (!havePeer) console.log(`${flags.peer} is not installed: gantry's own figures only`);

const scenarios = {
  version: () => pair('version', scratch, ['version'], runs * 3),
  config: () => pair('config', project('config', 30), ['config'], runs * 3),
  lifecycle,
};

console.log(`${'scenario'.padEnd(12)} ${'ours ms'.padStart(9)} ${'peer ms'.padStart(9)} ${'ratio'.padStart(7)}`);
try {
  const wanted = flags.only === '' ? Object.keys(scenarios) : flags.only.split(',');
  for (const name of wanted) scenarios[name]();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** up, no-op up, ps and down of one project each, in turn. */
function lifecycle() {
  const steps = { up: ['up', '-d'], 'up no-op': ['up', '-d'], ps: ['ps'], down: ['down', '-t', '0'] };
  const times = Object.fromEntries(Object.keys(steps).map(step => [step, { ours: [], peer: [] }]));
  const folders = Object.fromEntries(names.map(name => [name, project(`bench-${name}`, Number(flags.services))]));
  try {
    for (let run = 0; run < runs; run++) {
      for (const name of inTurn(run)) {
        for (const [step, args] of Object.entries(steps)) times[step][name].push(time(name, folders[name], args));
      }
    }
  } finally {
    for (const name of names)
      spawnSync(tools[name][0], [...tools[name].slice(1), 'down', '-t', '0'], { cwd: folders[name] });
  }
  for (const step of Object.keys(steps)) print(step, times[step]);
}

function pair(label, cwd, args, count) {
  const times = { ours: [], peer: [] };
  for (const name of names) time(name, cwd, args);
  for (let run = 0; run < count; run++) {
    for (const name of inTurn(run)) times[name].push(time(name, cwd, args));
  }
  print(label, times);
}

function inTurn(run) {
  return run % 2 === 0 ? names : [...names].reverse();
}

function time(name, cwd, args) {
  const [command, ...before] = tools[name];
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, [...before, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited ${status}: ${stderr}`);
  return ms;
}

function print(label, { ours, peer }) {
  const ratio = peer.length > 0 ? median(ours.map((ms, i) => ms / peer[i])).toFixed(2) : '-';
  const peerMs = peer.length > 0 ? median(peer).toFixed(1) : '-';
  console.log(`${label.padEnd(12)} ${median(ours).toFixed(1).padStart(9)} ${peerMs.padStart(9)} ${ratio.padStart(7)}`);
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function succeeds([command, ...before], args) {
  return spawnSync(command, [...before, ...args], { stdio: 'ignore' }).status === 0;
}

/** A folder with a compose file of `count` services in tiers of ten, each tier depending on the one before. */
function project(name, count) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const services = Array.from({ length: count }, (_, i) => [
    `  s${String(i).padStart(2, '0')}:`,
    '    image: debian:bookworm-slim',
    '    command: sleep 100000',
    '    stop_signal: SIGKILL',
    '    environment:',
    `      NUMBER: "${i}"`,
    '      REGION: ${REGION:-eu}',
    '    labels: [tier=app]',
    ...(i >= 10 ? [`    depends_on: [s${String(i - 10).padStart(2, '0')}]`] : []),
  ]);
  writeFileSync(join(folder, 'compose.yaml'), `services:\n${services.flat().join('\n')}\n`);
  return folder;
}
