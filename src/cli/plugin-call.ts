import { dockerFlags } from './docker-flags.ts';
import { parseFlags } from './parse.ts';
import { UsageError } from './usage-error.ts';
import { type World, withOwn } from './world.ts';

interface ProgramCall {
  readonly argv: readonly string[];
  readonly world: World;
}

/**
 * For a program whose file is named `docker-compose`: `docker --context far compose up` calls it with `--context far
 * compose up`, which is `--context far up` of `docker compose`. Without its own name among the arguments nobody but the
 * file's name calls it so, and they are its own. gantry itself is called so where a script of somebody's stands between,
 * and by programs that take it for `docker`.
 */
export function readPluginCall(argv: readonly string[], world: World): ProgramCall {
  const positionals = parseDockerFlags(argv);
  const [first, second] = positionals;
  // `docker help compose up`, and what the docker CLI asks to complete `docker compose up`.
  const isAbout = first === 'help' || first === '__complete' || first === '__completeNoDesc';
  const name = isAbout ? second : first;
  if (name === undefined || !pluginNames(world).includes(name)) return { argv, world };
  const flags = argv.slice(0, argv.length - positionals.length);
  return {
    argv: [...flags, ...(isAbout ? [first, ...positionals.slice(2)] : positionals.slice(1))],
    world: withOwn(world, { program: `docker ${name}` }),
  };
}

function pluginNames({ program }: World): readonly string[] {
  return program === 'gantry' ? ['compose', 'gantry'] : [program.replace(/^docker-/, '')];
}

/** What follows them; nothing when there is a flag among them that isn't Docker's own. */
function parseDockerFlags(argv: readonly string[]): readonly string[] {
  try {
    return parseFlags(argv, dockerFlags, { stopAtPositional: true }).positionals;
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}
