import { label, parseDependsOn } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { ObservedContainer, ObservedState } from '../observe/observed-state.ts';

/** A project as the labels of what the engine has of it tell, for commands that were given no compose file. */
export function labelledProject(name: string, observed: ObservedState): Project {
  const all = [...(observed.hookContainers ?? []), ...observed.containers];
  const replicas = all.filter(container => container.service !== '');
  const any = replicas[0];
  return {
    name,
    services: Object.fromEntries(replicas.map(container => [container.service, toService(container)])),
    disabledServices: {},
    networks: byKey(observed.networks, { name, keyLabel: label.network }),
    volumes: byKey(observed.volumes, { name, keyLabel: label.volume }),
    secrets: {},
    configs: {},
    models: {},
    workingDir: any?.labels[label.workingDir] ?? '',
    composeFiles: (any?.labels[label.configFiles] ?? '').split(',').filter(file => file !== ''),
    envFiles: [],
    environment: {},
  };
}

function toService(container: ObservedContainer): Service {
  return { name: container.service, depends_on: parseDependsOn(container.labels[label.dependsOn] ?? '') };
}

function byKey(
  found: Readonly<Record<string, { readonly name: string; readonly labels: Readonly<Record<string, string>> }>>,
  { name, keyLabel }: { name: string; keyLabel: string },
): Record<string, { name: string }> {
  const own = Object.values(found).filter(resource => resource.labels[label.project] === name);
  return Object.fromEntries(own.map(resource => [resource.labels[keyLabel] ?? resource.name, { name: resource.name }]));
}
