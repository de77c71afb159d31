import { Chalk } from 'chalk';
import type { Paint } from './logs.ts';

const names = ['cyan', 'yellow', 'green', 'magenta', 'blue'] as const;

/** The colours of log prefixes, in Docker Compose's order: five, then the same five bright. */
export function logPalette(): readonly Paint[] {
  const chalk = new Chalk({ level: 1 });
  return [...names.map(name => chalk[name]), ...names.map(name => chalk.bold[name])];
}
