import { describe, expect, test } from 'vitest';
import type { ComposeEvent, LogEvent } from '../../src/events/event.ts';
import { type LogsOptions, logsRenderer } from '../../src/render/logs.ts';

const plain: LogsOptions = { prefix: true, palette: [], services: [], terminal: false, announce: false, merge: false };

function render(events: readonly ComposeEvent[], options: Partial<LogsOptions> = {}) {
  const text = { stdout: '', stderr: '' };
  const write = (stream: keyof typeof text) => (piece: string | Uint8Array) => {
    text[stream] += Buffer.from(piece as Uint8Array).toString('latin1');
  };
  const { emit } = logsRenderer({ stdout: write('stdout'), stderr: write('stderr') }, { ...plain, ...options });
  for (const event of events) emit(event);
  return text;
}

function log(container: string, lines: string, more: Partial<LogEvent> = {}): LogEvent {
  return { type: 'log', service: 'x', container, stream: 'stdout', data: Buffer.from(`${lines}\n`, 'latin1'), ...more };
}

const attach: ComposeEvent = { type: 'attach', containers: ['a-1', 'long-name-1'] };
const ended: ComposeEvent = { type: 'exit', service: 'a', container: 'a-1', exitCode: 3, restarting: false };
const paint = (name: string) => (text: string) => `<${name}>${text}</>`;

describe('logs', () => {
  test('prefixes are as wide as the longest name attached to', () => {
    expect(render([attach, log('a-1', 'x'), log('long-name-1', 'y')]).stdout).toBe(
      'a-1          | x\nlong-name-1  | y\n',
    );
  });

  test('and widen when a longer one comes', () => {
    expect(render([log('a-1', 'x'), log('a-10', 'y'), log('a-1', 'z')]).stdout).toBe(
      'a-1  | x\na-10  | y\na-1   | z\n',
    );
  });

  test('each stream for itself, or both on one', () => {
    const events = [log('a-1', 'out'), log('a-1', 'err', { stream: 'stderr' })];
    expect(render(events)).toEqual({ stdout: 'a-1  | out\n', stderr: 'a-1  | err\n' });
    expect(render(events, { merge: true })).toEqual({ stdout: 'a-1  | out\na-1  | err\n', stderr: '' });
  });

  test('that a container is recreated has the colour of its service', () => {
    const recreated: ComposeEvent = { type: 'recreate', service: 'a', container: 'a-1' };
    expect(render([recreated], { palette: [paint('1')] }).stdout).toBe('<1>a-1 has been recreated\n</>');
    expect(render([recreated], { terminal: true }).stdout).toBe('\r\x1b[Ka-1 has been recreated\n');
  });

  test('a service has its colour, whichever others are shown, and those of no project come after', () => {
    const palette = [paint('1'), paint('2'), paint('3')];
    const of = (service: string, line: string) => log(`${service}-1`, line, { service });
    const services = ['b', 'a'];
    expect(render([of('b', 'y'), of('old', 'z'), of('a', 'x'), ended], { palette, services }).stdout).toBe(
      '<2>b-1  | </>y\n<3>old-1  | </>z\n<1>a-1    | </>x\n<1>a-1 exited with code 3\n</>',
    );
    expect(render([of('a', 'x')], { palette, services }).stdout).toBe('<1>a-1  | </>x\n');
    expect(render([of('a', 'x'), log('a-2', 'x', { service: 'a' })], { palette }).stdout).toBe(
      '<1>a-1  | </>x\n<1>a-2  | </>x\n',
    );
  });

  test('without prefix', () => {
    expect(render([log('a-1', 'x')], { prefix: false }).stdout).toBe('x\n');
  });

  test('each of many lines at once, whatever their bytes', () => {
    expect(render([log('a-1', 'one\n\n\xff\0\r\nfour')]).stdout).toBe(
      'a-1  | one\na-1  | \na-1  | \xff\0\r\na-1  | four\n',
    );
  });

  test('announces what a session begins with, not what comes later', () => {
    expect(render([attach, { type: 'attach', containers: ['b-1'] }], { announce: true }).stdout).toBe(
      'Attaching to a-1, long-name-1\n',
    );
  });

  test('ends, and ends that are none', () => {
    expect(render([ended]).stdout).toBe('a-1 exited with code 3\n');
    expect(render([{ ...ended, restarting: true }]).stdout).toBe('a-1 exited with code 3 (restarting)\n');
  });

  test('on a terminal an end clears the line that ^C may stand in', () => {
    expect(render([ended], { terminal: true }).stdout).toBe('\r\x1b[Ka-1 exited with code 3\n');
  });
});
