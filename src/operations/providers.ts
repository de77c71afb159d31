import type { Engine } from '../engine/engine.ts';
import { orAbsent } from '../engine/engine-error.ts';
import { execute } from '../execute/executor.ts';
import { findProvider } from '../execute/run-provider.ts';
import { gantryLabel } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import {
  overridden,
  type Provision,
  type Provisions,
  providersOf,
  withProvisions,
  withVariables,
} from '../model/provision.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import type { Plan } from '../plan/plan.ts';
import { missingResources, planProviders } from '../plan/providers.ts';
import type { Context } from './context.ts';
import { executionOf } from './execution.ts';
import type { UpOptions } from './up.ts';

/** Throws where the program of a provider is missing, so that nothing is pulled or made in vain. */
export async function checkProviders(project: Project, { programs }: Context): Promise<void> {
  for (const service of Object.values(project.services)) {
    if (service.provider) await findProvider(service, { project, ...(programs ? { programs } : {}) });
  }
}

/**
 * Has providers make their services available, and gives the project with what they gave. `plan` is what there would
 * be to do, were it not for that.
 */
export async function provide<Options extends Pick<UpOptions, 'approve' | 'projectAs'>>(
  plan: Plan,
  project: Project,
  { options, context }: { options: Options; context: Context },
): Promise<{ wanted: Project; options: Options }> {
  const providing = planProviders(project, missingResources(plan));
  const provisions = await runProviders(providing, project, context);
  const { approve, projectAs } = options;
  return {
    wanted: withProvisions(project, provisions),
    options: {
      ...options,
      ...(approve ? { approve: plans => approve([providing, ...plans]) } : {}),
      ...(projectAs ? { projectAs: async flavour => provided(await projectAs(flavour), provisions) } : {}),
    },
  };
}

async function runProviders(plan: Plan, project: Project, context: Context): Promise<Provisions> {
  const provisions = new Map<string, Provision>();
  await execute(plan, { ...executionOf(project, {}, context), provisions });
  const given = Object.fromEntries(provisions);
  for (const message of overridden(project, given)) context.emit({ type: 'notice', level: 'warning', message });
  return given;
}

function provided(project: Project | undefined, provisions: Provisions): Project | undefined {
  return project && withProvisions(project, provisions);
}

/** The project as it is when providers give what they gave last: for plans, which ask nobody. */
export async function withLastProvisions(project: Project, observed: ObservedState, engine: Engine): Promise<Project> {
  const dependents = Object.values(project.services).filter(service => providersOf(service, project).length > 0);
  const given = await Promise.all(
    dependents.map(async ({ name }) => {
      const container = observed.containers.find(({ service, oneOff }) => service === name && !oneOff);
      const names = container?.labels[gantryLabel.provided]?.split(' ') ?? [];
      const variables = container && names.length > 0 ? await variablesOf(container.id, engine) : [];
      return [name, Object.fromEntries(variables.filter(([variable]) => names.includes(variable)))] as const;
    }),
  );
  return withVariables(project, Object.fromEntries(given));
}

async function variablesOf(id: string, engine: Engine): Promise<[string, string][]> {
  const container = await orAbsent(engine.inspectContainer(id));
  return (container?.Config.Env ?? []).map(entry => {
    const [name = '', ...rest] = entry.split('=');
    return [name, rest.join('=')];
  });
}
