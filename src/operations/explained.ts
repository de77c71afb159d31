import type { ContainerInspect, ImageConfig } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { orAbsent } from '../engine/engine-error.ts';
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
  const seeing: Seeing = { project, engine, composeVersion: options.composeVersion ?? '5', created };
  const found = await Promise.all(
    changed.map(async ({ node, operation }) => [node, await replacingOf(operation, seeing)] as const),
  );
  const replacing = new Map(found.flatMap(([node, both]) => (both ? [[node, both] as const] : [])));
  const discretion = discretionOf(
    project,
    [...replacing.values()].flatMap(({ old }) => variablesOf(old)),
  );
  return explain(plan, { project, replacing, discretion, models: modelsOf({ project, options }) });
}

type Seeing = Parameters<typeof payloadOf>[1];

/** Undefined for a container that is gone meanwhile. */
async function replacingOf(
  operation: NonNullable<ReturnType<typeof asReconfiguration>>,
  seeing: Seeing,
): Promise<Replacing | undefined> {
  const { project, engine } = seeing;
  const old = await orAbsent(engine.inspectContainer(operation.replaces.id));
  if (old === undefined) return undefined;
  const [image, nextImage, next] = await Promise.all([
    imageConfig(engine, old.Image),
    imageConfig(engine, imageName(project, operation.service)),
    payloadOf({ ...operation, inheritedMounts: [] }, seeing),
  ]);
  const { id, name } = operation.replaces;
  const ownNames = [operation.name, operation.service.name, id.slice(0, 12), name];
  const later = Object.fromEntries(next.connectLater.map(({ network, endpoint }) => [network, endpoint]));
  const endpoints = { ...next.body.NetworkingConfig?.EndpointsConfig, ...later };
  return {
    old: { ...shapeOf(old), image: image ?? nextImage ?? {}, ownNames },
    next: { config: next.body, host: next.body.HostConfig, endpoints, image: nextImage ?? {}, ownNames },
  };
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
