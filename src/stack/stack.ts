import type { ContainerPort, ProjectContainer } from '../api/containers.ts';
import { type ExecOptions, exec, type ProcessResult } from '../api/exec.ts';
import { type LogsOptions, logs } from '../api/logs.ts';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Project } from '../model/project.ts';

/** A project that runs for a suite of tests, and for nothing else. */
export interface Stack<Name extends string = string> {
  /** Of the project; another one each time. */
  readonly name: string;
  readonly project: Project;
  readonly engine: Engine;
  service(name: Name): StackService;
  /** Looks at its containers again, for a test that has restarted some: they have other ports then. */
  refresh(): Promise<void>;
  /** Removes it, with its volumes. Once, however often it is called. */
  stop(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StackService {
  readonly name: string;
  /** As they were when the stack had started, or at the last `refresh`. */
  readonly containers: readonly ProjectContainer[];
  /** Where tests reach a port of the service. Throws `no-such-port` where it isn't published. */
  port(target: number, choice?: PortChoice): HostPort;
  /** `http://127.0.0.1:32768`, or with another scheme and a path. */
  url(target: number, options?: UrlOptions): string;
  /** Runs a command in it. */
  exec(command: readonly string[], options?: Omit<ExecOptions, 'engine'>): Promise<ProcessResult>;
  /** What it has written so far, both streams, a line each. */
  logs(options?: Omit<LogsOptions, 'engine' | 'follow' | 'services'>): Promise<string>;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface PortChoice {
  /** Default: tcp. */
  readonly protocol?: 'tcp' | 'udp' | 'sctp';
  /** Number of the replica. Default: the lowest. */
  readonly index?: number;
}

export interface UrlOptions extends PortChoice {
  /** Default: http. */
  readonly scheme?: string;
  /** `/health`. Default: none. */
  readonly path?: string;
}

export interface Running {
  readonly project: Project;
  readonly engine: Engine;
  /** Where ports are reached that are published on all addresses. */
  readonly host: string;
  /** Of all services, by name. */
  readonly containers: () => readonly ProjectContainer[];
}

export function stackService(name: string, running: Running): StackService {
  const { project, engine, host } = running;
  const containers = () => running.containers().filter(({ service }) => service === name);
  const port: StackService['port'] = (target, choice = {}) =>
    hostPort(published(containers(), name, { target, ...choice }), host);
  return {
    name,
    get containers() {
      return containers();
    },
    port,
    url: (target, { scheme = 'http', path = '', ...choice } = {}) => {
      const { host, port: number } = port(target, choice);
      return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${number}${path}`;
    },
    exec: (command, options = {}) => exec(project, name, command, { ...options, engine }),
    logs: async (options = {}) => {
      let text = '';
      for await (const { line } of logs(project, { ...options, services: [name], engine })) text += `${line}\n`;
      return text;
    },
  };
}

type Wanted = PortChoice & { readonly target: number };

function published(containers: readonly ProjectContainer[], service: string, wanted: Wanted): ContainerPort {
  const { target, protocol = 'tcp', index } = wanted;
  const replicas = containers
    .filter(({ replica }) => replica !== undefined && (index === undefined || replica === index))
    .sort((a, b) => a.replica! - b.replica!);
  const ports = replicas.flatMap(({ ports }) => ports).filter(({ published }) => published !== undefined);
  const found = ports.find(port => port.target === target && port.protocol === protocol);
  if (found) return found;
  const others = [...new Set(ports.map(port => `${port.target}/${port.protocol}`))].join(', ') || 'none';
  throw new ComposeError('no-such-port', `no port ${target}/${protocol} of ${service} is published: ${others}`, {
    hint: `write it under ports, or start the stack with { publish: { ${service}: [${target}] } }`,
  });
}

function hostPort({ address = '', published = 0 }: ContainerPort, host: string): HostPort {
  const isAny = address === '' || address === '0.0.0.0' || address === '::';
  return { host: isAny ? host : address, port: published };
}
