import { ComposeError } from '../diagnostics/errors.ts';
import { configDir, configuredDetachKeys } from '../engine/docker-config.ts';
import { readFileIfAny } from '../engine/node-io.ts';
import type { ProjectCall } from './project.ts';
import type { World } from './world.ts';

/** The keys that leave a terminal: those of the command line, else of Docker's configuration, else Docker's own. */
export function detachKeysOf(world: World, flag?: string): { readonly detachKeys?: string } {
  const detachKeys = flag || configuredDetachKeys(configDir(world), readFileIfAny);
  return detachKeys === undefined ? {} : { detachKeys };
}

/** A terminal for the process needs one here to type at, unless nothing is typed. */
export function requireTerminal(
  { globals, world }: ProjectCall,
  { tty, interactive }: { readonly tty: boolean; readonly interactive: boolean },
): void {
  if (!tty || !interactive || world.streams.isInputTerminal) return;
  const message =
    globals.composeVersion === '5'
      ? 'cannot attach stdin to a TTY-enabled container because stdin is not a terminal'
      : 'the input device is not a TTY';
  throw new ComposeError('not-a-terminal', message, { hint: 'leave the terminal out with -T' });
}

/** `KEY=value` as it is, a bare `KEY` with its value here; one that has none is left out. */
export function resolveVariables(
  entries: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const resolved = entries.map(entry => {
    const [, key = '', value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(entry) ?? [];
    if (key === '') throw new ComposeError('invalid-variable', `invalid environment variable: ${entry}`);
    return [key, value ?? env[key]] as const;
  });
  return Object.fromEntries(resolved.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
