import { toLinks } from '../convert/links.ts';
import { toNetwork } from '../convert/network.ts';
import { toEndpoint } from '../convert/networking.ts';
import { toVolume } from '../convert/volume.ts';
import { EngineError, isNotFound } from '../engine/engine-error.ts';
import type { ResourceKind } from '../events/event.ts';
import { networkHash, volumeHash } from '../model/hash.ts';
import { networkLabels, volumeLabels } from '../model/labels.ts';
import type { Operation, OperationType } from '../plan/operation.ts';
import type { PlanNode } from '../plan/plan.ts';
import { containerId, type Run } from './context.ts';
import { createContainer } from './create-container.ts';
import { runHookContainer } from './hook-container.ts';
import { execHook } from './hook-exec.ts';
import type { Outcome } from './outcome.ts';
import { taggedName, warningEvent } from './progress.ts';
import { pullImage } from './pull-image.ts';
import { removeContainer } from './remove-container.ts';
import { startContainer } from './start-container.ts';
import { waitFor } from './wait.ts';

type Handler<Type extends OperationType> = (
  operation: Extract<Operation, { type: Type }>,
  run: Run,
  node: PlanNode,
) => Promise<Outcome>;

/** Carries out one step of a plan. */
export function handle(node: PlanNode, run: Run): Promise<Outcome> {
  const handler = handlers[node.operation.type] as Handler<OperationType>;
  return handler(node.operation, run, node);
}

const handlers: { readonly [Type in OperationType]: Handler<Type> } = {
  'pull-image': pullImage,
  'push-image': async (operation, run) => (await import('./push-image.ts')).pushImage(operation, run),
  // It brings the making of archives, which few runs need.
  'build-image': async (operation, run) => (await import('./build-image.ts')).buildImage(operation, run),
  'create-container': createContainer,
  'start-container': startContainer,
  'run-hook': runHookContainer,

  async 'run-provider'(operation, run) {
    const { runProvider } = await import('./run-provider.ts');
    return runProvider(operation, run);
  },

  async 'exec-hook'({ container, phase, ...hook }, run) {
    const executed = execHook({ ...hook, container: { id: containerId(container, run), name: container.name } }, run);
    // A container that has ended meanwhile can't run what comes before its end, and needn't.
    if (phase === 'pre_stop') await orIfKind(orIfKind(executed, 'conflict'), 'not-found');
    else await executed;
    return undefined;
  },

  'wait-for': waitFor,

  async 'create-network'({ key, network }, { engine, project, composeVersion }) {
    const configHash = networkHash(network, composeVersion);
    const labels = networkLabels(key, { projectName: project.name, configHash, composeVersion });
    // Another run of the same project made it meanwhile: it is there, which is what was wanted.
    await orIfKind(engine.createNetwork(toNetwork(network, labels)), 'conflict');
    return undefined;
  },

  async 'create-volume'({ key, volume }, { engine, project, composeVersion }) {
    const labels = volumeLabels(key, { projectName: project.name, configHash: volumeHash(volume), composeVersion });
    await engine.createVolume(toVolume(volume, labels));
    return undefined;
  },

  async 'connect-network'({ key, service, container, linked }, { engine, project }) {
    const { name, number } = container;
    const links = toLinks(service, linked, { project, number });
    const endpoint = toEndpoint(key, { project, service, name, links, apiVersion: await engine.apiVersion() });
    await engine.connectNetwork(project.networks[key]!.name, container.id, endpoint);
    return undefined;
  },

  async 'disconnect-network'({ network, container }, { engine }) {
    await orIfKind(engine.disconnectNetwork(network, container.id, { force: true }), 'not-found');
    return undefined;
  },

  async 'stop-container'({ container, timeoutSeconds }, { engine }) {
    const options = timeoutSeconds === undefined ? {} : { timeoutSeconds };
    await orIfKind(engine.stopContainer(container.id, options), 'not-found');
    return undefined;
  },

  async 'restart-container'({ container, timeoutSeconds }, { engine }) {
    await engine.restartContainer(container.id, timeoutSeconds === undefined ? {} : { timeoutSeconds });
    return undefined;
  },

  async 'pause-container'({ container }, { engine }) {
    await engine.pauseContainer(container.id);
    return undefined;
  },

  async 'unpause-container'({ container }, { engine }) {
    await engine.unpauseContainer(container.id);
    return undefined;
  },

  async 'kill-container'({ container, signal }, { engine }) {
    await engine.killContainer(container.id, signal === undefined ? {} : { signal });
    return undefined;
  },

  'remove-container': removeContainer,

  async 'rename-container'({ container, name }, run) {
    await run.engine.renameContainer(containerId(container, run), name);
    return undefined;
  },

  async 'remove-network'({ id, name, ifUnused }, run) {
    return remove(run.engine.removeNetwork(id), { run, kind: 'Network', name, ifUnused });
  },

  async 'remove-volume'({ name, ifUnused }, run) {
    return remove(run.engine.removeVolume(name), { run, kind: 'Volume', name, ifUnused });
  },

  async 'remove-image'({ image }, run) {
    return remove(run.engine.removeImage(image), { run, kind: 'Image', name: taggedName(image), ifUnused: true });
  },
};

interface Removal {
  readonly run: Run;
  readonly kind: ResourceKind;
  readonly name: string;
  readonly ifUnused: boolean;
}

/** Gone already is as good as removed; in use by others is told and left, where the plan allows it. */
async function remove(call: Promise<void>, { run, kind, name, ifUnused }: Removal): Promise<Outcome> {
  try {
    await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (!ifUnused || !isInUse(error)) throw error;
    run.emit(warningEvent(kind, name, 'Resource is still in use'));
    return 'told';
  }
  return undefined;
}

/** The engine answers 409 for volumes and images in use, and 403 for networks. */
function isInUse(error: unknown): boolean {
  return error instanceof EngineError && (error.status === 409 || error.status === 403);
}

async function orIfKind(call: Promise<unknown>, kind: EngineError['kind']): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== kind) throw error;
  }
}
