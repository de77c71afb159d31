import type { Report } from '../report.ts';
import type { Path } from '../tree.ts';
import type { Scope } from './attribute.ts';

/** What a slice sees of the stage that asks it: its place, and where to say what is wrong there. */
export function scopeAt(path: Path, report: Report): Scope {
  return {
    path,
    problem: (code, message, { severity = 'error', below = [], atKey = false, hint } = {}) =>
      report({ severity, code, message, path: [...path, ...below], atKey, ...(hint === undefined ? {} : { hint }) }),
  };
}
