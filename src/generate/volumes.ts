import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import type { Volume } from '../model/resources.ts';
import type { Service } from '../model/service.ts';
import { type Naming, ownLabels } from './facts.ts';

/** What services call a volume of the engine. */
export function volumeKey(name: string, naming: Naming): string {
  return ownVolume(name, naming)?.Labels?.[label.volume] ?? name;
}

/** The volumes that the services use. */
export function toVolumes(used: {
  readonly services: readonly Service[];
  readonly naming: Naming;
  readonly projectName: string;
}): Project['volumes'] {
  const { services, naming, projectName } = used;
  const named = services.flatMap(({ volumes = [] }) =>
    volumes.flatMap(({ type, source }) => (type === 'volume' && source ? [source] : [])),
  );
  return Object.fromEntries([...new Set(named)].map(key => [key, toVolume(key, naming, projectName)]));
}

function toVolume(key: string, naming: Naming, projectName: string): Volume {
  const found = naming.facts.volumes.find(({ Name }) => ownVolume(Name, naming)?.Labels?.[label.volume] === key);
  if (found === undefined) return { name: key, external: true };
  const usual = `${naming.source}_${key}`;
  if (found.Name === usual && projectName !== naming.source)
    naming.warn(`volume ${usual} is not used by project ${projectName}, which has an empty one of its own`);
  return {
    name: found.Name === usual ? '' : found.Name,
    driver: found.Driver === 'local' ? undefined : found.Driver,
    driver_opts: found.Options ?? undefined,
    labels: ownLabels(found.Labels),
  };
}

/** A volume that was made for the project. */
function ownVolume(name: string, { facts, source }: Naming) {
  const found = facts.volumes.find(volume => volume.Name === name);
  return source !== undefined && found?.Labels?.[label.project] === source && found.Labels[label.volume]
    ? found
    : undefined;
}
