// Measures gantry beside `docker compose` in one run on one engine, interleaved, and prints medians and pairwise
// ratios (ours / peer; below 1 is faster). `config` is measured on plain services and on realistic ones, whose peak
// memory is shown where GNU time is installed.
// Usage: npm run bench [-- --runs N] [--services N] [--only version,config,lifecycle]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { plainProject, realisticProject } from './bench-projects.mjs';
import { ensureDebianImage } from './engine/base-image.mjs';
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
  config,
  lifecycle,
};

printRow('scenario', 'ours ms', 'peer ms', 'ratio');
try {
  const wanted = flags.only === '' ? Object.keys(scenarios) : flags.only.split(',');
  for (const name of wanted) scenarios[name]();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The cold start of a command that only reads, and how it grows with the file. */
function config() {
  pair('config 30', project('plain', plainProject(30)), ['config'], runs * 3);
  for (const count of [30, 300]) {
    const folder = project(`realistic-${count}`, realisticProject(count));
    pair(`realistic ${count}`, folder, ['config'], runs * 2);
    printMemory(`realistic ${count}`, folder, ['config']);
  }
}

/** up, no-op up, ps and down of one project each, in turn. */
function lifecycle() {
  const steps = { up: ['up', '-d'], 'up no-op': ['up', '-d'], ps: ['ps'], down: ['down', '-t', '0'] };
  const times = Object.fromEntries(Object.keys(steps).map(step => [step, { ours: [], peer: [] }]));
  const folders = Object.fromEntries(
    names.map(name => [name, project(`bench-${name}`, plainProject(Number(flags.services)))]),
  );
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
  printRow(label, median(ours).toFixed(1), peer.length > 0 ? median(peer).toFixed(1) : '-', ratio);
}

function printMemory(label, cwd, args) {
  const [ours, peer] = names.map(name => peakMegabytes(name, cwd, args));
  if (ours === undefined) return;
  printRow(
    `${label}, MB`,
    ours.toFixed(1),
    peer?.toFixed(1) ?? '-',
    peer === undefined ? '-' : (ours / peer).toFixed(2),
  );
}

/** What the largest process of a command had in memory at most; undefined where GNU time is not installed. */
function peakMegabytes(name, cwd, args) {
  if (!existsSync('/usr/bin/time')) return undefined;
  const { stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', ...tools[name], ...args], { cwd, encoding: 'utf8' });
  const kilobytes = /^peak (\d+)$/m.exec(stderr)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function printRow(label, ...columns) {
  const [ours, peer, ratio] = columns;
  console.log(`${label.padEnd(18)} ${ours.padStart(9)} ${peer.padStart(9)} ${ratio.padStart(7)}`);
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function succeeds([command, ...before], args) {
  return spawnSync(command, [...before, ...args], { stdio: 'ignore' }).status === 0;
}

function project(name, text) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'compose.yaml'), text);
  return folder;
}
