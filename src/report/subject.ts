import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { Operation } from '../plan/operation.ts';
import type { ModelPath } from './findings.ts';

/** What a step of a plan was about, as the user's files have it. */
export interface Subject {
  /** In a summary: `web`, `network default`. */
  readonly name: string;
  readonly service?: string;
  readonly container?: string;
  readonly image?: string;
  readonly place?: ModelPath;
}

export function subjectOf(operation: Operation, project: Project): Subject {
  switch (operation.type) {
    case 'pull-image':
    case 'push-image':
      return pulled(operation.image, project);
    case 'build-image':
      return {
        ...ofService(operation.service.name),
        image: operation.image,
        place: at(operation.service.name, 'build'),
      };
    case 'create-network':
      return { name: `network ${operation.key}`, place: ['networks', operation.key] };
    case 'create-volume':
      return { name: `volume ${operation.key}`, place: ['volumes', operation.key] };
    case 'remove-network':
      return named('networks', operation.name, project);
    case 'remove-volume':
      return named('volumes', operation.name, project);
    case 'remove-image':
      return { name: operation.image, image: operation.image };
    case 'create-container':
      return { ...ofService(operation.service.name), container: operation.name };
    case 'wait-for':
      return ofService(operation.service);
    case 'start-container':
      return { ...ofService(operation.service), container: operation.container.name };
    case 'run-provider':
      return { ...ofService(operation.service.name), place: at(operation.service.name, 'provider') };
    case 'run-hook':
      return { ...ofService(operation.service.name), place: at(operation.service.name, 'pre_start', operation.index) };
    case 'exec-hook':
      return { ...ofService(operation.service.name), place: at(operation.service.name, operation.phase) };
    default:
      return ofOther(operation);
  }
}

/** Steps on a container that the engine has. */
function ofOther(operation: Operation): Subject {
  if (!('container' in operation)) return { name: operation.type };
  const { container } = operation;
  const service = 'service' in container ? container.service : undefined;
  return { ...(service === undefined ? { name: container.name } : ofService(service)), container: container.name };
}

function ofService(service: string): Subject {
  return { name: service, service, place: at(service) };
}

function at(service: string, ...path: ModelPath): ModelPath {
  return ['services', service, ...path];
}

/** An image may serve several services: the first one stands for them. */
function pulled(image: string, project: Project): Subject {
  const service = Object.values(project.services).find(service => imageName(project, service) === image);
  if (!service) return { name: image, image };
  return { ...ofService(service.name), image, place: at(service.name, 'image') };
}

function named(section: 'networks' | 'volumes', name: string, project: Project): Subject {
  const key = Object.keys(project[section]).find(key => project[section][key]!.name === name);
  const kind = section.slice(0, -1);
  return key === undefined ? { name: `${kind} ${name}` } : { name: `${kind} ${key}`, place: [section, key] };
}
