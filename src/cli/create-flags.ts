import type { UpOptions } from '../operations/up.ts';
import { choice, list, type Options, text, toggle } from './flag.ts';
import { isTrue } from './globals.ts';
import { UsageError } from './usage-error.ts';

/** Flags of `up` and `create` both. */
export const createFlags = {
  build: toggle('--build', 'Build images first'),
  forceRecreate: toggle('--force-recreate', 'Recreate containers even if nothing has changed'),
  noBuild: toggle('--no-build', 'Build nothing'),
  noRecreate: toggle('--no-recreate', 'Leave containers that exist as they are'),
  pull: text('--pull', 'When to pull images ("always"|"missing"|"never"); "policy" is what each service says', {
    default: 'policy',
    values: ['always', 'missing', 'never'],
  }),
  quietPull: toggle('--quiet-pull', 'No progress of pulls'),
  removeOrphans: choice('--remove-orphans', "Remove containers of services that the Compose file doesn't have"),
  scale: list('--scale', 'Number of containers of a service, SERVICE=NUM; may be repeated', { values: 'services' }),
  yes: toggle('-y, --yes', 'Answer questions with yes'),
};

/**
 * What the flags ask; `env` is the project's environment, with the variables of .env files. COMPOSE_REMOVE_ORPHANS is
 * meant for `up`, not for `create`.
 */
export function readCreateOptions(
  options: Options<typeof createFlags>,
  env: Readonly<Record<string, string | undefined>>,
  { isUp = false }: { readonly isUp?: boolean } = {},
): UpOptions {
  const { build, forceRecreate, noBuild, noRecreate, pull, quietPull } = options;
  if (build && noBuild) throw new UsageError('--build and --no-build are incompatible');
  if (forceRecreate && noRecreate) throw new UsageError('--force-recreate and --no-recreate are incompatible');
  const ignoreOrphans = isTrue(env.COMPOSE_IGNORE_ORPHANS);
  const { removeOrphans = isUp && isTrue(env.COMPOSE_REMOVE_ORPHANS) } = options;
  if (ignoreOrphans && removeOrphans)
    throw new UsageError('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
  return {
    build,
    noBuild,
    forceRecreate,
    noRecreate,
    quietPull,
    ignoreOrphans,
    removeOrphans,
    scale: readScale(options.scale),
    ...readPull(pull),
  };
}

export function readPull(pull: string | undefined): { readonly pull?: string } {
  if (pull === undefined || pull === 'policy') return {};
  if (['always', 'missing', 'if_not_present', 'never', 'build'].includes(pull)) return { pull };
  throw new UsageError(`invalid --pull option ${JSON.stringify(pull)}`, 'use always, missing or never');
}

function readScale(entries: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    entries.map(entry => {
      const [, service, number] = /^([^=]+)=(\d+)$/.exec(entry) ?? [];
      if (service === undefined)
        throw new UsageError(`invalid --scale option ${JSON.stringify(entry)}. Should be SERVICE=NUM`);
      return [service, Number(number)];
    }),
  );
}
