import { writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { processKeyboard } from './cli/keyboard.ts';
import { main } from './cli/main.ts';
import { createOutput } from './cli/output.ts';
import { processStreams } from './cli/process-streams.ts';
import { leaveRawMode } from './cli/raw-mode.ts';
import { reportError } from './cli/report-error.ts';
import type { World } from './cli/world.ts';
import { ComposeError } from './diagnostics/errors.ts';

const program = process.env.GANTRY_CALLED_AS ?? 'gantry';
const dockerSocket = process.env.DOCKER_CLI_PLUGIN_SOCKET;
// Not for the programs that gantry starts.
delete process.env.GANTRY_CALLED_AS;
delete process.env.DOCKER_CLI_PLUGIN_SOCKET;
// What is over sooner need not load what sockets need.
if (dockerSocket) setTimeout(() => endWithDocker(dockerSocket), 100).unref();

const world: World = {
  program,
  launcher: resolve(process.argv[1]!, '../../bin/gantry'),
  env: process.env,
  cwd: process.cwd(),
  get homeDir() {
    return homedir();
  },
  output: createOutput({
    isTTY: isTerminal,
    size: fd => {
      const { columns, rows } = fd === 1 ? process.stdout : process.stderr;
      return columns === undefined ? undefined : { columns, rows };
    },
    write: writeAll,
    later: callback => setImmediate(callback),
  }),
  stdin: readStdin(),
  streams: processStreams,
  keyboard: processKeyboard,
  get interactive() {
    return isTerminal(0);
  },
  now: () => new Date(),
  ask,
  onInterrupt,
};

process.on('uncaughtException', error => {
  leaveRawMode();
  reportError(error, { progress: 'auto', ansi: 'auto' }, world)
    .then(end)
    .catch(() => process.exit(1));
});
main(process.argv.slice(2), world).then(end);

/** Everything has been written, so there is nothing to wait for: idle connections to the engine least of all. */
function end(code: number): void {
  world.output.flush();
  process.exitCode = code;
  process.exit();
}

/** A pipe that is full and doesn't block says EAGAIN; then we wait a little, as a blocking one would make us. */
function writeAll(fd: 1 | 2, bytes: Buffer): void {
  for (let rest = bytes; rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') process.exit(fd === 1 ? 0 : 1);
      // The terminal has gone: SIGHUP says so, and what is being done is done to its end without one.
      if (code === 'EIO') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** As the signal that the docker CLI got would have ended it. */
async function endWithDocker(address: string): Promise<void> {
  const { onDockerEnd } = await import('./cli/plugin-socket.ts');
  onDockerEnd(address, () => process.kill(process.pid, 'SIGINT'));
}

/** The terminal's module brings those of streams and sockets, for which nobody need wait who isn't at one. */
function isTerminal(fd: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(fd);
}

/** Standard input is opened when it is read, which is seldom. */
async function* readStdin(): AsyncIterable<Uint8Array> {
  yield* process.stdin;
}

async function ask(question: string): Promise<string | undefined> {
  if (process.stdin.readableEnded) return undefined;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const more: string[] = [];
  lines.on('line', line => more.push(line));
  const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
  // Keys make no signals meanwhile.
  const interrupted = new Promise<never>((_, reject) =>
    lines.once('SIGINT', () => {
      world.output.stderr.write('\n');
      reject(new ComposeError('interrupted', 'interrupt'));
    }),
  );
  try {
    return await Promise.race([lines.question(question), closed, interrupted]);
  } finally {
    // What was typed, or piped in, together with the answer is the next one's.
    const next = [...more.map(line => `${line}\r`), lines.line].join('');
    lines.close();
    if (next !== '' && !process.stdin.readableEnded) process.stdin.unshift(Buffer.from(next));
  }
}

function onInterrupt(listener: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
