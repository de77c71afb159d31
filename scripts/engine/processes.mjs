import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The running dockerd and containerd of an engine, known by the folders on their command lines: a pid file may be
 * left over from a killed run, and its number may be another process's by now.
 */
export function engineProcesses({ exec }) {
  return allProcesses().filter(({ program, args }) => {
    if (program === 'dockerd') return args.includes(exec);
    return program === 'containerd' && args.some(arg => arg.startsWith(`${exec}/containerd/`));
  });
}

/** The containers of an engine that is gone: the processes that containerd left to watch them, and their own. */
export function containerProcesses({ namespace }) {
  const processes = allProcesses();
  const watchers = processes.filter(({ program, args }) => {
    return program.startsWith('containerd-shim') && args.includes(namespace);
  });
  const pids = new Set(watchers.map(({ pid }) => pid));
  return [...processes.filter(({ parent }) => pids.has(parent)), ...watchers];
}

/** Ends the processes: asks, waits, and kills what is still there. */
export async function endProcesses(find, { patienceMilliseconds }) {
  signal(find(), 'SIGTERM');
  const deadline = Date.now() + patienceMilliseconds;
  while (find().length > 0 && Date.now() < deadline) await sleep(100);
  await killProcesses(find);
}

export async function killProcesses(find) {
  for (let left = find(); left.length > 0; left = find()) {
    signal(left, 'SIGKILL');
    await sleep(50);
  }
}

function allProcesses() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(describe);
}

/** One that has ended in the meantime, or has ended and waits for its parent to notice, has no command line. */
function describe(pid) {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const parent = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^PPid:\s+(\d+)$/m)[1];
    return args[0] === '' ? [] : [{ pid: Number(pid), parent: Number(parent), program: basename(args[0]), args }];
  } catch {
    return [];
  }
}

function signal(processes, name) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}
