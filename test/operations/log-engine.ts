import type { ContainerInspect, ContainerState, ContainerSummary, EngineEvent } from '../../src/engine/api.ts';
import type { Engine, OutputChunk } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { toTimestamp } from '../../src/engine/timestamp.ts';
import { label } from '../../src/model/labels.ts';
import { fakeEngine } from '../support/fake-engine.ts';

/** An engine whose containers of project `app` write logs, start and end when a test says so. */
export interface LogEngine extends Engine {
  readonly calls: string[];
  add(name: string, more?: Partial<ContainerSummary>): void;
  start(name: string): void;
  write(name: string, text: string, stream?: OutputChunk['stream']): void;
  remove(name: string): void;
  /** All that is followed breaks off: logs, events or both. */
  breakOff(what?: 'logs' | 'events'): void;
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
  /** What the engine waits with for the end of the line. */
  readonly unfinished: Record<OutputChunk['stream'], string>;
  exitCode: number;
  /** How often it was started; a reading that follows ends with its run. */
  run: number;
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
  const broken = { logs: 0, events: 0 };

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
  const keep = (name: string, chunk: OutputChunk) => {
    now += 1;
    box(name).log.push({ ...chunk, at: now });
  };
  const end = (name: string, exitCode: number, how?: 'restarting') => {
    const { unfinished } = box(name);
    for (const stream of ['stdout', 'stderr'] as const) {
      if (unfinished[stream] !== '') keep(name, { stream, data: Buffer.from(unfinished[stream]), isCut: true });
      unfinished[stream] = '';
    }
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
      boxes.set(name, {
        state: summary.State,
        summary,
        log: [],
        unfinished: { stdout: '', stderr: '' },
        exitCode: 0,
        run: 1,
      });
    },
    start(name) {
      Object.assign(box(name), { state: 'running', run: box(name).run + 1 });
      tell('start', name);
    },
    write(name, text, stream = 'stdout') {
      const lines = (box(name).unfinished[stream] + text).split('\n');
      box(name).unfinished[stream] = lines.pop()!;
      for (const line of lines) keep(name, { stream, data: Buffer.from(`${line}\n`) });
      wake();
    },
    end,
    remove(name) {
      tell('destroy', name);
      boxes.delete(name);
    },
    breakOff(what) {
      if (what !== 'events') broken.logs += 1;
      if (what !== 'logs') broken.events += 1;
      wake();
    },
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
      else {
        tell('kill', id);
        end(id, 143);
      }
    },
    async killContainer(id) {
      calls.push(`kill ${id}`);
      tell('kill', id);
      end(id, 137);
    },
    async *logs(id, { follow, since, tail = 'all', timestamps, signal }) {
      const from = since === undefined ? 0 : Number(toTimestamp(since, 0).replace('.', ''));
      const { log, run } = box(id);
      const { logs } = broken;
      const skipped = tail === 'all' ? 0 : Math.max(0, log.length - Number(tail));
      for (let index = skipped; ; ) {
        while (index < log.length) {
          const { at, data, ...rest } = log[index]!;
          index += 1;
          if (at >= from) yield { ...rest, data: timestamps ? dated(at, data) : data };
        }
        if (!follow || box(id).state !== 'running' || box(id).run !== run || signal?.aborted) return;
        await woken(signal);
        if (broken.logs !== logs) throw new EngineError('unreachable', 'broken');
      }
    },
    async *events({ since, signal }) {
      const { events } = broken;
      for (let index = since === undefined ? told.length : 0; !signal.aborted; ) {
        while (index < told.length) {
          yield told[index]!;
          index += 1;
        }
        if (!signal.aborted) await woken(signal);
        if (broken.events !== events) throw new EngineError('unreachable', 'broken');
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

function inspection({ summary, state, exitCode, run }: Box): ContainerInspect {
  return {
    Id: summary.Id,
    Name: summary.Names[0]!,
    Created: '',
    Image: summary.ImageID,
    State: { Status: state, Running: state === 'running', ExitCode: exitCode, StartedAt: String(run) },
    Config: { Labels: summary.Labels, Image: summary.Image, Tty: false },
    HostConfig: {},
    Mounts: [],
    NetworkSettings: { Networks: {} },
  };
}
