import { dirname, resolve } from 'node:path';
import { readFileIfAny } from '../engine/node-io.ts';
import type { Options } from './flag.ts';
import type { globalFlags } from './globals.ts';
import { type World, withOwn } from './world.ts';

/** Docker Compose takes these from its process alone. */
const ofShell = ['COMPOSE_PROGRESS', 'COMPOSE_STATUS_STDOUT', 'COMPOSE_ENV_FILES', 'COMPOSE_DISABLE_ENV_FILE'];

/**
 * The same world with variables that steer Compose from the .env file, or from those in its place, where the shell has
 * none. What is wrong with such a file is told by whoever reads it for the project.
 */
export async function withEnvFileVariables(world: World, options: Options<typeof globalFlags>): Promise<World> {
  const { cwd, env } = world;
  const texts = filesOf(options, world).map(file => readFileIfAny(resolve(cwd, file)) ?? '');
  if (!texts.some(text => text.includes('COMPOSE_'))) return world;
  const { parseDotenv } = await import('../loader/dotenv.ts');
  const found = new Map<string, string>();
  for (const text of texts) {
    const read = parseDotenv(text, name => env[name] ?? found.get(name));
    if ('mistake' in read) return world;
    for (const [name, value] of read.values) found.set(name, value);
  }
  const steering = [...found].filter(([name]) => name.startsWith('COMPOSE_') && !ofShell.includes(name));
  return withOwn(world, { env: { ...Object.fromEntries(steering), ...env } });
}

function filesOf(options: Options<typeof globalFlags>, { cwd, env }: World): readonly string[] {
  if (options.envFile.length > 0) return options.envFile;
  const named = (env.COMPOSE_ENV_FILES ?? '').split(',').filter(file => file !== '');
  if (named.length > 0) return named;
  if (/^(1|t|true)$/i.test(env.COMPOSE_DISABLE_ENV_FILE ?? '')) return [];
  const first = options.file.find(file => file !== '-');
  const folder =
    options.projectDirectory || options.workdir || (first === undefined ? cwd : dirname(resolve(cwd, first)));
  return [resolve(cwd, folder, '.env')];
}
