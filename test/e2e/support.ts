import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { testRun } from '../support/test-run.ts';

export const gantryBin = resolve(import.meta.dirname, '../../bin/gantry');

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Signal {
  readonly shown: RegExp;
  readonly signal: NodeJS.Signals;
}

/** A folder with a project of its own name, and everything that a scenario does to it. */
export interface TestProject {
  readonly name: string;
  readonly folder: string;
  write(file: string, text: string): void;
  gantry(...args: string[]): Promise<Outcome>;
  /** gantry on another engine than that of DOCKER_HOST, or on a way to the same one. */
  gantryOn(host: string, ...args: string[]): Promise<Outcome>;
  /** gantry, sent signals, each as soon as its output has what it waits for. */
  signalled(on: Signal | readonly Signal[], ...args: string[]): Promise<Outcome>;
  /** Docker Compose on the same folder and project name. */
  peer(...args: string[]): Promise<Outcome>;
  /** gantry, given this on standard input. */
  piped(input: string | Buffer, ...args: string[]): Promise<PipedOutcome>;
  /** gantry in a terminal of its own, 100 columns wide. */
  terminal(...args: string[]): Terminal;
  /** A line for the shell in such a terminal; `$GANTRY` is gantry. */
  shell(line: string): Terminal;
}

/** Runs a scenario in a new project and removes whatever it left, also when it failed. */
export async function withProject(
  files: Record<string, string>,
  scenario: (project: TestProject) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-e2e-'));
  const name = testRun + Math.floor(Math.random() * 36 ** 6).toString(36);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const env = { ...process.env, COMPOSE_PROJECT_NAME: name };
  try {
    await scenario({
      name,
      folder,
      write,
      gantry: (...args) => run([gantryBin, ...args], folder, env),
      gantryOn: (host, ...args) => run([gantryBin, ...args], folder, { ...env, DOCKER_HOST: host }),
      signalled: (on, ...args) => run([gantryBin, ...args], folder, env, on),
      peer: (...args) => run(['docker', 'compose', ...args], folder, env),
      piped: (input, ...args) => runPiped(input, [gantryBin, ...args], folder, env),
      terminal: (...args) => openTerminal(`exec ${[gantryBin, ...args].map(quoted).join(' ')}`, folder, env),
      shell: line => openTerminal(line, folder, { ...env, GANTRY: gantryBin }),
    });
  } finally {
    await removeProject(name);
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function havePeer(): Promise<boolean> {
  const { exitCode } = await run(['docker', 'compose', 'version'], tmpdir(), process.env);
  return exitCode === 0;
}

export function run(
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  on: Signal | readonly Signal[] = [],
): Promise<Outcome> {
  return new Promise(done => {
    const child = spawn(command[0]!, command.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    const signals = [on].flat() as Signal[];
    const sendSignals = () => {
      while (signals[0]?.shown.test(stdout + stderr)) child.kill(signals.shift()!.signal);
    };
    child.stdout.on('data', data => {
      stdout += data;
      sendSignals();
    });
    child.stderr.on('data', data => {
      stderr += data;
      sendSignals();
    });
    child.on('error', error => done({ exitCode: 127, stdout, stderr: String(error) }));
    child.on('close', code => done({ exitCode: code ?? 1, stdout, stderr }));
  });
}

export interface PipedOutcome {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export function runPiped(
  input: string | Buffer,
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<PipedOutcome> {
  return new Promise(done => {
    const child = spawn(command[0]!, command.slice(1), { cwd, env, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', data => stdout.push(data));
    child.stderr.on('data', data => {
      stderr += data;
    });
    child.on('close', code => done({ exitCode: code ?? 1, stdout: Buffer.concat(stdout), stderr }));
    // It may end without having read all.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** A program in a pseudo terminal (util-linux's `script` makes it), typed at and read from. */
export interface Terminal {
  /** Everything shown so far. */
  screen(): string;
  type(keys: string): void;
  shows(text: string | RegExp, timeoutMs?: number): Promise<void>;
  resize(columns: number, rows: number): void;
  /** All that `stty` says of it. */
  settings(): string;
  /** Sends a signal to the program alone: to that which the shell of `shell` runs. */
  kill(signal: NodeJS.Signals): void;
  /** Of the program. */
  pid(): number;
  /** As when somebody closes its window. */
  close(): void;
  readonly exit: Promise<number>;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function openTerminal(line: string, cwd: string, env: NodeJS.ProcessEnv): Terminal {
  const sized = `stty cols 100 rows 30; ${line}`;
  const child: ChildProcessWithoutNullStreams = spawn('script', ['-qefc', sized, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
  });
  let text = '';
  child.stdout.on('data', data => {
    text += data;
  });
  const exit = new Promise<number>(done => child.on('close', code => done(code ?? 1)));
  const stty = (...args: string[]): string => {
    const device = readlinkSync(`/proc/${childOf(child.pid!)}/fd/0`);
    return spawnSync('stty', ['-F', device, ...args], { encoding: 'utf8' }).stdout;
  };
  const pid = (): number => {
    const program = childOf(child.pid!)!;
    return childOf(program) ?? program;
  };
  return {
    screen: () => text,
    type: keys => child.stdin.write(keys),
    resize: (columns, rows) => {
      stty('cols', String(columns), 'rows', String(rows));
    },
    settings: () => stty('-a'),
    kill: signal => {
      process.kill(pid(), signal);
    },
    pid,
    close: () => {
      child.kill('SIGKILL');
    },
    exit,
    shows: (wanted, timeoutMs = 60_000) =>
      eventually(async () => {
        if (!(typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))) {
          throw new Error(`the terminal doesn't show ${wanted}:\n${text}`);
        }
      }, timeoutMs),
  };
}

/** The newest process that this one has started. */
function childOf(pid: number): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(children.at(-1)) || undefined;
}

/** Tries until the check passes; its last failure is the test's. */
export async function eventually<T>(check: () => Promise<T>, timeoutMs = 60_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(next => setTimeout(next, 100));
    }
  }
}

/**
 * Waits until the engine itself has found a service healthy. Until then an `up` that waits for the service runs its
 * probe, however often there was one before.
 */
export async function foundHealthy({ name }: TestProject, service: string): Promise<void> {
  await eventually(async () => {
    const path = `/containers/${name}-${service}-1/json`;
    const { State } = await engine<{ State: { Health: { Status: string } } }>('GET', path);
    if (State.Health.Status !== 'healthy') throw new Error(`${service} is ${State.Health.Status}`);
  });
}

interface Labelled {
  readonly Id: string;
  readonly Name: string;
  readonly Names?: string[];
  readonly State?: string;
  readonly Labels: Record<string, string>;
}

/** What the engine has of a project, straight from its API. */
export async function resourcesOf(project: string) {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }));
  const containers = await engine<Labelled[]>('GET', `/containers/json?all=1&filters=${filters}`);
  const networks = await engine<Labelled[]>('GET', `/networks?filters=${filters}`);
  const { Volumes } = await engine<{ Volumes: Labelled[] | null }>('GET', `/volumes?filters=${filters}`);
  const byName = <T extends { name: string }>(a: T, b: T) => (a.name < b.name ? -1 : 1);
  return {
    containers: containers
      .map(({ Id, Names, State, Labels }) => ({ id: Id, name: Names![0]!.slice(1), state: State!, labels: Labels }))
      .sort(byName),
    networks: networks.map(({ Id, Name }) => ({ id: Id, name: Name })).sort(byName),
    volumes: (Volumes ?? []).map(({ Name }) => ({ name: Name })).sort(byName),
  };
}

/** State of each container of a project: `web-1 running`, in the order of their names. */
export async function statesOf(project: string): Promise<string[]> {
  const { containers } = await resourcesOf(project);
  return containers.map(({ name, state }) => `${name.slice(project.length + 1)} ${state}`);
}

async function removeProject(project: string): Promise<void> {
  const { containers, networks, volumes } = await resourcesOf(project);
  for (const { id } of containers) await engine('DELETE', `/containers/${id}?force=1&v=1`).catch(() => undefined);
  for (const { id } of networks) await engine('DELETE', `/networks/${id}`).catch(() => undefined);
  // A test that fails may kill a gantry that has the project's lock.
  for (const name of [...volumes.map(volume => volume.name), `gantry-lock-${project}`])
    await engine('DELETE', `/volumes/${name}?force=1`).catch(() => undefined);
}

/** One call to the engine that DOCKER_HOST names, with nothing of gantry's in between. */
export async function engine<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await engineBytes(method, path, body === undefined ? undefined : JSON.stringify(body));
  return (answer.length === 0 ? undefined : JSON.parse(answer.toString())) as T;
}

/** As `engine`, for what isn't JSON. */
export function engineBytes(method: string, path: string, body?: string | Buffer): Promise<Buffer> {
  const host = new URL(process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock');
  const at = host.protocol === 'unix:' ? { socketPath: host.pathname } : { host: host.hostname, port: host.port };
  const type = Buffer.isBuffer(body) ? 'application/x-tar' : 'application/json';
  return new Promise((done, fail) => {
    const call = request({ ...at, method, path, headers: { 'content-type': type } }, response => {
      const pieces: Buffer[] = [];
      response.on('data', data => pieces.push(data));
      response.on('end', () => {
        const answer = Buffer.concat(pieces);
        if ((response.statusCode ?? 500) >= 400) fail(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
        else done(answer);
      });
    });
    call.on('error', fail);
    call.end(body);
  });
}
