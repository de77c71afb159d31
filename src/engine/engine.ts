import type { Readable } from 'node:stream';
import type {
  ContainerCreate,
  ContainerInspect,
  ContainerStats,
  ContainerSummary,
  ContainerTop,
  DistributionInspect,
  EndpointSettings,
  EngineEvent,
  ExecCreate,
  ExecInspect,
  ImageInspect,
  ImageSummary,
  NetworkCreate,
  NetworkResource,
  PathStat,
  VersionInfo,
  VolumeCreate,
  VolumeResource,
} from './api.ts';

/** `label` filters are `key` or `key=value`; all given must hold. */
export interface ListOptions {
  readonly labels?: readonly string[];
  readonly names?: readonly string[];
}

export interface LogOptions {
  readonly follow?: boolean;
  /** RFC 3339, Unix seconds, or a Go duration back from now. */
  readonly since?: string;
  readonly until?: string;
  /** A number of lines or `all`. */
  readonly tail?: string;
  readonly timestamps?: boolean;
  readonly signal?: AbortSignal;
}

/** A piece of a container's output, in order, cut anywhere: it need not end at a line. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly data: Buffer;
  /**
   * Of logs: it ends with an entry of the engine's that has no line break, such as a piece of a long line, or what a
   * process wrote last. With timestamps, the stream goes on with one. Absent where the container has a terminal.
   */
  readonly isCut?: true;
}

/** Of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Both ways to a process in a container. */
export interface ProcessStream {
  /** Ends when the process does, with its last byte. A terminal has one stream only. To be read once. */
  readonly output: AsyncIterable<OutputChunk>;
  /** Resolves when the engine has taken it; to false once the process reads no more. */
  write(data: Uint8Array): Promise<boolean>;
  /** The process's input ends here; its output goes on. */
  end(): void;
  /** Lets go of the process, which may run on. */
  close(): void;
}

export interface AttachStreamOptions {
  readonly tty: boolean;
  /** Write to the process, too. Default: false. */
  readonly stdin?: boolean;
  /** Keys at which the engine itself lets go of a terminal: `ctrl-p,ctrl-q`, which is the engine's default. */
  readonly detachKeys?: string;
}

export interface PutArchiveOptions {
  /** Files belong to the user that the container runs as. Default: to whom the tar says. */
  readonly ownedByUser?: boolean;
  /** Refuse to put a file in a folder's place, or a folder in a file's. Default: false. */
  readonly keepFolders?: boolean;
  readonly signal?: AbortSignal;
}

export interface CommitOptions {
  /** `name:tag`. Default: the image has no name. */
  readonly reference?: string;
  readonly author?: string;
  readonly comment?: string;
  /** Lines of a Dockerfile: `ENV A=b`. */
  readonly changes?: readonly string[];
  /** Freeze the container meanwhile. */
  readonly pause: boolean;
}

/** A step of a pull or a push, as the engine reports it. */
export interface TransferProgress {
  /** Layer id; absent for messages about the whole. */
  readonly id?: string;
  readonly status: string;
  readonly current?: number;
  readonly total?: number;
}

export interface BuildOptions {
  /** A tar of the build context. */
  readonly context: Readable;
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly args?: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly networkMode?: string;
  readonly platform?: string;
  readonly extraHosts?: readonly string[];
  readonly shmSize?: number;
  readonly cacheFrom?: readonly string[];
  readonly isolation?: string;
  readonly ulimits?: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  readonly signal?: AbortSignal;
  /** Called with each line of the build's output. */
  readonly onOutput: (line: string) => void;
}

export interface EventOptions {
  /** Only of what has all of these. Volumes' events tell no labels. */
  readonly labels?: readonly string[];
  /** Only of volumes whose names begin with one of these. */
  readonly volumes?: readonly string[];
  /** Unix seconds, with as many digits as a text may have. Default: now. */
  readonly since?: number | string;
  /** Ends there. Default: when the signal aborts. */
  readonly until?: string;
  readonly signal: AbortSignal;
}

/**
 * What gantry needs of a Docker Engine, one method a call. Methods reject with `EngineError`, and take and give the
 * API's own shapes (`api.ts`). The adapter over dockerode is the only real one; tests have a fake that behaves.
 */
export interface Engine {
  /** `1.51`: the highest version that both sides speak, or DOCKER_API_VERSION. Resolved by the first call. */
  apiVersion(): Promise<string>;
  version(): Promise<VersionInfo>;
  /** Variables that Docker's configuration wants in every container and build of this engine: its user's proxies. */
  proxyVariables(): Promise<Readonly<Record<string, string>>>;
  /** Whether it is reached by a socket of this machine, and so has its files and ports. */
  isLocal(): Promise<boolean>;
  /** Where ports are reached that it publishes on all its addresses: `127.0.0.1`, or the name of its machine. */
  host(): Promise<string>;

  /** All containers, running or not. */
  listContainers(options?: ListOptions): Promise<ContainerSummary[]>;
  inspectContainer(id: string): Promise<ContainerInspect>;
  /** Resolves to the new id and the engine's warnings. */
  createContainer(
    name: string,
    body: ContainerCreate,
    options?: { platform?: string },
  ): Promise<{ Id: string; Warnings: readonly string[] }>;
  startContainer(id: string): Promise<void>;
  /** Stops with the container's own grace time unless `timeoutSeconds` is given. */
  stopContainer(id: string, options?: { timeoutSeconds?: number }): Promise<void>;
  /** Stops it as `stopContainer` does, if it runs, and starts it: it keeps its id. */
  restartContainer(id: string, options?: { timeoutSeconds?: number }): Promise<void>;
  pauseContainer(id: string): Promise<void>;
  unpauseContainer(id: string): Promise<void>;
  killContainer(id: string, options?: { signal?: string }): Promise<void>;
  removeContainer(id: string, options?: { force?: boolean; volumes?: boolean }): Promise<void>;
  renameContainer(id: string, name: string): Promise<void>;
  /** Resolves when the container is not running any more. */
  waitContainer(id: string, options?: { signal?: AbortSignal }): Promise<{ StatusCode: number }>;
  /**
   * Resolves when the engine is listening for the container's end, or for its removal, so that one that is started
   * now and is gone at once isn't missed; `exit` resolves when it has come.
   */
  awaitExit(
    id: string,
    options?: { removed?: boolean; signal?: AbortSignal },
  ): Promise<{ readonly exit: Promise<{ StatusCode: number }> }>;
  /** From now on what its process writes; what it wrote before is in its logs. It need not run yet. */
  attachContainer(id: string, options: AttachStreamOptions): Promise<ProcessStream>;
  /** Of the terminal that its process has. */
  resizeContainer(id: string, size: TerminalSize): Promise<void>;
  /** What it wrote, in pieces as they come: read on only when the next is asked for. */
  logs(id: string, options: LogOptions & { tty: boolean }): AsyncIterable<OutputChunk>;
  /** Its processes, as `ps -ef` shows them on the machine of the engine. */
  topContainer(id: string): Promise<ContainerTop>;
  /** What it uses: once, or about every second until it is removed or the signal aborts. All is zero while it is stopped. */
  containerStats(id: string, options: { stream: boolean; signal: AbortSignal }): AsyncIterable<ContainerStats>;
  /** Extracts a tar into the container at `path`. */
  putArchive(id: string, path: string, archive: Buffer | Readable, options?: PutArchiveOptions): Promise<void>;
  /** Of what is at a path; a link isn't followed unless the path ends in `/`. */
  statPath(id: string, path: string): Promise<PathStat>;
  /** A tar of what is at a path, under its own name. */
  getArchive(
    id: string,
    path: string,
    options?: { signal?: AbortSignal },
  ): Promise<{ readonly stat: PathStat; readonly archive: AsyncIterable<Buffer> }>;
  /** A tar of the container's whole file system, without its volumes. */
  exportContainer(id: string, options?: { signal?: AbortSignal }): AsyncIterable<Buffer>;
  /** Makes an image of the container's file system and settings; resolves to its id. */
  commitContainer(id: string, options: CommitOptions): Promise<{ Id: string }>;

  /** Prepares a command to be run in a container that runs. */
  createExec(id: string, body: ExecCreate): Promise<{ Id: string }>;
  /** Runs it, once; its output ends when it does. A terminal has one stream only. */
  startExec(execId: string, options: { tty: boolean; signal?: AbortSignal }): AsyncIterable<OutputChunk>;
  /** Runs it, once, with a way to write to it. An engine since API 1.42 gives its terminal the size from the first. */
  attachExec(execId: string, options: { tty: boolean; size?: TerminalSize | undefined }): Promise<ProcessStream>;
  /** Runs it, once, and leaves it to itself. */
  startExecDetached(execId: string): Promise<void>;
  /** Of the terminal of a command that runs. */
  resizeExec(execId: string, size: TerminalSize): Promise<void>;
  inspectExec(execId: string): Promise<ExecInspect>;

  listNetworks(options?: ListOptions): Promise<NetworkResource[]>;
  inspectNetwork(idOrName: string): Promise<NetworkResource>;
  createNetwork(body: NetworkCreate): Promise<{ Id: string }>;
  removeNetwork(id: string): Promise<void>;
  connectNetwork(id: string, containerId: string, endpoint?: EndpointSettings): Promise<void>;
  disconnectNetwork(id: string, containerId: string, options?: { force?: boolean }): Promise<void>;

  listVolumes(options?: ListOptions): Promise<VolumeResource[]>;
  inspectVolume(name: string): Promise<VolumeResource>;
  createVolume(body: VolumeCreate): Promise<VolumeResource>;
  removeVolume(name: string, options?: { force?: boolean }): Promise<void>;

  inspectImage(name: string): Promise<ImageInspect>;
  listImages(options?: ListOptions): Promise<ImageSummary[]>;
  pullImage(
    name: string,
    options?: { platform?: string; signal?: AbortSignal; onProgress?: (step: TransferProgress) => void },
  ): Promise<void>;
  pushImage(
    name: string,
    options?: { signal?: AbortSignal; onProgress?: (step: TransferProgress) => void },
  ): Promise<void>;
  /** Resolves to the id of the image built. */
  buildImage(options: BuildOptions): Promise<{ imageId: string }>;
  removeImage(name: string, options?: { force?: boolean }): Promise<void>;
  /** What the registry of an image has under its name; the engine asks it. */
  inspectDistribution(name: string): Promise<DistributionInspect>;

  /** Events from now on, or from `since`, until the signal aborts or `until` has come. */
  events(options: EventOptions): AsyncIterable<EngineEvent>;
}
