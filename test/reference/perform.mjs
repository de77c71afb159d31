import { spawn } from 'node:child_process';

/**
 * Starts a recorded command with `program` in the place of `docker compose`. Takes back `{ ended, interrupt }`: `ended`
 * becomes `{ exitCode, out, err }`, with the exit code -9 of what had to be killed; `interrupt` sends a signal.
 */
export function perform(command, { program, folder, environment, limitSeconds = 120 }) {
  const child = spawn('bash', ['-c', commandLine(command, program)], {
    cwd: folder,
    env: environment,
    stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const send = signal => child.exitCode ?? child.kill(signal);
  const timers = [
    setTimeout(send, (command.killedAfter ?? limitSeconds) * 1000, 'SIGKILL'),
    ...command.signals.map(({ seconds, signal }) => setTimeout(send, seconds * 1000, signal)),
  ];
  child.stdin?.on('error', () => {});
  child.stdin?.end(command.input);
  return { ended: end(child).finally(() => timers.forEach(clearTimeout)), interrupt: send };
}

/** What a shell is to run for it; `RUN` is known to that alone. The recorder's moment is now. */
export function commandLine({ line, isHelper }, program) {
  if (isHelper) return line;
  const moment = line.replace(/<timeT(Z?)>/g, (_, zone) => new Date().toISOString().slice(0, 19) + zone);
  return `export -n RUN; ${moment.replace(/^((?:\w+=.*? )?)docker compose/, startOf(program))}`;
}

/** `exec`, so that signals reach the program rather than the shell. A value may have blanks. */
function startOf(program) {
  return (_, assignments) => {
    const values = assignments
      .trim()
      .split(/ (?=\w+=)/)
      .filter(Boolean);
    return `exec env -u SHLVL ${values.map(value => value.replace(/=(.*)/, '="$1" ')).join('')}'${program}'`;
  };
}

function end(child) {
  const texts = { out: [], err: [] };
  child.stdout.on('data', data => texts.out.push(data));
  child.stderr.on('data', data => texts.err.push(data));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        exitCode: signal === 'SIGKILL' ? -9 : (code ?? signal),
        out: Buffer.concat(texts.out).toString(),
        err: Buffer.concat(texts.err).toString(),
      }),
    );
  });
}
