import { ComposeError } from '../diagnostics/errors.ts';

/** The command line itself is wrong. Compose ends with 1 here too, where other programs use 2. */
export class UsageError extends ComposeError {
  constructor(message: string, hint?: string) {
    super('usage', message, hint === undefined ? {} : { hint });
  }
}

/**
 * As Docker tells a wrong number of arguments: `command` is `gantry cp`, `wanted` is `2 arguments`, and `usages` are
 * what may follow its options.
 */
export function wrongCount(command: string, wanted: string, usages: readonly string[]): UsageError {
  const usage = usages.map(words => `${command} [OPTIONS] ${words}`).join('\n\t');
  const help = `Run '${command} --help' for more information`;
  return new UsageError(`${command.split(' ')[0]}: '${command}' requires ${wanted}\n\nUsage:  ${usage}\n\n${help}`);
}
