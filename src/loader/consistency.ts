import { findCycle } from '../graph/cycle.ts';
import { buildGraph } from '../graph/graph.ts';
import { type FlavourRules, flavours } from '../model/flavour.ts';
import { type CheckContext, type CheckedProject, invalidProject, type ServiceCheck } from './consistency/check.ts';
import {
  checkDockerfile,
  checkHealthcheck,
  checkImage,
  checkNetworkMode,
  checkPlatform,
  checkWatch,
} from './consistency/conflicts.ts';
import { checkDeployLimits } from './consistency/limits.ts';
import { checkMounts } from './consistency/mounts.ts';
import { checkAdditionalContexts, checkDependencies, checkReferences } from './consistency/references.ts';
import { checkScale } from './consistency/scale.ts';
import type { Report } from './report.ts';

export { checkContainerNames } from './consistency/scale.ts';

/** What parts of a project say about one another, checked on its enabled services. Reports every mistake. */
export function checkConsistency(project: CheckedProject, report: Report, rules: FlavourRules = flavours['5']): void {
  for (const name of Object.keys(project.services).sort()) {
    const context: CheckContext = {
      project,
      rules,
      problem: (code, message, { at, atKey = at.length === 0, hint, severity = 'error' }) =>
        report({
          severity,
          code,
          message,
          path: ['services', name, ...at],
          atKey,
          ...(hint === undefined ? {} : { hint }),
        }),
    };
    for (const check of checks) check(project.services[name]!, context);
  }
  checkCycle(project, report);
  checkSecretSources(project, report);
}

const checks: readonly ServiceCheck[] = [
  checkImage,
  checkDockerfile,
  checkAdditionalContexts,
  checkPlatform,
  checkNetworkMode,
  checkReferences,
  checkHealthcheck,
  checkDependencies,
  checkDeployLimits,
  checkScale,
  checkWatch,
  checkMounts,
];

function checkCycle({ services }: CheckedProject, report: Report): void {
  const graph = buildGraph(Object.keys(services).sort(), name =>
    Object.keys(services[name]?.depends_on ?? {})
      .filter(dependency => Object.hasOwn(services, dependency))
      .sort(),
  );
  const cycle = findCycle(graph);
  if (cycle === undefined) return;
  report({
    severity: 'error',
    code: 'dependency-cycle',
    message: `dependency cycle detected: ${shownCycle(cycle)}`,
    path: ['services', cycle[0]!, 'depends_on'],
    hint: 'one of these services must start without the other',
  });
}

function shownCycle(cycle: readonly string[]): string {
  const shown = cycle.length > 30 ? [...cycle.slice(0, 15), '…', ...cycle.slice(-5)] : cycle;
  return shown.join(' -> ');
}

/** A driver may bring a secret's value, but not one that Docker Compose has. */
function checkSecretSources({ secrets }: CheckedProject, report: Report): void {
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.external || secret.file || secret.environment) continue;
    report({
      severity: 'error',
      code: 'secret-source',
      message: invalidProject(`secret ${JSON.stringify(name)} must declare either \`file\` or \`environment\``),
      path: ['secrets', name],
      atKey: true,
      hint: 'add "file:" or "environment:"',
    });
  }
}
