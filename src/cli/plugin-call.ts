import { basename, dirname } from 'node:path';
import { list, type Options, text, toggle } from './flag.ts';
import { type Parsed, parseFlags } from './parse.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** Flags of the docker CLI itself, which it hands on as they were typed, before the plugin's name. */
const dockerFlags = {
  config: text('--config', ''),
  context: text('-c, --context', ''),
  debug: toggle('-D, --debug', ''),
  host: list('-H, --host', ''),
  logLevel: text('-l, --log-level', ''),
  tls: toggle('--tls', ''),
  tlscacert: text('--tlscacert', ''),
  tlscert: text('--tlscert', ''),
  tlskey: text('--tlskey', ''),
  tlsverify: toggle('--tlsverify', ''),
};

type DockerOptions = Options<typeof dockerFlags>;

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
  const parsed = parseDockerFlags(argv);
  if (parsed === undefined) return { argv, world };
  const { options, given, positionals } = parsed;
  const [first, second] = positionals;
  const isHelp = first === 'help';
  const name = isHelp ? second : first;
  if (name === undefined || !pluginNames(world).includes(name)) return { argv, world };
  return {
    argv: [...endpointFlags(options), ...(isHelp ? ['help', ...positionals.slice(2)] : positionals.slice(1))],
    world: withOwn(world, { program: `docker ${name}`, env: { ...world.env, ...variables(options, given) } }),
  };
}

function pluginNames({ program }: World): readonly string[] {
  return program === 'gantry' ? ['compose', 'gantry'] : [program.replace(/^docker-/, '')];
}

function parseDockerFlags(argv: readonly string[]): Parsed<typeof dockerFlags> | undefined {
  try {
    return parseFlags(argv, dockerFlags, { stopAtPositional: true });
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function endpointFlags({ host, context }: DockerOptions): string[] {
  const [address] = host.slice(-1);
  return [
    ...(address === undefined ? [] : ['--host', address]),
    ...(context === undefined ? [] : ['--context', context]),
  ];
}

/** What gantry reads from the environment where the docker CLI has a flag, too. */
function variables(options: DockerOptions, given: ReadonlySet<string>): Record<string, string> {
  const certificates = certificateFolder(options);
  return {
    ...(options.config === undefined ? {} : { DOCKER_CONFIG: options.config }),
    ...(given.has('tls') ? { DOCKER_TLS: options.tls ? '1' : '' } : {}),
    ...(given.has('tlsverify') ? { DOCKER_TLS_VERIFY: options.tlsverify ? '1' : '' } : {}),
    ...(certificates === undefined ? {} : { DOCKER_CERT_PATH: certificates }),
  };
}

function certificateFolder({ tlscacert, tlscert, tlskey }: DockerOptions): string | undefined {
  const given = [
    { flag: '--tlscacert', path: tlscacert, file: 'ca.pem' },
    { flag: '--tlscert', path: tlscert, file: 'cert.pem' },
    { flag: '--tlskey', path: tlskey, file: 'key.pem' },
  ].flatMap(({ path, ...rest }) => (path === undefined ? [] : [{ ...rest, path }]));
  const folders = new Set(given.map(({ path }) => dirname(path)));
  const strange = given.find(({ path, file }) => basename(path) !== file || folders.size > 1);
  if (strange === undefined) return given[0] && dirname(given[0].path);
  const hint = 'put ca.pem, cert.pem and key.pem into one folder';
  throw new UsageError(
    `unsupported ${strange.flag} ${JSON.stringify(strange.path)}: it is not a ${strange.file} beside the others`,
    hint,
  );
}

/** The same world with some things of its own; what it looks up when needed is still looked up then. */
function withOwn(world: World, own: Partial<World>): World {
  return Object.create(null, { ...Object.getOwnPropertyDescriptors(world), ...Object.getOwnPropertyDescriptors(own) });
}
