import { describe, expect, test } from 'vitest';
import type { ProcessStream } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { attend } from '../../src/operations/attend.ts';
import { type ConverseOptions, converse } from '../../src/operations/converse.ts';
import { exec } from '../../src/operations/exec.ts';
import type { StandardStreams } from '../../src/operations/standard-streams.ts';
import { fakeEngine } from '../support/fake-engine.ts';

interface Desk {
  readonly streams: StandardStreams;
  /** What was written, and modes entered and left, in order. */
  readonly seen: string[];
  readonly send: (signal: string) => void;
}

/** A terminal at which this is typed, and nothing after. */
function desk(...typed: string[]): Desk {
  const seen: string[] = [];
  const listeners = new Set<(signal: string) => void>();
  return {
    seen,
    send: signal => {
      for (const listener of listeners) listener(signal);
    },
    streams: {
      input: (async function* () {
        for (const text of typed) yield Buffer.from(text);
      })(),
      isInputTerminal: true,
      isOutputTerminal: true,
      write: async (stream, data) => {
        seen.push(`${stream} ${Buffer.from(data)}`);
      },
      size: () => ({ columns: 80, rows: 24 }),
      onResize: () => () => {},
      enterRawMode: () => {
        seen.push('raw');
        return () => seen.push('cooked');
      },
      onSignal: listener => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

const never = new AbortController().signal;

/** A process that says this, and then what it is told, until its input ends. */
function echo(said: string[], told: string[] = []): ProcessStream {
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return {
    output: (async function* () {
      for (const text of said) yield { stream: 'stdout', data: Buffer.from(text) };
      await ended;
      yield { stream: 'stdout', data: Buffer.from(`told ${told.join('')}`) };
    })(),
    write: async data => {
      told.push(Buffer.from(data).toString());
      return true;
    },
    end,
    close: () => told.push('closed'),
  };
}

const options: ConverseOptions = {
  tty: true,
  input: true,
  detachKeys: Buffer.from([16, 17]),
  resize: async () => {},
  signal: never,
};

describe('a conversation', () => {
  test('goes both ways to the end of the process, in raw mode', async () => {
    const { streams, seen } = desk('a', 'b');
    expect(await converse(echo(['hello']), streams, options)).toBe('ended');
    expect(seen).toEqual(['raw', 'stdout hello', 'stdout told ab', 'cooked']);
  });

  test('is left by keys, and what was typed before them is passed on', async () => {
    const { streams, seen } = desk('a\x10', '\x11b');
    const told: string[] = [];
    expect(await converse(echo([], told), streams, options)).toBe('detached');
    expect(told).toEqual(['a', 'closed']);
    expect(seen).toEqual(['raw', 'cooked']);
  });

  test('knows no such keys without a terminal', async () => {
    const { streams, seen } = desk('\x10\x11');
    expect(await converse(echo([]), streams, { ...options, tty: false })).toBe('ended');
    expect(seen).toEqual(['stdout told \x10\x11']);
  });

  test('gives the terminal back when it can not write any more', async () => {
    const { streams, seen } = desk();
    const write = async () => {
      throw new Error('no space');
    };
    await expect(converse(echo(['hello']), { ...streams, write }, options)).rejects.toThrow('no space');
    expect(seen).toEqual(['raw', 'cooked']);
  });

  test('is left by a signal', async () => {
    const { streams, seen } = desk();
    const stop = new AbortController();
    const left = converse(echo(['hello']), streams, { ...options, input: false, signal: stop.signal });
    stop.abort();
    expect(await left).toBe('aborted');
    expect(seen).not.toContain('raw');
  });
});

async function running(engine: ReturnType<typeof fakeEngine>): Promise<string> {
  const labels = { 'com.docker.compose.project': 'app', 'com.docker.compose.service': 'web' };
  const Labels = { ...labels, 'com.docker.compose.oneoff': 'False', 'com.docker.compose.container-number': '1' };
  const { Id } = await engine.createContainer('app-web-1', { Image: 'busybox', Labels, HostConfig: {} });
  await engine.startContainer(Id);
  return Id;
}

describe('exec', () => {
  test('gives the exit code of the command', async () => {
    const engine = fakeEngine({ behaviours: { web: { exec: { 'sh -c x': 7 } } } });
    await running(engine);
    const { streams, seen } = desk();
    const command = { service: 'web', command: ['sh', '-c', 'x'] };
    expect(await exec({ name: 'app' }, command, { engine, signal: never, streams })).toBe(7);
    expect(seen).toEqual(['stdout sh -c x\n']);
  });

  test('refuses what does not run, and keys that are none, before anything is asked of the engine', async () => {
    const engine = fakeEngine();
    const context = { engine, signal: never, streams: desk().streams };
    const command = { service: 'web', command: ['x'] };
    await expect(exec({ name: 'app' }, command, context)).rejects.toThrow('service "web" is not running');
    await expect(exec({ name: 'app' }, { ...command, detachKeys: 'x-y' }, context)).rejects.toThrow(
      'invalid detach keys (x-y)',
    );
  });
});

describe('attending a container', () => {
  const attending = { tty: false, interactive: false, forwardSignals: true };

  test('listens before it starts it, and gives its exit code', async () => {
    const engine = fakeEngine({ behaviours: { web: { exitCode: 4 } } });
    const { Id } = await engine.createContainer('app-web-run-1', {
      Image: 'busybox',
      Labels: { 'com.docker.compose.service': 'web' },
      HostConfig: {},
    });
    const context = { engine, streams: desk().streams, signal: never };
    const attended = attend(Id, { ...attending, start: () => engine.startContainer(Id) }, context);
    expect(await attended).toEqual({ end: 'ended', exitCode: 4 });
  });

  test('fails when it can not be started', async () => {
    const engine = fakeEngine({
      onCall: method => {
        if (method === 'startContainer') throw new EngineError('refused', 'no such command', { status: 400 });
      },
    });
    const { Id } = await engine.createContainer('app-web-run-1', { Image: 'busybox', Labels: {}, HostConfig: {} });
    const { streams, seen } = desk();
    const options = { ...attending, tty: true, interactive: true, start: () => engine.startContainer(Id) };
    await expect(attend(Id, options, { engine, streams, signal: never })).rejects.toThrow('no such command');
    expect(seen).toEqual(['raw', 'cooked']);
  });

  test('that has ended just before leaves its exit code, and nobody waits for its next start', async () => {
    const engine = fakeEngine();
    const id = await running(engine);
    const late = { ...engine, attachContainer: async () => echo([]) };
    await engine.killContainer(id, { signal: 'SIGKILL' });
    const { StatusCode: exitCode } = await engine.waitContainer(id);
    expect(await attend(id, attending, { engine: late, streams: desk().streams, signal: never })).toEqual({
      end: 'ended',
      exitCode,
    });
  });

  test('passes signals on, and leaves it at the third that asks for an end', async () => {
    const engine = fakeEngine({
      onCall: method => {
        if (method === 'killContainer') throw new EngineError('refused', 'it takes no notice', { status: 500 });
      },
    });
    const id = await running(engine);
    const { streams, send } = desk();
    const attended = attend(id, attending, { engine, streams, signal: never });
    await new Promise(resolve => setTimeout(resolve, 20));
    for (const signal of ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGTERM']) send(signal);
    expect(await attended).toEqual({ end: 'aborted' });
    expect(engine.calls.filter(call => call.startsWith('killContainer'))).toHaveLength(4);
  });

  test('leaves it, once it was told, when the terminal has gone', async () => {
    const engine = fakeEngine({
      onCall: method => {
        if (method === 'killContainer') throw new EngineError('refused', 'it takes no notice', { status: 500 });
      },
    });
    const id = await running(engine);
    const { streams, send } = desk();
    let isInputTerminal = true;
    const closing = {
      ...streams,
      get isInputTerminal() {
        return isInputTerminal;
      },
    };
    const attended = attend(id, attending, { engine, streams: closing, signal: never });
    await new Promise(resolve => setTimeout(resolve, 20));
    isInputTerminal = false;
    send('SIGHUP');
    expect(await attended).toEqual({ end: 'aborted' });
    expect(engine.calls.filter(call => call.startsWith('killContainer'))).toHaveLength(1);
  });
});
