import { isMap, type Tree, type TreeMap, treeMap } from '../../loader/tree.ts';
import type { Project } from '../../model/project.ts';
import { resolveImages } from '../../operations/resolve-images.ts';
import { openEngine } from '../engine.ts';
import type { ConfigCall } from './call.ts';

/** The project with the image of every service pinned to the digest that its registry has for it now. */
export async function withDigests(project: Project, call: ConfigCall): Promise<Project> {
  const entries = Object.entries(project.services);
  const digests = await digestsOf(
    entries.map(([, { image }]) => image),
    call,
  );
  const services = entries.map(([name, service]) => [name, { ...service, ...pinned(service.image, digests) }]);
  return { ...project, services: Object.fromEntries(services) };
}

/** Of services only their images, of all else nothing: an override file for the project that it was made of. */
export function onlyImages(project: Project): Project {
  const services = Object.entries(project.services).map(([name, { image }]) => [
    name,
    { name, ...(image && { image }) },
  ]);
  const { disabledServices, workingDir, composeFiles, envFiles, environment } = project;
  return {
    name: '',
    services: Object.fromEntries(services),
    disabledServices,
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    workingDir,
    composeFiles,
    envFiles,
    environment,
  };
}

/** The same of a model that was not interpolated. */
export async function withDigestsInModel(model: TreeMap, call: ConfigCall): Promise<TreeMap> {
  const services = servicesOf(model);
  const digests = await digestsOf(
    services.map(([, service]) => imageOf(service)),
    call,
  );
  return withServices(
    model,
    services.map(([name, service]) => [name, withImage(service, pinned(imageOf(service), digests).image)]),
  );
}

export function onlyImagesOfModel(model: TreeMap): TreeMap {
  return withServices(
    treeMap(),
    servicesOf(model).map(([name, service]) => [name, withImage(treeMap(), imageOf(service))]),
  );
}

async function digestsOf(images: readonly (string | undefined)[], call: ConfigCall) {
  const named = images.flatMap(image => image || []);
  return await resolveImages(named, { engine: await openEngine(call) });
}

function pinned(image: string | undefined, digests: ReadonlyMap<string, string>): { readonly image?: string } {
  const digest = image === undefined ? undefined : digests.get(image);
  return digest === undefined ? {} : { image: digest };
}

function servicesOf({ services }: TreeMap): [string, Tree][] {
  return isMap(services) ? Object.entries(services) : [];
}

function withServices(model: TreeMap, services: readonly (readonly [string, Tree])[]): TreeMap {
  return treeMap([...Object.entries(model), ['services', treeMap(services)]]);
}

function imageOf(service: Tree): string | undefined {
  return isMap(service) && typeof service.image === 'string' ? service.image : undefined;
}

function withImage(service: Tree, image: string | undefined): Tree {
  return isMap(service) && image !== undefined ? treeMap([...Object.entries(service), ['image', image]]) : service;
}
