import type { UpOptions } from '../operations/up.ts';
import { createFlags, readCreateOptions } from './create-flags.ts';
import { integer, list, type Options, text, toggle } from './flag.ts';
import { isFalse } from './globals.ts';
import { checkPort, liveReload } from './pages.ts';
import type { ProjectCall } from './project.ts';
import { UsageError } from './usage-error.ts';

export const upFlags = {
  ...createFlags,
  abortOnContainerExit: toggle('--abort-on-container-exit', 'Stop all containers when one has ended'),
  abortOnContainerFailure: toggle('--abort-on-container-failure', 'Stop all containers when one has failed'),
  alwaysRecreateDeps: toggle('--always-recreate-deps', 'Recreate what the services depend on, too'),
  attach: list('--attach', 'Show the logs of this service only; may be repeated', { values: 'services' }),
  attachDependencies: toggle('--attach-dependencies', 'Show the logs of what the services depend on, too'),
  detach: toggle('-d, --detach', 'Come back when the containers are started'),
  exitCodeFrom: text('--exit-code-from', 'End with the exit code of this service; stops all when one has ended', {
    values: 'services',
  }),
  liveReload,
  menu: toggle(
    '--menu',
    'A line with keys to press, below the logs; default on a terminal, unless COMPOSE_MENU is off',
  ),
  noAttach: list('--no-attach', "Don't show the logs of this service; may be repeated", { values: 'services' }),
  noColor: toggle('--no-color', 'Logs without colours'),
  noDeps: toggle('--no-deps', 'Leave out what the services depend on'),
  noLogPrefix: toggle('--no-log-prefix', 'Log lines without the name of their container'),
  noStart: toggle('--no-start', 'Create the containers and leave it at that'),
  quietBuild: toggle('--quiet-build', 'No output of builds'),
  renewAnonVolumes: toggle(
    '-V, --renew-anon-volumes',
    'Anonymous volumes anew, instead of those of the container before',
  ),
  rollbackOnFailure: toggle(
    '--rollback-on-failure',
    'Keep the previous containers until the new ones are good, and go back to them where these fail',
  ),
  timeout: integer('-t, --timeout', 'Seconds until a container that does not end is killed'),
  timestamps: toggle('--timestamps', 'Begin log lines with the time'),
  wait: toggle('--wait', 'Come back when all services run, or are healthy'),
  watch: toggle('-w, --watch', 'Bring changes of files into the containers as they are saved'),
  waitTimeout: integer('--wait-timeout', 'Most seconds to wait'),
};

export type UpFlags = Options<typeof upFlags>;

/** What the flags ask of `up`; throws on those that make no sense together. */
export function readUpOptions(options: UpFlags, env: Readonly<Record<string, string | undefined>>): UpOptions {
  checkCombinations(options);
  checkPort(options.liveReload);
  const { alwaysRecreateDeps, renewAnonVolumes, rollbackOnFailure, noStart, wait, waitTimeout, timeout } = options;
  return {
    ...readCreateOptions(options, env, { isUp: true }),
    alwaysRecreateDeps,
    renewAnonVolumes,
    rollbackOnFailure,
    start: !noStart,
    wait,
    ...(waitTimeout === undefined || waitTimeout <= 0 ? {} : { waitTimeoutSeconds: waitTimeout }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  };
}

/** The menu stands where somebody sees it and can press keys; what isn't switched off is on. */
export function wantsMenu(
  { options, given, globals, world }: ProjectCall & { readonly options: UpFlags; readonly given: ReadonlySet<string> },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const isWanted = given.has('menu') ? options.menu : !isFalse(env.COMPOSE_MENU);
  if (!isWanted || globals.ansi === 'never' || world.env.TERM === 'dumb') return false;
  return world.output.stdout.isTTY && world.keyboard.isOurs;
}

/** What makes no sense together, in the order and the words of Docker Compose. */
function checkCombinations(options: UpFlags): void {
  const aborts = options.abortOnContainerExit || options.abortOnContainerFailure || options.exitCodeFrom !== undefined;
  const attaches = options.attach.length > 0 || options.attachDependencies;
  const rules: [wrong: boolean, message: string][] = [
    [
      options.abortOnContainerExit && options.abortOnContainerFailure,
      '--abort-on-container-failure cannot be combined with --abort-on-container-exit',
    ],
    [
      options.wait && (aborts || attaches),
      '--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies',
    ],
    [
      options.detach && (aborts || attaches || options.watch),
      '--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
    ],
    [(options.waitTimeout ?? 0) < 0, '--wait-timeout must not be negative'],
    [options.attach.length > 0 && options.attachDependencies, 'cannot combine --attach and --attach-dependencies'],
    [options.noRecreate && options.renewAnonVolumes, '--no-recreate and --renew-anon-volumes are incompatible'],
    [options.alwaysRecreateDeps && options.noRecreate, '--always-recreate-deps and --no-recreate are incompatible'],
    [options.liveReload !== undefined && !options.watch, '--live-reload needs --watch'],
    [options.rollbackOnFailure && options.noStart, '--rollback-on-failure and --no-start are incompatible'],
    [
      options.rollbackOnFailure && aborts,
      '--rollback-on-failure cannot be combined with --abort-on-container-exit, --abort-on-container-failure or --exit-code-from',
    ],
  ];
  const broken = rules.find(([wrong]) => wrong);
  if (broken !== undefined) throw new UsageError(broken[1]);
}
