import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type {
  ContainerCreate,
  ContainerInspect,
  ContainerState,
  ContainerSummary,
  EngineEvent,
  ExecCreate,
  Health,
  Labels,
  NetworkCreate,
  VolumeCreate,
} from '../../src/engine/api.ts';
import type { Engine, ListOptions, OutputChunk, ProcessStream } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';

/** What a container does once it is started. Default: runs on, healthy at once if it has a healthcheck. */
export interface Behaviour {
  readonly exitCode?: number;
  readonly health?: Health['Status'];
  /** Exit code of a command run in it, by the command's words. Default: 0. */
  readonly exec?: Readonly<Record<string, number>>;
}

export interface FakeEngineOptions {
  /** By service label, or that and the command; containers of hooks by that and the hook: `web pre_start`. */
  readonly behaviours?: Readonly<Record<string, Behaviour>>;
  /** Images that are there. Default: busybox. */
  readonly images?: readonly string[];
  readonly apiVersion?: string;
  /** Variables that Docker's configuration asks for. Default: none. */
  readonly proxies?: Readonly<Record<string, string>>;
  /** Called before each call, with its name and first argument; what it throws or awaits, the call does. */
  readonly onCall?: (method: string, subject: string) => void | Promise<void>;
}

interface FakeContainer {
  readonly id: string;
  name: string;
  readonly body: ContainerCreate;
  state: ContainerState;
  exitCode: number;
  health: Health['Status'];
  networks: Record<string, string>;
  archives: Buffer[];
  readonly mounts: readonly FakeMount[];
}

interface FakeMount {
  readonly Type: string;
  readonly Name: string;
  readonly Destination: string;
}

/** An engine in memory that behaves: names clash, what is missing is not found, what is in use can't be removed. */
export interface FakeEngine extends Engine {
  /** `createContainer app-web-1`, in the order of the calls. Reading calls are left out, and those for locks. */
  readonly calls: string[];
  readonly volumeNames: () => readonly string[];
  readonly containers: ReadonlyMap<string, FakeContainer>;
  /** The most changing calls that were under way at once. */
  readonly peak: () => number;
  setHealth(name: string, health: Health['Status']): void;
}

export function fakeEngine(options: FakeEngineOptions = {}): FakeEngine {
  const calls: string[] = [];
  const containers = new Map<string, FakeContainer>();
  const networks = new Map<string, { id: string; body: NetworkCreate }>();
  const volumes = new Map<string, VolumeCreate>();
  const images = new Set(options.images ?? ['busybox']);
  const listeners = new Set<(event: EngineEvent) => void>();
  const execs = new Map<string, { container: string; body: ExecCreate; exitCode: number | null }>();
  let nextId = 0;
  let running = 0;
  let peak = 0;

  const newId = (): string => {
    nextId += 1;
    return String(nextId).padStart(12, '0').padEnd(64, '0');
  };

  async function change<Result>(method: string, subject: string, act: () => Result | Promise<Result>): Promise<Result> {
    if (!subject.startsWith('gantry-lock')) calls.push(`${method} ${subject}`);
    running += 1;
    peak = Math.max(peak, running);
    try {
      await new Promise(resolve => setImmediate(resolve));
      await options.onCall?.(method, subject);
      return await act();
    } finally {
      running -= 1;
    }
  }

  const container = (id: string): FakeContainer => {
    const found = containers.get(id) ?? [...containers.values()].find(({ name }) => name === id);
    if (!found) throw new EngineError('not-found', `No such container: ${id}`, { status: 404 });
    return found;
  };
  const network = (id: string) => {
    const found = [...networks.values()].find(other => other.id === id || other.body.Name === id);
    if (!found) throw new EngineError('not-found', `network ${id} not found`, { status: 404 });
    return found;
  };
  const behaviourOf = ({ body }: FakeContainer): Behaviour => {
    const { 'com.docker.compose.service': service = '', 'com.docker.compose.hook': hook } = body.Labels ?? {};
    const { [`${service} ${hook ?? body.Cmd?.join(' ')}`]: own, [service]: general } = options.behaviours ?? {};
    return own ?? (hook === undefined ? general : undefined) ?? {};
  };
  const tell = (Action: string, { id, name }: FakeContainer): void => {
    const event = { Type: 'container', Action, Actor: { ID: id, Attributes: { name } }, time: 0, timeNano: 0n };
    for (const listener of listeners) listener(event);
  };
  const begin = (found: FakeContainer): void => {
    const { exitCode, health } = behaviourOf(found);
    found.state = exitCode === undefined ? 'running' : 'exited';
    found.exitCode = exitCode ?? 0;
    found.health = health ?? (found.body.Healthcheck ? 'healthy' : 'none');
    tell(exitCode === undefined ? 'start' : 'die', found);
  };

  /** Its output is its own words. */
  const runExec = async (execId: string): Promise<OutputChunk> => {
    const exec = execs.get(execId);
    if (!exec) throw new EngineError('not-found', `No such exec instance: ${execId}`, { status: 404 });
    const words = exec.body.Cmd.join(' ');
    const found = container(exec.container);
    const exitCode = await change('exec', `${found.name} ${words}`, () => behaviourOf(found).exec?.[words]);
    exec.exitCode = exitCode ?? 0;
    return { stream: 'stdout', data: Buffer.from(`${words}\n`) };
  };
  const ended = async (name: string): Promise<FakeContainer> => {
    for (;;) {
      const found = container(name);
      if (found.state === 'exited') return found;
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  const tellOfVolume = (Action: string, ID: string): void => {
    const event = { Type: 'volume', Action, Actor: { ID, Attributes: { driver: 'local' } }, time: 0, timeNano: 0n };
    for (const listener of listeners) listener(event);
  };

  return {
    calls,
    containers,
    volumeNames: () => [...volumes.keys()],
    peak: () => peak,
    setHealth(name, health) {
      const found = container(name);
      found.health = health;
      tell(`health_status: ${health}`, found);
    },
    proxyVariables: async () => options.proxies ?? {},
    isLocal: async () => false,
    host: async () => 'engine.example',
    apiVersion: async () => options.apiVersion ?? '1.51',
    version: async () => ({ Version: '28.5.2', ApiVersion: '1.51', Os: 'linux', Arch: 'amd64' }),

    listContainers: async list =>
      [...containers.values()].filter(({ body }) => hasLabels(body.Labels, list)).map(summary),
    inspectContainer: async id => inspection(container(id)),
    createContainer: (name, body) =>
      change('createContainer', name, () => {
        if ([...containers.values()].some(other => other.name === name))
          throw conflict(`the container name "/${name}" is already in use`);
        if (!images.has(body.Image ?? ''))
          throw new EngineError('not-found', `No such image: ${body.Image}`, { status: 404 });
        const attached = Object.keys(body.NetworkingConfig?.EndpointsConfig ?? {}).map(key => [key, network(key).id]);
        const id = newId();
        containers.set(id, {
          id,
          name,
          body,
          state: 'created',
          exitCode: 0,
          health: 'none',
          networks: Object.fromEntries(attached),
          archives: [],
          mounts: mountsOf(body, newId),
        });
        return { Id: id, Warnings: [] };
      }),
    startContainer: id => change('startContainer', container(id).name, () => begin(container(id))),
    stopContainer: id =>
      change('stopContainer', container(id).name, () => {
        Object.assign(container(id), { state: 'exited', exitCode: 143 });
      }),
    restartContainer: id => change('restartContainer', container(id).name, () => begin(container(id))),
    pauseContainer: id =>
      change('pauseContainer', container(id).name, () => {
        if (container(id).state === 'paused') throw conflict(`Container ${id} is already paused`);
        container(id).state = 'paused';
      }),
    unpauseContainer: id =>
      change('unpauseContainer', container(id).name, () => {
        if (container(id).state !== 'paused') throw conflict(`Container ${id} is not paused`);
        container(id).state = 'running';
      }),
    killContainer: id =>
      change('killContainer', container(id).name, () => {
        Object.assign(container(id), { state: 'exited', exitCode: 137 });
      }),
    removeContainer: (id, { force } = {}) =>
      change('removeContainer', container(id).name, () => {
        if (container(id).state === 'running' && !force) throw conflict('container is running');
        containers.delete(container(id).id);
      }),
    renameContainer: (id, name) =>
      change('renameContainer', name, () => {
        if ([...containers.values()].some(other => other.name === name))
          throw conflict(`the container name "/${name}" is already in use`);
        container(id).name = name;
      }),
    waitContainer: async id => ({ StatusCode: container(id).exitCode }),
    awaitExit: async id => {
      const { name } = container(id);
      return { exit: ended(name).then(({ exitCode }) => ({ StatusCode: exitCode })) };
    },
    attachContainer: async id => fakeStream(ended(container(id).name).then(() => [])),
    resizeContainer: (id, { columns, rows }) =>
      change('resizeContainer', `${container(id).name} ${columns}x${rows}`, () => {}),
    logs: async function* () {},
    async *containerStats(id) {
      const { name } = container(id);
      const idle = { cpu_usage: { total_usage: 0 } };
      yield { name: `/${name}`, cpu_stats: idle, precpu_stats: idle, memory_stats: {} };
    },
    topContainer: async id => ({ Titles: ['PID', 'CMD'], Processes: [['1', container(id).body.Cmd?.join(' ') ?? '']] }),
    putArchive: (id, path, archive) =>
      change('putArchive', `${container(id).name}:${path}`, async () => {
        container(id).archives.push(Buffer.isBuffer(archive) ? archive : await buffer(archive));
      }),
    statPath: async (id, path) => {
      throw new EngineError('not-found', `Could not find the file ${path} in container ${id}`, { status: 404 });
    },
    getArchive: async (id, path) => {
      throw new EngineError('not-found', `Could not find the file ${path} in container ${id}`, { status: 404 });
    },
    async *exportContainer(id) {
      yield Buffer.from(container(id).name);
    },
    commitContainer: (id, { reference = '' }) =>
      change('commitContainer', `${container(id).name} ${reference}`.trim(), () => {
        if (reference !== '') images.add(reference);
        return { Id: digestOf(container(id).name) };
      }),

    createExec: async (id, body) => {
      const found = container(id);
      if (found.state !== 'running') throw conflict(`container ${id} is not running`);
      const execId = newId();
      execs.set(execId, { container: found.id, body, exitCode: null });
      return { Id: execId };
    },
    async *startExec(execId) {
      yield await runExec(execId);
    },
    attachExec: async execId => fakeStream(runExec(execId).then(chunk => [chunk])),
    startExecDetached: async execId => {
      await runExec(execId);
    },
    resizeExec: (execId, { columns, rows }) => change('resizeExec', `${execId} ${columns}x${rows}`, () => {}),
    inspectExec: async execId => {
      const exec = execs.get(execId);
      if (!exec) throw new EngineError('not-found', `No such exec instance: ${execId}`, { status: 404 });
      return { ID: execId, Running: false, ExitCode: exec.exitCode };
    },

    listNetworks: async list =>
      [...networks.values()]
        .filter(({ body }) => hasLabels(body.Labels, list) && (!list?.names || list.names.includes(body.Name)))
        .map(({ id, body }) => ({ Id: id, Name: body.Name, Driver: 'bridge', Labels: body.Labels ?? {} })),
    inspectNetwork: async id => {
      const { body, ...found } = network(id);
      return { Id: found.id, Name: body.Name, Driver: 'bridge', Labels: body.Labels ?? {} };
    },
    createNetwork: body =>
      change('createNetwork', body.Name, () => {
        if (networks.has(body.Name)) throw conflict(`network with name ${body.Name} already exists`);
        const id = newId();
        networks.set(body.Name, { id, body });
        return { Id: id };
      }),
    removeNetwork: id =>
      change('removeNetwork', network(id).body.Name, () => {
        const { body } = network(id);
        if ([...containers.values()].some(other => body.Name in other.networks)) {
          throw new EngineError('refused', `network ${body.Name} has active endpoints`, { status: 403 });
        }
        networks.delete(body.Name);
      }),
    connectNetwork: (id, containerId) =>
      change('connectNetwork', `${network(id).body.Name} ${container(containerId).name}`, () => {
        container(containerId).networks[network(id).body.Name] = network(id).id;
      }),
    disconnectNetwork: (id, containerId) =>
      change('disconnectNetwork', `${network(id).body.Name} ${container(containerId).name}`, () => {
        delete container(containerId).networks[network(id).body.Name];
      }),

    listVolumes: async list =>
      [...volumes.values()]
        .filter(({ Labels, Name }) => hasLabels(Labels, list) && (!list?.names || list.names.includes(Name)))
        .map(volume => ({ Name: volume.Name, Driver: 'local', Mountpoint: '/', Labels: volume.Labels ?? {} })),
    inspectVolume: async name => {
      const found = volumes.get(name);
      if (!found) throw new EngineError('not-found', `no such volume: ${name}`, { status: 404 });
      return { Name: name, Driver: 'local', Mountpoint: '/', Labels: found.Labels ?? {} };
    },
    createVolume: body =>
      change('createVolume', body.Name, () => {
        // One that is there already stays as it is.
        const { Name, Labels } = volumes.get(body.Name) ?? body;
        volumes.set(Name, { ...body, ...(Labels ? { Labels } : {}) });
        tellOfVolume('create', Name);
        return { Name, Driver: 'local', Mountpoint: '/', Labels: Labels ?? {} };
      }),
    removeVolume: name =>
      change('removeVolume', name, () => {
        if ([...containers.values()].some(({ mounts }) => mounts.some(mount => mount.Name === name))) {
          throw conflict(`remove ${name}: volume is in use`);
        }
        if (!volumes.delete(name)) throw new EngineError('not-found', `no such volume: ${name}`, { status: 404 });
        tellOfVolume('destroy', name);
      }),

    inspectImage: async name => {
      if (!images.has(name)) throw new EngineError('not-found', `No such image: ${name}`, { status: 404 });
      return { Id: `sha256:${name}`, Architecture: 'amd64', Os: 'linux' };
    },
    listImages: async () => [],
    pullImage: name =>
      change('pullImage', name, () => {
        images.add(name);
      }),
    pushImage: name =>
      change('pushImage', name, () => {
        if (!images.has(name))
          throw new EngineError('refused', `An image does not exist locally with the tag: ${name}`);
      }),
    buildImage: ({ tags, context }) =>
      change('buildImage', tags.join(' '), async () => {
        await buffer(context);
        for (const tag of tags) images.add(tag);
        return { imageId: `sha256:${tags[0]}` };
      }),
    removeImage: name =>
      change('removeImage', name, () => {
        images.delete(name);
      }),
    inspectDistribution: async name => ({
      Descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json', digest: digestOf(name), size: 1 },
    }),

    async *events({ volumes: prefixes, signal }) {
      const queue: EngineEvent[] = [];
      let wake = (): void => {};
      const listener = (event: EngineEvent): void => {
        if (prefixes && !(event.Type === 'volume' && prefixes.some(prefix => event.Actor.ID.startsWith(prefix))))
          return;
        queue.push(event);
        wake();
      };
      listeners.add(listener);
      signal.addEventListener('abort', () => wake());
      while (!signal.aborted) {
        const event = queue.shift();
        if (event) yield event;
        else
          await new Promise<void>(resolve => {
            wake = resolve;
          });
      }
      listeners.delete(listener);
    },
  };
}

/** Takes what it is given and forgets it. */
function fakeStream(output: Promise<OutputChunk[]>): ProcessStream {
  return {
    output: (async function* () {
      yield* await output;
    })(),
    write: async () => true,
    end: () => {},
    close: () => {},
  };
}

function conflict(message: string): EngineError {
  return new EngineError('conflict', message, { status: 409 });
}

function hasLabels(labels: Labels = {}, { labels: wanted = [] }: ListOptions = {}): boolean {
  return wanted.every(entry => {
    const [key = '', value] = entry.split('=');
    return key in labels && (value === undefined || labels[key] === value);
  });
}

/** A volume without a name gets a new one. */
function mountsOf({ HostConfig }: ContainerCreate, newName: () => string): FakeMount[] {
  const binds = (HostConfig.Binds ?? []).map(bind => {
    const [Name = '', Destination = ''] = bind.split(':');
    return { Type: 'volume', Name, Destination };
  });
  const mounts = (HostConfig.Mounts ?? []).map(({ Type, Source, Target }) => ({
    Type,
    Name: Source ?? newName(),
    Destination: Target,
  }));
  return [...binds, ...mounts];
}

function summary({ id, name, body, state, networks, mounts }: FakeContainer): ContainerSummary {
  return {
    Id: id,
    Names: [`/${name}`],
    Image: body.Image ?? '',
    ImageID: '',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: body.Labels ?? {},
    State: state,
    Status: state,
    NetworkSettings: {
      Networks: Object.fromEntries(Object.entries(networks).map(([key, NetworkID]) => [key, { NetworkID }])),
    },
    Mounts: mounts,
  };
}

function inspection({ id, name, body, state, exitCode, health, mounts }: FakeContainer): ContainerInspect {
  return {
    Id: id,
    Name: `/${name}`,
    Created: '',
    Image: '',
    State: {
      Status: state,
      Running: state === 'running',
      ExitCode: exitCode,
      ...(health === 'none' ? {} : { Health: { Status: health, FailingStreak: health === 'unhealthy' ? 3 : 0 } }),
    },
    Config: { ...body, Labels: body.Labels ?? {}, Image: body.Image ?? '' },
    HostConfig: body.HostConfig,
    Mounts: mounts,
    NetworkSettings: { Networks: {} },
  };
}

/** Another one for every name, the same at every call. */
function digestOf(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}
