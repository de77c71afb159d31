import { ComposeError } from '../../diagnostics/errors.ts';
import { readIgnorePatterns } from '../../execute/build-context.ts';
import type { Project } from '../../model/project.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import { contextOf, dockerfileOf, type Rule, watchRules } from '../../watch/rule.ts';
import type { Context } from '../context.ts';

interface RulesWanted {
  /** Default: all of the project. */
  readonly services?: readonly string[];
  /** Words of the error that no service has a rule. */
  readonly nothingToWatch?: string;
}

/** The rules of a project that count; throws where there is none. */
export async function rulesOf(project: Project, options: RulesWanted, { emit }: Context): Promise<Rule[]> {
  const ignorePatterns: Record<string, readonly string[]> = {};
  for (const service of Object.values(project.services)) {
    const context = contextOf(service);
    if (service.develop?.watch && context !== undefined)
      ignorePatterns[service.name] = await readIgnorePatterns(context, dockerfileOf(service));
  }
  const rules = watchRules(project, {
    ...(options.services ? { services: options.services } : {}),
    ignorePatterns,
    warn: message => emit({ type: 'notice', level: 'warning', message }),
  });
  if (rules.length > 0) return rules;
  throw new ComposeError(
    'nothing-to-watch',
    options.nothingToWatch ??
      "none of the selected services is configured for watch, consider setting a 'develop' section",
  );
}

/** Absolute paths, be they there or not. */
export function ignoreFilesOf(project: Project): string[] {
  return Object.values(project.services).flatMap(service => {
    const context = contextOf(service);
    const dockerfile = dockerfileOf(service);
    if (!service.develop?.watch || context === undefined) return [];
    return [`${context}/.dockerignore`, ...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`])];
  });
}

/** Of services that are rebuilt, by Dockerfile: it is no rule's to watch, and may be what a build has failed by. */
export function dockerfilesOf({ services }: Project, rules: readonly Rule[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of new Set(rules.flatMap(({ action, service }) => (action === 'rebuild' ? [service] : [])))) {
    const dockerfile = services[name] && dockerfileOf(services[name]);
    if (dockerfile !== undefined) found.set(dockerfile, [...(found.get(dockerfile) ?? []), name]);
  }
  return found;
}

export function sameRules(rules: readonly Rule[], watched: readonly WatchedRule[]): boolean {
  return rules.map(({ key }) => key).join('\n') === watched.map(({ rule }) => rule.key).join('\n');
}
