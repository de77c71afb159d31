import { resolve } from 'node:path';
import { type ContainerPayload, toContainer } from '../convert/container.ts';
import { type SecurityProfiles, seccompFiles } from '../convert/security.ts';
import { ComposeError } from '../diagnostics/errors.ts';
import { fieldDigests } from '../model/field-digests.ts';
import { serviceHash } from '../model/hash.ts';
import { containerLabels } from '../model/labels.ts';
import { orderFreeHash } from '../model/order-free.ts';
import { resolveReferences, sharedParts } from '../model/references.ts';
import { imageName, replacementName } from '../model/resource-names.ts';
import { discretionOf } from '../model/secrecy.ts';
import type { Service } from '../model/service.ts';
import type { Operation } from '../plan/operation.ts';
import type { PlanNode } from '../plan/plan.ts';
import { containerId, type Run } from './context.ts';
import { warnOfMissingSecrets } from './missing-secrets.ts';

type CreateContainer = Extract<Operation, { type: 'create-container' }>;

export async function createContainer(operation: CreateContainer, run: Run, node: PlanNode): Promise<undefined> {
  const { engine, emit } = run;
  const { name, replaces, service } = operation;
  if (service.secrets) await warnOfMissingSecrets(service, run);
  const { body, connectLater } = await payloadOf(operation, run);
  const createdName = replaces ? replacementName(replaces.id, name) : name;
  const platform = service.platform === undefined ? {} : { platform: service.platform };
  const created = await engine.createContainer(createdName, body, platform);
  run.created.set(node.id, created.Id);
  for (const message of created.Warnings) emit({ type: 'notice', level: 'warning', message });
  for (const { network, endpoint } of connectLater) await engine.connectNetwork(network, created.Id, endpoint);
}

/** What payloads are made with. */
export type Payloading = Pick<Run, 'project' | 'composeVersion' | 'engine' | 'created'>;

/** What the engine is asked for. */
export async function payloadOf(operation: CreateContainer, run: Payloading): Promise<ContainerPayload> {
  const { project, composeVersion } = run;
  const { number, name, imageId, imageVolumeDigest, inheritedMounts, oneOff } = operation;
  const service = resolvedService(operation, run);
  const configHash = serviceHash(service, composeVersion);
  const labels = containerLabels(project, service, {
    number,
    imageId,
    composeVersion,
    configHash,
    ...(oneOff ? { slug: oneOff.slug } : comparedLabels(operation, { configHash, run, service })),
    replaces: operation.replaces !== undefined,
    ...(imageVolumeDigest === undefined ? {} : { imageVolumeDigest }),
  });
  return toContainer({
    project,
    service,
    number,
    name,
    labels,
    inheritedMounts,
    composeVersion,
    ...(oneOff ? { oneOff } : {}),
    linked: linkedNames(operation),
    profiles: await readProfiles(service, project.workingDir),
    proxyVariables: await run.engine.proxyVariables(),
    apiVersion: await run.engine.apiVersion(),
  });
}

/** What a later plan compares a replica by; a container of `run` is compared with nothing. */
function comparedLabels(
  operation: CreateContainer,
  { configHash, run, service }: { configHash: string; run: Payloading; service: Service },
) {
  const rules = { configHash, flavour: run.composeVersion };
  return {
    fields: fieldDigests(operation.service, { ...rules, discretion: discretionOf(run.project) }),
    orderFreeHash: orderFreeHash(service, rules),
  };
}

/** References to other services become their containers: the first in name order stands for a service. */
export function resolvedService(
  { service, related }: Pick<CreateContainer, 'service' | 'related'>,
  run: Payloading,
): Service {
  const { project } = run;
  const containerOf = (name: string): string | undefined => {
    const [first] = related[name] ?? [];
    return first && containerId(first, run);
  };
  const imageOf = (name: string): string | undefined =>
    project.services[name] && imageName(project, project.services[name]);
  const resolved = resolveReferences(service, containerOf, imageOf);
  if (resolved) return resolved;
  const missing = sharedParts(service).find(shared => containerOf(shared.service) === undefined)!;
  throw new ComposeError(
    'missing-dependency',
    `cannot share ${missing.part} with service ${missing.service}: container missing`,
    { hint: `bring ${missing.service} up, too: leave out --no-deps, or give it at least one container` },
  );
}

function linkedNames({ related }: CreateContainer): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(related).map(([service, containers]) => [service, containers.map(container => container.name)]),
  );
}

async function readProfiles(service: Service, workingDir: string): Promise<SecurityProfiles> {
  const files = seccompFiles(service);
  const texts = await Promise.all(files.map(file => readProfile(resolve(workingDir, file))));
  return Object.fromEntries(files.map((file, index) => [file, texts[index]!]));
}

async function readProfile(path: string): Promise<string> {
  try {
    const { readFile } = await import('node:fs/promises');
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ComposeError('missing-seccomp-profile', `opening seccomp profile (${path}) failed`, { cause });
  }
}
