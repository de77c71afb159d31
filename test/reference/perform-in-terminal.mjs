import { spawn } from 'node:child_process';
import { commandLine } from './perform.mjs';

/**
 * Runs a recorded command in a pseudo terminal of its size (util-linux's `script` makes it), with the same keys at the
 * same seconds. Becomes `{ exitCode, text }`, `text` being all that was written to the terminal.
 */
export function performInTerminal(command, { program, folder, environment, limitSeconds = 120 }) {
  const { columns, rows } = command.terminal;
  const line = `stty cols ${columns} rows ${rows}; ${commandLine(command, program)}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd: folder,
    env: { ...environment, TERM: 'xterm-256color', SHELL: '/bin/bash' },
  });
  const pieces = [];
  child.stdout.on('data', data => pieces.push(data));
  child.stdin.on('error', () => {});
  let isLate = false;
  const kill = () => {
    isLate = true;
    child.kill('SIGKILL');
  };
  const timers = [
    setTimeout(kill, (command.killedAfter ?? limitSeconds) * 1000),
    ...command.keys.map(({ seconds, keys }) => setTimeout(() => child.stdin.write(keys), seconds * 1000)),
  ];
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      timers.forEach(clearTimeout);
      resolve({ exitCode: isLate ? -9 : code, text: Buffer.concat(pieces).toString() });
    });
  });
}
