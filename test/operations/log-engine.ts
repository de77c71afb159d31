import type { ContainerInspect, ContainerState, ContainerSummary, EngineEvent } from '../../src/engine/api.ts';
import type { Engine, OutputChunk } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { label } from '../../src/model/labels.ts';
import { fakeEngine } from '../support/fake-engine.ts';

/** An engine whose containers of project `app` write logs, start and end when a test says so. */
export interface LogEngine extends Engine {
  readonly calls: string[];
  add(name: string, more?: Partial<ContainerSummary>): void;
  start(name: string): void;
  write(name: string, text: string, stream?: OutputChunk['stream']): void;
  /** `restarting`: its restart policy will start it again. Default: it ends for good. */
  end(name: string, exitCode: number, how?: 'restarting'): void;
}

interface Line extends OutputChunk {
  readonly at: number;
}

interface Box {
  state: ContainerState;
  readonly summary: ContainerSummary;
  readonly log: Line[];
  exitCode: number;
}

export interface LogEngineOptions {
  /** Containers that only a kill ends. */
  readonly stubborn?: readonly string[];
}

export function logEngine({ stubborn = [] }: LogEngineOptions = {}): LogEngine {
  const calls: string[] = [];
  const boxes = new Map<string, Box>();
  const wakers = new Set<() => void>();
  const told: EngineEvent[] = [];
  let now = 1_000_000_000;

  const wake = () => {
    for (const waker of [...wakers]) waker();
  };
  const box = (name: string): Box => {
    const found = boxes.get(name);
    if (found === undefined) throw new EngineError('not-found', `No such container: ${name}`, { status: 404 });
    return found;
  };
  const tell = (Action: string, name: string, more: Record<string, string> = {}) => {
    now += 1;
    const Attributes = { ...box(name).summary.Labels, name, ...more };
    told.push({ Type: 'container', Action, Actor: { ID: name, Attributes }, time: 1, timeNano: BigInt(now) });
    wake();
  };
  const end = (name: string, exitCode: number, how?: 'restarting') => {
    Object.assign(box(name), { state: how ?? 'exited', exitCode });
    tell('die', name, { exitCode: String(exitCode) });
  };
  const stopped = (name: string) =>
    new Promise<void>(resolve => {
      const check = () => {
        if (box(name).state === 'running') return;
        wakers.delete(check);
        resolve();
      };
      wakers.add(check);
      check();
    });
  const woken = (signal: AbortSignal | undefined) =>
    new Promise<void>(resolve => {
      const done = () => {
        wakers.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      wakers.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });

  return {
    ...fakeEngine(),
    calls,
    add(name, more = {}) {
      const summary = summaryOf(name, more);
      boxes.set(name, { state: summary.State, summary, log: [], exitCode: 0 });
    },
    start(name) {
      box(name).state = 'running';
      tell('start', name);
    },
    write(name, text, stream = 'stdout') {
      now += 1;
      box(name).log.push({ stream, data: Buffer.from(text), at: now });
      wake();
    },
    end,
    listContainers: async ({ labels = [] } = {}) =>
      [...boxes.values()]
        .map(({ summary, state }) => ({ ...summary, State: state }))
        .filter(({ Labels }) =>
          labels.every(wanted => wanted === `${wanted.split('=')[0]}=${Labels[wanted.split('=')[0]!]}`),
        ),
    inspectContainer: async id => inspection(box(id)),
    async stopContainer(id) {
      calls.push(`stop ${id}`);
      if (box(id).state !== 'running') return;
      if (stubborn.includes(id)) await stopped(id);
      else end(id, 143);
    },
    async killContainer(id) {
      calls.push(`kill ${id}`);
      end(id, 137);
    },
    async *logs(id, { follow, since, tail = 'all', timestamps, signal }) {
      const from = since === undefined ? 0 : Number(since.replace('.', ''));
      const { log } = box(id);
      const skipped = tail === 'all' ? 0 : Math.max(0, log.length - Number(tail));
      for (let index = skipped; ; ) {
        while (index < log.length) {
          const { at, stream, data } = log[index]!;
          index += 1;
          if (at >= from) yield { stream, data: timestamps ? dated(at, data) : data };
        }
        if (!follow || box(id).state !== 'running' || signal?.aborted) return;
        await woken(signal);
      }
    },
    async *events({ signal }) {
      for (let index = told.length; !signal.aborted; ) {
        while (index < told.length) {
          yield told[index]!;
          index += 1;
        }
        if (!signal.aborted) await woken(signal);
      }
    },
  };
}

function dated(at: number, data: Buffer): Buffer {
  return Buffer.from(`1970-01-01T00:00:01.${String(at % 1_000_000_000).padStart(9, '0')}Z ${data}`);
}

function summaryOf(name: string, more: Partial<ContainerSummary>): ContainerSummary {
  const [, service = '', number = '1'] = name.split('-');
  const Labels = {
    [label.project]: 'app',
    [label.service]: service,
    [label.containerNumber]: number,
    [label.oneOff]: 'False',
    [label.configHash]: 'hash',
    ...more.Labels,
  };
  return {
    Id: name,
    Names: [`/${name}`],
    Image: 'busybox',
    ImageID: 'sha256:1',
    Command: 'sh',
    Created: 0,
    Ports: [],
    State: 'created',
    Status: 'Created',
    Mounts: [],
    ...more,
    Labels,
  };
}

function inspection({ summary, state, exitCode }: Box): ContainerInspect {
  return {
    Id: summary.Id,
    Name: summary.Names[0]!,
    Created: '',
    Image: summary.ImageID,
    State: { Status: state, Running: state === 'running', ExitCode: exitCode },
    Config: { Labels: summary.Labels, Image: summary.Image, Tty: false },
    HostConfig: {},
    Mounts: [],
    NetworkSettings: { Networks: {} },
  };
}
