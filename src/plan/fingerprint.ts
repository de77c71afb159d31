import type { ComposeFlavour } from '../model/flavour.ts';
import { serviceHash } from '../model/hash.ts';
import { gantryLabel } from '../model/labels.ts';
import { orderFreeHash } from '../model/order-free.ts';
import { type ContainerOf, resolveReferences } from '../model/references.ts';
import { imageName } from '../model/resource-names.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';
import { imageVolumeDigest } from './image-volumes.ts';
import type { Counterpart } from './options.ts';

/** What the labels of an up-to-date container say, by the rules of one flavour. */
export interface Fingerprint {
  readonly composeVersion: ComposeFlavour;
  /** With its references resolved; undefined while it has none to hash. */
  readonly service: Service | undefined;
  readonly configHash: string | undefined;
  readonly imageVolumeDigest: string;
}

interface FingerprintContext extends Counterpart {
  readonly observed: ObservedState;
  readonly containerOf: ContainerOf;
}

export function fingerprint(
  service: Service,
  { project, composeVersion, observed, containerOf }: FingerprintContext,
): Fingerprint {
  const imageOf = (name: string): string | undefined =>
    project.services[name] && imageName(project, project.services[name]);
  const resolved = resolveReferences(service, containerOf, imageOf);
  return {
    composeVersion,
    service: resolved,
    configHash: resolved && serviceHash(resolved, composeVersion),
    imageVolumeDigest: imageVolumeDigest(service, project, { observed, composeVersion }),
  };
}

/** The config hash minds the order of lists where none counts; what gantry has made tells those two apart. */
export function isMadeOf(
  { configHash, labels }: ObservedContainer,
  { service, composeVersion, ...wanted }: Fingerprint,
): boolean {
  if (configHash === undefined || service === undefined) return false;
  const orderFree = labels[gantryLabel.orderFreeHash];
  if (configHash === wanted.configHash) return true;
  return orderFree !== undefined && orderFree === orderFreeHash(service, { configHash, flavour: composeVersion });
}
