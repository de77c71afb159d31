import { structDocument } from './config-document.ts';
import { networkFields, type Shape, serviceFields, volumeFields } from './fields.ts';
import { type ComposeFlavour, flavours } from './flavour.ts';
import { goJson, type OrderedMap } from './go-json.ts';
import type { Network, Volume } from './resources.ts';
import type { EnvFile, Service } from './service.ts';
import { sha256 } from './sha256.ts';

/**
 * The config hash of a service, equal to Docker Compose's byte for byte: containers that either of them made are
 * seen as up to date by the other.
 */
export function serviceHash(service: Service, flavour: ComposeFlavour = '5'): string {
  const known = hashes[flavour].get(service) ?? computeHash(service, flavour);
  hashes[flavour].set(service, known);
  return known;
}

/** What was hashed to decide is hashed again to label. Services are never changed, only replaced. */
const hashes: Readonly<Record<ComposeFlavour, WeakMap<Service, string>>> = { '5': new WeakMap(), '2': new WeakMap() };

function computeHash(service: Service, flavour: ComposeFlavour): string {
  return digestOf(hashedDocument(service, flavour));
}

/** All of a service that its hash is taken of. */
export function hashedDocument(service: Service, flavour: ComposeFlavour = '5'): OrderedMap {
  const { env_file } = service;
  const hashed = withoutUnhashed(service);
  const paths = flavours[flavour].hashesEnvFilePath && env_file ? { env_file: env_file.map(plainPath) } : {};
  return structDocument({ ...hashed, ...paths }, serviceFields, { format: 'json', flavour });
}

export function networkHash(network: Network, flavour: ComposeFlavour = '5'): string {
  return hashOf({ ...network }, networkFields, flavour);
}

export function volumeHash(volume: Volume): string {
  return hashOf({ ...volume, driver: volume.driver || 'local' }, volumeFields, '5');
}

/** What may change without a container becoming out of date: how it is built, when it starts, and how many there are. */
function withoutUnhashed({ build, pull_policy, scale, depends_on, profiles, deploy, ...hashed }: Service) {
  return deploy ? { ...hashed, deploy: { ...deploy, replicas: undefined } } : hashed;
}

function plainPath(file: EnvFile): EnvFile | string {
  return file.required ? file.path : file;
}

function hashOf(part: Readonly<Record<string, unknown>>, shape: Shape, flavour: ComposeFlavour): string {
  return digestOf(structDocument(part, shape, { format: 'json', flavour }));
}

function digestOf(document: OrderedMap): string {
  return sha256(goJson(document));
}
