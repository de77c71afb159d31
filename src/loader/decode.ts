import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { type Decoder, extensionsOf, mapOf, type Place } from './decode/decoder.ts';
import { fileObject, model, network, volume } from './decode/resources.ts';
import { service } from './decode/service.ts';
import type { Report } from './report.ts';
import { isMap, type Tree, type TreeMap, treeMap } from './tree.ts';

/** What of a project its model alone tells; every service is here, whatever its profiles. */
export type ProjectParts = Pick<
  Project,
  'services' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models' | `x-${string}`
>;

/** A normalised model as typed values. Each value that can't be read is reported at its path. */
export function decode(tree: Tree, report: Report): ProjectParts {
  const root = isMap(tree) ? tree : treeMap();
  const section = <T>(name: string, decoder: Decoder<T>) =>
    decodeSection(root[name], decoder, { path: [name], report });
  return {
    services: section('services', namedService),
    networks: section('networks', emptyAllowed(network)),
    volumes: section('volumes', emptyAllowed(volume)),
    secrets: section('secrets', fileObject),
    configs: section('configs', fileObject),
    models: section('models', model),
    ...extensionsOf(root),
  };
}

function decodeSection<T>(section: TreeMap[string] | undefined, decoder: Decoder<T>, place: Place) {
  return section === undefined || section === null ? {} : (mapOf(decoder)(section, place) ?? {});
}

const namedService: Decoder<Service> = (value, place) => {
  const decoded = service(value, place);
  return decoded && { name: String(place.path.at(-1)), ...decoded };
};

function emptyAllowed<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, place) => decoder(value ?? treeMap(), place);
}
