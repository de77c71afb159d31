import { ComposeError } from '../diagnostics/errors.ts';
import { execute } from '../execute/executor.ts';
import { withDefaultPlatform } from '../model/default-platform.ts';
import { dependenciesOf } from '../model/dependencies.ts';
import type { ComposeFlavour } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { planBuilds } from '../plan/images.ts';
import type { Plan } from '../plan/plan.ts';
import { planPush } from '../plan/push.ts';
import { type BuildFlags, withBuildFlags } from './build-flags.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';
import { checkBuilds, warnOfBuilds } from './supported.ts';

export interface BuildOptions extends BuildFlags {
  /** Services to build. Default: all that can be. */
  readonly services?: readonly string[];
  /** Build what the named services depend on, too. Default: false. */
  readonly withDependencies?: boolean;
  /** Push the images, those that the services name. Default: false. */
  readonly push?: boolean;
  /** Default: '5'. */
  readonly composeVersion?: ComposeFlavour;
}

/** Builds images whether they exist or not, and gives their names. */
export async function build(project: Project, options: BuildOptions, context: Context): Promise<string[]> {
  const { narrowed, plan } = prepare(project, options);
  warnOfBuilds(Object.values(narrowed.services), context.emit);
  await execute(plan, executionOf(narrowed, options, context));
  if (options.push) await execute(planPush(narrowed, {}).plan, executionOf(narrowed, options, context));
  return plan.nodes.flatMap(({ operation }) => (operation.type === 'build-image' ? [operation.image] : []));
}

/** What `build` would do, without doing it. */
export function plansOfBuild(project: Project, options: BuildOptions): Plan[] {
  const { narrowed, plan } = prepare(project, options);
  return [plan, ...(options.push ? [planPush(narrowed, {}).plan] : [])];
}

function prepare(given: Project, options: BuildOptions): { narrowed: Project; plan: Plan } {
  const project = withDefaultPlatform(given);
  const services = chosen(project, options)
    .filter(service => service.build)
    .map(service => withBuildFlags(service, options));
  checkBuilds(services);
  const narrowed = { ...project, services: Object.fromEntries(services.map(service => [service.name, service])) };
  const plan = planBuilds(narrowed, {}, { build: true });
  const warnings = plan.nodes.length === 0 ? ['No services to build'] : plan.warnings;
  return { narrowed, plan: { ...plan, warnings } };
}

function chosen(project: Project, { services = [], withDependencies }: BuildOptions): Service[] {
  const unknown = services.find(name => !(name in project.services));
  if (unknown !== undefined) throw new ComposeError('no-such-service', `no such service: ${unknown}`);
  const names = new Set(services.length > 0 ? services : Object.keys(project.services));
  if (withDependencies) {
    // A set that grows while it is iterated hands out what was added, too.
    for (const name of names) for (const other of dependenciesOf(project.services[name]!, project)) names.add(other);
  }
  return [...names].sort().map(name => project.services[name]!);
}
