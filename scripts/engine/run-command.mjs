import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Runs a command on this terminal, hands it the signals that we get, and resolves to its exit code. */
export function runCommand([file, ...args], environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env: environment });
    const stopForwarding = forwardSignals(child);
    child.once('error', error => {
      stopForwarding();
      if (error.code === 'ENOENT') reject(new Error(`the command ${file} was not found.`));
      else reject(error);
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function forwardSignals(child) {
  const forward = signal => {
    // A terminal sends Ctrl-C to the command as well; a second one from us would mean "kill at once" to it.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
