import type { Paint } from './logs.ts';

/** Cyan, yellow, green, magenta and blue. */
const colors = [36, 33, 32, 35, 34] as const;

/** The colours of log prefixes, in Docker Compose's order: five, then the same five bright. */
export function logPalette(): readonly Paint[] {
  return [...colors.map(color => paint(`${color}`)), ...colors.map(color => paint(`${color};1`))];
}

function paint(code: string): Paint {
  return text => `\x1b[${code}m${text}\x1b[0m`;
}
