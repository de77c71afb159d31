import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import { type ContainerFacts, type Facts, type Naming, nameOf } from './facts.ts';
import { groupContainers, sourceProject } from './groups.ts';
import { toNetworks } from './networks.ts';
import { toService } from './service.ts';
import { toVolumes } from './volumes.ts';

export interface GenerateOptions {
  /** Of the project. Default: that which all containers belong to, else none. */
  readonly name?: string;
  readonly writtenPath?: (path: string) => string;
}

export interface Generated {
  /** Its name is empty where the folder of the file shall give it. */
  readonly project: Project;
  /** What the file can't say, or says that its reader should know. */
  readonly warnings: readonly string[];
}

/**
 * A project that makes containers like these: what their images, the engine and Docker Compose add by themselves is
 * left out. A network or volume that belongs to no project, or to another, is external, so that it is never made anew.
 */
export function generateProject(facts: Facts, { name, writtenPath = path => path }: GenerateOptions = {}): Generated {
  const warnings: string[] = [];
  const source = sourceProject(facts);
  const groups = groupContainers(facts.containers, source);
  const naming: Naming = {
    source,
    services: new Map(groups.flatMap(({ key, members }) => members.flatMap(member => references(member, key)))),
    facts,
    writtenPath,
    warn: message => warnings.push(message),
  };
  const services = groups.map(({ key, members }) => ({ ...toService(key, members, naming) }));
  const used = { services, naming, projectName: name ?? source ?? '' };
  const networks = toNetworks(used);
  const plain = withoutPlainDefault(services, networks);
  return {
    project: {
      name: used.projectName,
      services: Object.fromEntries(plain.services.map(service => [service.name, service])),
      disabledServices: {},
      networks: plain.networks,
      volumes: toVolumes(used),
      secrets: {},
      configs: {},
      models: {},
      workingDir: '/',
      composeFiles: [],
      envFiles: [],
      environment: {},
    },
    warnings,
  };
}

function references({ container }: ContainerFacts, key: string): [string, string][] {
  return [
    [container.Id, key],
    [nameOf(container), key],
  ];
}

/** A network `default` that nothing is said of goes without saying. */
function withoutPlainDefault(services: readonly Service[], networks: Project['networks']) {
  const { default: standard, ...others } = networks;
  const isPlain = standard !== undefined && Object.values(standard).every(value => !value);
  const isAlone = ({ networks: own = {} }: Service) => Object.keys(own).join() === 'default' && own.default === null;
  if (!isPlain) return { services, networks };
  return {
    services: services.map(service => (isAlone(service) ? { ...service, networks: undefined } : service)),
    networks: others,
  };
}
