import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The running dockerd and containerd of an engine, known by the folders on their command lines: a pid file may be
 * left over from a killed run, and its number may be another process's by now.
 */
export function engineProcesses({ exec }) {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => ({ pid: Number(pid), args: commandLine(pid) }))
    .filter(({ args }) => args.some(arg => arg === exec || arg.startsWith(`${exec}/containerd/`)))
    .map(({ pid, args }) => ({ pid, program: basename(args[0]) }))
    .filter(({ program }) => program === 'dockerd' || program === 'containerd');
}

/** Ends the processes: asks, waits, and kills what is still there. The engine's containers end with it. */
export async function endProcesses(find, { patienceMilliseconds }) {
  signal(find(), 'SIGTERM');
  const deadline = Date.now() + patienceMilliseconds;
  while (find().length > 0 && Date.now() < deadline) await sleep(100);
  while (find().length > 0) {
    signal(find(), 'SIGKILL');
    await sleep(50);
  }
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
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
