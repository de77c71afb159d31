import { ruleFilter } from '../../src/watch/filter.ts';
import type { Rule } from '../../src/watch/rule.ts';

/** A rule of `web` that syncs a folder of the host to /app. */
export function ruleOf(root: string, more: Partial<Rule> = {}): Rule {
  return {
    key: '',
    service: 'web',
    action: 'sync',
    root,
    target: '/app',
    initialSync: false,
    filter: ruleFilter({ root }),
    ...more,
  };
}
