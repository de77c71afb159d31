import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { invalidInput } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';

/** Networks and volumes that the project doesn't own must be there before anything is made. */
export function checkExternal(project: Project, observed: ObservedState): void {
  const networks = Object.values(project.networks)
    .filter(network => network.external && !observed.networks[network.name])
    .map(network => missing('network', `network ${network.name} declared as external, but could not be found`));
  const volumes = Object.values(project.volumes)
    .filter(volume => volume.external && !observed.volumes[volume.name])
    .map(volume => missing('volume', `external volume "${volume.name}" not found`));
  if (networks.length + volumes.length > 0) throw invalidInput([...networks, ...volumes]);
}

function missing(kind: 'network' | 'volume', message: string): Diagnostic {
  const hint = `create it with \`docker ${kind} create\`, or leave \`external\` out to have it made`;
  return { severity: 'error', code: `external-${kind}-missing`, message, hint };
}
