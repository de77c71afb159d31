import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './http.mjs';
import { unmountBelow } from './mounts.mjs';
import { layNetwork, removeBridge } from './network.mjs';
import { systemPath } from './packages.mjs';
import { containerProcesses, endProcesses, engineProcesses, killProcesses } from './processes.mjs';
import { say } from './say.mjs';

/** Starts dockerd for a place where none answers. */
export async function startDaemon(place) {
  say('starting a private engine.');
  await clearRuntime(place);
  mkdirSync(place.runtime, { recursive: true, mode: 0o711 });
  writeFileSync(place.runningFile, '');
  const daemon = launch(place, layNetwork(place));
  const deadline = Date.now() + 60_000;
  while (!(await answers(place))) {
    if (daemon.exitCode !== null || Date.now() > deadline) throw new Error(`dockerd did not start:\n${logTail(place)}`);
    await sleep(100);
  }
}

/** Stops dockerd and its containers, and takes away what it had outside of its data. */
export async function stopDaemon(place) {
  if (!existsSync(place.runningFile)) return;
  say('stopping the private engine.');
  await clearRuntime(place);
  removeBridge(place);
  rmSync(place.runningFile);
}

/**
 * Leaves the place as a reboot of the machine would: nothing runs, nothing is mounted, and only the data is there.
 * containerd would look for the containers of a killed run one by one, longer than dockerd waits for it.
 */
async function clearRuntime(place) {
  const dockerd = () => engineProcesses(place).filter(({ program }) => program === 'dockerd');
  await endProcesses(dockerd, { patienceMilliseconds: 45_000 });
  await endProcesses(() => engineProcesses(place), { patienceMilliseconds: 5_000 });
  await killProcesses(() => containerProcesses(place));
  unmountBelow([place.data, place.exec]);
  for (const path of [place.socket, place.pidFile, place.exec]) rmSync(path, { recursive: true, force: true });
}

function launch(place, networkOptions) {
  const log = openSync(place.log, 'w');
  const folders = ['--data-root', place.data, '--exec-root', place.exec, '--pidfile', place.pidFile];
  // A containerd of the system's, where there is one, is shared; a namespace keeps its containers and ours apart.
  const namespaces = [
    '--containerd-namespace',
    place.bridge,
    '--containerd-plugins-namespace',
    `${place.bridge}-plugins`,
  ];
  const options = [...folders, ...namespaces, ...networkOptions, '--shutdown-timeout', '10', '--host', place.host];
  const environment = { ...process.env, PATH: systemPath };
  // No file of ours may stay open in it, and a Ctrl-C in our terminal must not reach it.
  const daemon = spawn('dockerd', options, { cwd: '/', detached: true, stdio: ['ignore', log, log], env: environment });
  daemon.once('error', error => say(`dockerd could not be started: ${error.message}`));
  daemon.unref();
  closeSync(log);
  return daemon;
}

function logTail({ log }) {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
}
