import type { Before, Removed } from './link.ts';
import type { Place } from './place.ts';

/** What `install` has done, for people. */
export function tellInstalled(before: Before, place: Place): string {
  const { path, command, undo, hiding, hidden, isFound } = place;
  const lines = [`\`${command}\` is gantry${before.was === 'this gantry' ? ' already' : ''}: ${path}`];
  if (before.was === 'another gantry') lines.push(`it was the gantry of ${before.target}`);
  if (before.was === 'not gantry') lines.push(`it was ${before.what}, which is ${before.kept} now`);
  if (before.was === 'nothing' && hidden !== undefined) lines.push(`it was ${hidden}, which is left as it is`);
  if (hiding !== undefined) lines.push(`warning: ${hiding} is found first, so that this one isn't used`);
  if (!isFound) lines.push('warning: its folder is not on the PATH');
  return `${lines.join('\n')}\nto undo it: ${undo}\n`;
}

export function tellRemoved(removed: Removed, { path, command, hiding, hidden }: Place): string {
  if (removed.was === 'nothing') return `there is nothing to remove at ${path}\n`;
  const now = removed.restored ?? hiding ?? hidden;
  return `removed gantry from ${path}\n${now === undefined ? '' : `\`${command}\` is ${now} again\n`}`;
}
