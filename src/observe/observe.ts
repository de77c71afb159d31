import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerSummary, ImageInspect, NetworkResource, VolumeResource } from '../engine/api.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError, orAbsent } from '../engine/engine-error.ts';
import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import type {
  ObservedContainer,
  ObservedImage,
  ObservedNetwork,
  ObservedState,
  ObservedVolume,
} from './observed-state.ts';

/** What to look for. Resources that carry the project's label are found without being named. */
export interface ObserveOptions {
  readonly projectName: string;
  /** Engine names of networks and volumes that the project uses, its own or not. Default: none. */
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  /** Default: none. */
  readonly images?: readonly string[];
  /** Look for images labelled with the project. Default: false. */
  readonly ownImages?: boolean;
}

/** The engine's state of one project, by a few calls at once. */
export async function observe(engine: Engine, options: ObserveOptions): Promise<ObservedState> {
  const [{ containers, hookContainers }, networks, volumes, images, ownImages] = await Promise.all([
    observeContainers(engine, options.projectName),
    observeNetworks(engine, options),
    observeVolumes(engine, options),
    observeImages(engine, options.images ?? []),
    options.ownImages ? observeOwnImages(engine, options.projectName) : undefined,
  ]);
  return { containers, hookContainers, networks, volumes, images, ...(ownImages ? { ownImages } : {}) };
}

/** Only the project's containers, for what is done to containers that exist. One call. */
export async function observeOnlyContainers(engine: Engine, projectName: string): Promise<ObservedState> {
  return { ...(await observeContainers(engine, projectName)), networks: {}, volumes: {}, images: {} };
}

/** Names of all that the project's model speaks of, as `observe` takes them. */
export function resourcesOf(project: Project): Pick<Required<ObserveOptions>, 'networks' | 'volumes'> {
  const names = (resources: Readonly<Record<string, { readonly name: string }>>): string[] =>
    [...new Set(Object.values(resources).map(resource => resource.name))].sort();
  return { networks: names(project.networks), volumes: names(project.volumes) };
}

/** Containers of the project, one-off ones included, by name. Others without a config hash are none of Compose's. */
async function observeContainers(
  engine: Engine,
  projectName: string,
): Promise<Required<Pick<ObservedState, 'containers' | 'hookContainers'>>> {
  const found = await engine.listContainers({ labels: [`${label.project}=${projectName}`] });
  const all = found.map(toContainer).sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    containers: all.filter(container => container.configHash !== undefined),
    hookContainers: all.filter(container => container.labels[label.hook] !== undefined),
  };
}

/** The images that the engine has, by the name asked for. */
export async function observeImages(engine: Engine, names: readonly string[]): Promise<Record<string, ObservedImage>> {
  const unique = [...new Set(names)].sort();
  const found = await Promise.all(unique.map(async name => [name, await imageOf(name, engine)] as const));
  return Object.fromEntries(found.flatMap(([name, image]) => (image ? [[name, toImage(image)] as const] : [])));
}

async function imageOf(name: string, engine: Engine): Promise<ImageInspect | undefined> {
  try {
    return await orAbsent(engine.inspectImage(name));
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'refused') throw error;
    const message = `unable to get image '${name}': Error response from daemon: ${error.message}`;
    throw new ComposeError('engine-refused', message, { cause: error });
  }
}

async function observeNetworks(
  engine: Engine,
  { projectName, networks = [] }: ObserveOptions,
): Promise<Record<string, ObservedNetwork>> {
  const [own, named] = await Promise.all([
    engine.listNetworks({ labels: [`${label.project}=${projectName}`] }),
    networks.length > 0 ? engine.listNetworks({ names: networks }) : [],
  ]);
  const found = [...named.filter(network => networks.includes(network.Name)), ...own].map(toNetwork);
  const byName = Object.fromEntries(found.map(network => [network.name, network]));
  const byId = await Promise.all(networks.filter(name => !byName[name]).map(name => networkById(engine, name)));
  return Object.assign(byName, ...byId);
}

/** An external network may be named by its id, which the engine's list doesn't search. */
async function networkById(engine: Engine, id: string): Promise<Record<string, ObservedNetwork>> {
  if (!/^[0-9a-f]{12,64}$/.test(id)) return {};
  const network = await orAbsent(engine.inspectNetwork(id));
  return network ? { [id]: toNetwork(network) } : {};
}

async function observeVolumes(
  engine: Engine,
  { projectName, volumes = [] }: ObserveOptions,
): Promise<Record<string, ObservedVolume>> {
  const [own, named] = await Promise.all([
    engine.listVolumes({ labels: [`${label.project}=${projectName}`] }),
    volumes.length > 0 ? engine.listVolumes({ names: volumes }) : [],
  ]);
  const found = [...own, ...named.filter(volume => volumes.includes(volume.Name))].map(toVolume);
  return Object.fromEntries(found.map(volume => [volume.name, volume]));
}

async function observeOwnImages(engine: Engine, projectName: string): Promise<ObservedState['ownImages']> {
  const images = await engine.listImages({ labels: [`${label.project}=${projectName}`] });
  return images.flatMap(image =>
    (image.RepoTags ?? [])
      .filter(name => !name.startsWith('<none>'))
      .map(name => ({ name, service: image.Labels?.[label.service] })),
  );
}

function toContainer(container: ContainerSummary): ObservedContainer {
  const ports = container.Ports?.flatMap(({ PublicPort }) => PublicPort ?? []) ?? [];
  const networks = Object.entries(container.NetworkSettings?.Networks ?? {});
  return {
    id: container.Id,
    name: nameOf(container),
    service: container.Labels[label.service] ?? '',
    number: Number.parseInt(container.Labels[label.containerNumber] ?? '0', 10) || 0,
    oneOff: container.Labels[label.oneOff] === 'True',
    state: container.State,
    status: container.Status,
    configHash: container.Labels[label.configHash],
    imageLabel: container.Labels[label.image],
    networks: Object.fromEntries(networks.map(([name, endpoint]) => [name, endpoint.NetworkID ?? ''])),
    mounts: container.Mounts.map(mount => ({
      type: mount.Type,
      ...(mount.Name === undefined ? {} : { name: mount.Name }),
      ...(mount.Source === undefined ? {} : { source: mount.Source }),
      destination: mount.Destination,
    })),
    ...(ports.length > 0 ? { publishedPorts: [...new Set(ports)] } : {}),
    labels: container.Labels,
  };
}

/** Its own name: the others lead through a container that links to it, `/other/alias`. */
function nameOf(container: ContainerSummary): string {
  const names = container.Names.map(name => name.replace(/^\//, ''));
  return names.find(name => !name.includes('/')) ?? names[0] ?? container.Id;
}

function toNetwork(network: NetworkResource): ObservedNetwork {
  return { id: network.Id, name: network.Name, labels: network.Labels };
}

function toVolume(volume: VolumeResource): ObservedVolume {
  const { Name: name, Labels, CreatedAt: createdAt } = volume;
  return { name, labels: Labels ?? {}, ...(createdAt === undefined ? {} : { createdAt }) };
}

function toImage(image: ImageInspect): ObservedImage {
  const variant = image.Variant ? `/${image.Variant}` : '';
  return {
    id: image.Id,
    platform: `${image.Os}/${image.Architecture}${variant}`,
    volumes: Object.keys(image.Config?.Volumes ?? {}).sort(),
    ...(image.Metadata?.LastTagTime ? { taggedAt: image.Metadata.LastTagTime } : {}),
  };
}
