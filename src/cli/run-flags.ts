import { ComposeError } from '../diagnostics/errors.ts';
import type { RunOptions } from '../operations/run.ts';
import { createFlags, readPull } from './create-flags.ts';
import { checkedList, list, type Options, text, toggle } from './flag.ts';
import { isTrue } from './globals.ts';
import { resolveVariables } from './session.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

export const runFlags = {
  build: toggle('--build', 'Build images first'),
  capAdd: checkedList('--cap-add', 'Capability to add; may be repeated'),
  capDrop: checkedList('--cap-drop', 'Capability to drop; may be repeated'),
  detach: toggle('-d, --detach', 'Leave the container to itself, and print its id'),
  entrypoint: text('--entrypoint', 'Another entrypoint; the command of the service goes with the old one'),
  env: list('-e, --env', 'Variable for the container, KEY=VALUE, or KEY for its value here; may be repeated'),
  envFromFile: list('--env-from-file', 'File of variables for the container; may be repeated'),
  interactive: toggle('-i, --interactive', 'Keep standard input open', { default: true }),
  label: list('-l, --label', 'Label of the container, KEY=VALUE; may be repeated', { otherName: 'labels' }),
  name: text('--name', 'Name of the container'),
  noDeps: toggle('--no-deps', 'Leave out what the service depends on'),
  noTty: toggle(
    '-T, --no-tty',
    'No terminal for the container; without this it has one if standard input and output are terminals',
  ),
  noTTY: toggle('--no-TTY', 'Old spelling of --no-tty', { hidden: true }),
  publish: list('-p, --publish', 'Port to publish; may be repeated'),
  pull: createFlags.pull,
  quiet: toggle('-q, --quiet', 'No progress'),
  quietBuild: toggle('--quiet-build', 'No output of builds'),
  quietPull: toggle('--quiet-pull', 'No progress of pulls'),
  removeOrphans: toggle('--remove-orphans', "Remove containers of services that the Compose file doesn't have"),
  rm: toggle('--rm', 'Remove the container, with its anonymous volumes, when it has ended'),
  servicePorts: toggle('-P, --service-ports', 'Publish the ports of the service'),
  tty: toggle('-t, --tty', 'A terminal for the container', { default: true, hidden: true }),
  useAliases: toggle('--use-aliases', 'Reach the container by the names of the service, too'),
  user: text('-u, --user', 'Who runs the command: NAME or UID, with :GROUP or not'),
  volume: list('-v, --volume', 'Folder or volume to mount; may be repeated', { otherName: 'volumes' }),
  workdir: text('-w, --workdir', 'Folder in the container'),
};

export type RunFlags = Options<typeof runFlags>;

/** What makes no sense together, or at all: looked at before any file is. */
export function checkRunFlags(options: RunFlags, given: ReadonlySet<string>): void {
  if (options.publish.length > 0 && options.servicePorts)
    throw new UsageError('--service-ports and --publish are incompatible');
  if (given.has('tty') && (given.has('noTty') || given.has('noTTY')))
    throw new UsageError("--tty and --no-tty can't be used together");
  readPull(options.pull);
}

export interface RunSurroundings {
  readonly given: ReadonlySet<string>;
  readonly world: World;
  /** Of the project. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function readRunOptions(
  [service = '', ...command]: readonly string[],
  options: RunFlags,
  { given, world, env }: RunSurroundings,
): Promise<RunOptions> {
  const values = await import('../loader/command-line-values.ts');
  const { build, capAdd, capDrop, entrypoint, interactive, name, pull, quietPull, rm, useAliases } = options;
  const ignoreOrphans = isTrue(env.COMPOSE_IGNORE_ORPHANS);
  return {
    service,
    command,
    build,
    quietPull,
    capAdd,
    capDrop,
    interactive,
    useAliases,
    ignoreOrphans,
    removeOrphans: options.removeOrphans,
    autoRemove: rm,
    tty: wantsTty(options, given, world),
    environment: await environmentOf(options, { world, env }),
    labels: Object.fromEntries(options.label.map(readLabel)),
    volumes: options.volume.map(volume => values.readMounted(volume, world)),
    publish: options.servicePorts ? 'service' : options.publish.flatMap(port => values.readPublished(port)),
    ...(entrypoint === undefined ? {} : { entrypoint: values.readWords(entrypoint) }),
    ...(name ? { name } : {}),
    ...readPull(pull),
    ...(options.user ? { user: options.user } : {}),
    ...(options.workdir ? { workingDir: options.workdir } : {}),
  };
}

/** By default there is a terminal where somebody sits at one; whoever asks for input may have it by a pipe, though. */
function wantsTty(options: RunFlags, given: ReadonlySet<string>, { streams }: World): boolean {
  if (given.has('tty')) return options.tty;
  if (given.has('noTty')) return !options.noTty;
  if (given.has('noTTY')) return !options.noTTY;
  return streams.isOutputTerminal && (given.has('interactive') || streams.isInputTerminal);
}

/** What -e says goes over files, and the first of two files over the second. */
async function environmentOf(
  options: RunFlags,
  { world, env }: Omit<RunSurroundings, 'given'>,
): Promise<Readonly<Record<string, string>>> {
  const [{ readVariables }, { nodeIO }] = await Promise.all([
    import('../loader/command-line-values.ts'),
    import('../loader/node-io.ts'),
  ]);
  const { resolve } = process.getBuiltinModule('node:path');
  const io = nodeIO(world, world.stdin);
  let found: Readonly<Record<string, string>> = resolveVariables(options.env, env);
  for (const file of options.envFromFile) {
    const text = await io.readFile(resolve(world.cwd, file));
    if (text === undefined) throw new ComposeError('no-such-file', `open ${file}: no such file or directory`);
    found = { ...readVariables(text, file, name => found[name]), ...found };
  }
  return found;
}

function readLabel(text: string): [key: string, value: string] {
  const at = text.indexOf('=');
  if (at < 0) throw new UsageError('label must be set as KEY=VALUE', `write ${text}= for an empty label`);
  return [text.slice(0, at), text.slice(at + 1)];
}
