import { ComposeError } from '../diagnostics/errors.ts';

/** The command line itself is wrong. Compose ends with 1 here too, where other programs use 2. */
export class UsageError extends ComposeError {
  constructor(message: string, hint?: string) {
    super('usage', message, hint === undefined ? {} : { hint });
  }
}
