import { createOutput } from '../../src/cli/output.ts';
import type { World } from '../../src/cli/world.ts';

export interface TestWorld {
  readonly world: World;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** A process without a terminal: what is written is kept. */
export function testWorld(overrides: Partial<World> = {}): TestWorld {
  const written = { 1: '', 2: '' };
  const output = createOutput({
    isTTY: () => false,
    size: () => undefined,
    write: (fd, bytes) => {
      written[fd] += bytes.toString();
    },
    later: () => {},
  });
  const world: World = {
    program: 'gantry',
    launcher: '/opt/gantry/bin/gantry',
    env: {},
    cwd: '/nowhere',
    homeDir: '/nowhere',
    output,
    stdin: (async function* () {})(),
    streams: {
      input: (async function* () {})(),
      isInputTerminal: false,
      isOutputTerminal: false,
      write: async (stream, data) => {
        written[stream === 'stdout' ? 1 : 2] += Buffer.from(data).toString();
      },
      size: () => undefined,
      onResize: () => () => {},
      enterRawMode: () => () => {},
      onSignal: () => () => {},
    },
    keyboard: { isOurs: false, open: () => () => {}, stop: () => {} },
    interactive: false,
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    ask: async () => undefined,
    onInterrupt: () => () => {},
    ...overrides,
  };
  return {
    world,
    stdout: () => written[1],
    stderr: () => written[2],
  };
}
