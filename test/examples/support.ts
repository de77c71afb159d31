import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Dockerode from 'dockerode';
import { testRun } from '../support/test-run.ts';

export const examples = resolve(import.meta.dirname, '../../examples');

/** The engine that DOCKER_HOST names, seen from outside of gantry. */
const docker = new Dockerode();

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Example {
  /** Runs gantry on the example and fails the test, with all that it said, when the exit code isn't 0. */
  gantry(...args: string[]): Promise<Run>;
  /** The container of a service that has just one. */
  container(service: string): Promise<Dockerode.ContainerInspectInfo>;
  /** The exit code of a command in a service's container. */
  exitCode(service: string, command: string[]): Promise<number>;
  /** What the engine still has of the project. */
  remains(): Promise<{ containers: number; networks: number; volumes: number }>;
  /** Removes the project and its images, whatever state it is in. */
  teardown(): Promise<void>;
}

/** An example as a project of its own name, so that it doesn't meet one that somebody has running. */
export function example(options: { folder: string; project: string; environment: Record<string, string> }): Example {
  const { folder, project, environment } = options;
  const label = (service?: string) => [
    `com.docker.compose.project=${project}`,
    ...(service === undefined ? [] : [`com.docker.compose.service=${service}`]),
  ];
  const container = async (service: string) => {
    const found = await docker.listContainers({ all: true, filters: { label: label(service) } });
    if (found.length !== 1) throw new Error(`${service} has ${found.length} containers`);
    return docker.getContainer(found[0]!.Id).inspect();
  };
  const gantry = (...args: string[]) => runGantry(['-p', project, ...args], { folder, environment });
  return {
    gantry,
    container,
    exitCode: async (service, command) => exitCodeIn((await container(service)).Id, command),
    remains: () => remains(label()),
    teardown: async () => {
      await gantry('down', '--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '1');
    },
  };
}

/** Kills a container's main process as a crash would. `docker kill` would count as a wish that it stay down. */
export async function crash({ State }: Dockerode.ContainerInspectInfo): Promise<void> {
  const killer = await docker.createContainer({
    name: `${testRun}-killer`,
    Image: 'debian:bookworm-slim',
    Cmd: ['bash', '-c', `kill -KILL ${State.Pid}`],
    HostConfig: { PidMode: 'host', NetworkMode: 'none' },
  });
  try {
    await killer.start();
    const { StatusCode } = await killer.wait();
    if (StatusCode !== 0) throw new Error(`the process ${State.Pid} could not be killed`);
  } finally {
    await killer.remove({ force: true });
  }
}

/** Resolves to the first result that isn't undefined; what throws counts as not yet. */
export async function eventually<T>(attempt: () => Promise<T | undefined>, timeoutSeconds = 30): Promise<T> {
  let last: unknown;
  for (const deadline = Date.now() + timeoutSeconds * 1000; Date.now() < deadline; await sleep(200)) {
    try {
      const result = await attempt();
      if (result !== undefined) return result;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`still not so after ${timeoutSeconds} s`, { cause: last });
}

/**
 * A request that gives up. An engine's port proxy accepts connections as soon as the container starts, and closes them
 * while nothing listens inside; Node 20's fetch may then wait for ever, without a connection.
 */
export function request(url: string, options: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...options, signal: AbortSignal.timeout(5_000) });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function runGantry(args: string[], { folder, environment }: { folder: string; environment: Record<string, string> }) {
  const file = join(examples, '../bin/gantry');
  const options = { cwd: folder, env: { ...process.env, ...environment } };
  return new Promise<Run>((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      if (code === 0) resolve({ code, stdout, stderr });
      else reject(new Error(`gantry ${args.join(' ')} ended with exit code ${code}:\n${stdout}${stderr}`));
    });
  });
}

async function exitCodeIn(id: string, command: string[]): Promise<number> {
  const execution = await docker.getContainer(id).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await execution.start({});
  await new Promise(resolve => stream.resume().once('close', resolve).once('end', resolve));
  return eventually(async () => (await execution.inspect()).ExitCode ?? undefined);
}

async function remains(label: string[]) {
  const filters = { label };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return { containers: containers.length, networks: networks.length, volumes: volumes.length };
}
