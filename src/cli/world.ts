import type { StandardStreams } from '../operations/standard-streams.ts';
import type { Keyboard } from './keyboard.ts';
import type { Output } from './output.ts';

/** All that the command line takes from its process; bin.ts makes the real one, tests their own. */
export interface World {
  /** How it was called, as messages and help repeat it: `gantry`, `docker compose`, `docker-compose`. */
  readonly program: string;
  /** The file that starts gantry, for whatever shall start it later. */
  readonly launcher: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeDir: string;
  readonly output: Output;
  /** Standard input, for a Compose file named `-`. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The standard streams and the terminal, for a process in a container. */
  readonly streams: StandardStreams;
  /** The terminal, for us. */
  readonly keyboard: Keyboard;
  /** Whether somebody at a terminal can answer questions. */
  readonly interactive: boolean;
  readonly now: () => Date;
  /** Asks a question and waits for a line; undefined when the input has ended. Throws `interrupted` at Ctrl-C. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Calls back at each SIGINT and SIGTERM, until the function that it returns is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

/** The same world with some things of its own; what it looks up when needed is still looked up then. */
export function withOwn(world: World, own: Partial<World>): World {
  return Object.create(null, { ...Object.getOwnPropertyDescriptors(world), ...Object.getOwnPropertyDescriptors(own) });
}
