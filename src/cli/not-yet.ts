import { ComposeError } from '../diagnostics/errors.ts';

/** A command, or a flag (`build --check`), of Docker Compose that gantry doesn't have. Nothing has been done so far. */
export function notYet(words: string): ComposeError {
  const code = words.includes(' ') ? 'unsupported-flag' : 'unsupported-command';
  return new ComposeError(code, `gantry has no \`${words}\` yet`, { hint: 'Docker Compose 5 can do it' });
}
