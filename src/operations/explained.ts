import type { ContainerInspect, ImageConfig } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { isNotFound } from '../engine/engine-error.ts';
import { payloadOf } from '../execute/create-container.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import { discretionOf } from '../model/secrecy.ts';
import type { ContainerShape } from '../plan/container-fields.ts';
import { modelsOf } from '../plan/counterpart.ts';
import { asReconfiguration, explain, type Replacing } from '../plan/explain.ts';
import type { ReconcileOptions } from '../plan/options.ts';
import type { Plan } from '../plan/plan.ts';

interface Explained {
  readonly project: Project;
  readonly options: ReconcileOptions;
  readonly engine: Engine;
}

/**
 * The plan with reasons down to the field. Looks at the containers whose configuration has changed, and at their
 * images; changes nothing.
 */
export async function explained(plan: Plan, { project, options, engine }: Explained): Promise<Plan> {
  const changed = plan.nodes.flatMap(node => {
    const operation = asReconfiguration(node);
    return operation ? [{ node: node.id, operation }] : [];
  });
  if (changed.length === 0) return plan;
  const created = new Map(plan.nodes.map(({ id }) => [id, `node${id}`]));
  const composeVersion = options.composeVersion ?? '5';
  const found = await Promise.all(
    changed.map(async ({ node, operation }) => {
      const old = await orAbsent(engine.inspectContainer(operation.replaces.id));
      if (old === undefined) return undefined;
      const image = await imageConfig(engine, old.Image);
      const nextImage = await imageConfig(engine, imageName(project, operation.service));
      const ownNames = [
        operation.name,
        operation.service.name,
        operation.replaces.id.slice(0, 12),
        operation.replaces.name,
      ];
      const unmounted = { ...operation, inheritedMounts: [] };
      const next = await payloadOf(unmounted, { project, engine, composeVersion, created });
      const later = next.connectLater.map(({ network, endpoint }) => [network, endpoint]);
      const replacing: Replacing = {
        old: { ...shapeOf(old), image: image ?? nextImage ?? {}, ownNames },
        next: {
          config: next.body,
          host: next.body.HostConfig,
          endpoints: { ...next.body.NetworkingConfig?.EndpointsConfig, ...Object.fromEntries(later) },
          image: nextImage ?? {},
          ownNames,
        },
      };
      return [node, replacing] as const;
    }),
  );
  const replacing = new Map(found.filter(entry => entry !== undefined));
  const discretion = discretionOf(
    project,
    [...replacing.values()].flatMap(({ old }) => variablesOf(old)),
  );
  return explain(plan, { project, replacing, discretion, models: modelsOf({ project, options }) });
}

function shapeOf({ Config, HostConfig, NetworkSettings }: ContainerInspect) {
  return { config: Config, host: HostConfig, endpoints: NetworkSettings.Networks };
}

async function imageConfig(engine: Engine, name: string): Promise<ImageConfig | undefined> {
  return (await orAbsent(engine.inspectImage(name)))?.Config ?? undefined;
}

function variablesOf({ config }: ContainerShape): [string, string][] {
  return (config.Env ?? []).map(entry => {
    const [name = '', ...rest] = entry.split('=');
    return [name, rest.join('=')];
  });
}

async function orAbsent<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
