import type { ContainerInspect } from '../engine/api.ts';
import { label, parseDependsOn } from '../model/labels.ts';
import { isSecretName } from '../model/secrecy.ts';
import type { Service } from '../model/service.ts';
import { type ContainerFacts, type Naming, nameOf } from './facts.ts';
import { toHostAttributes } from './host.ts';
import { toMountAttributes } from './mounts.ts';
import { toNetworkAttributes } from './networking.ts';
import { toProcessAttributes } from './process.ts';
import { toResourceAttributes } from './resources.ts';

/** The service that would make these containers: the first one tells, others count. */
export function toService(key: string, members: readonly ContainerFacts[], naming: Naming): Service {
  const [first] = members as [ContainerFacts];
  const { container } = first;
  const warn = (message: string) => naming.warn(`${nameOf(container)}: ${message}`);
  const own = { ...naming, warn };
  tellDoubts(members, warn);
  const environment = toProcessAttributes(first).environment ?? {};
  for (const name of Object.keys(environment).filter(isSecretName))
    warn(`${name} looks like a secret, and stands in the file as it is`);
  return {
    name: key,
    image: imageOf(first, warn),
    container_name: containerName(container, naming),
    depends_on: dependencies(container, naming),
    scale: members.length > 1 ? members.length : undefined,
    ...toProcessAttributes(first),
    ...toNetworkAttributes(first, own),
    ...toHostAttributes(first, own),
    ...toResourceAttributes(container.HostConfig),
    ...toMountAttributes(first, own),
  };
}

function tellDoubts(members: readonly ContainerFacts[], warn: Naming['warn']): void {
  const [{ container, imageHasMoved, image }] = members as [ContainerFacts];
  const hashes = new Set(members.map(member => member.container.Config.Labels[label.configHash]));
  if (hashes.size > 1) warn('the other replicas of its service differ from it');
  if (image === undefined) warn('its image is gone, so that what came from it stands in the file, too');
  if (imageHasMoved) warn(`${container.Config.Image} is another image by now`);
  if (container.HostConfig.AutoRemove) warn("a service can't be removed when it ends, as --rm has it");
}

/** An image that has lost its name is known by its id, which no file can name. */
function imageOf({ container, image }: ContainerFacts, warn: Naming['warn']): string {
  const name = container.Config.Image;
  if (!/^(sha256:)?[0-9a-f]{12,64}$/.test(name)) return name;
  const [tag] = image?.RepoTags ?? [];
  if (tag === undefined) warn(`its image has no name but ${name}: tag it, and write the tag`);
  return tag ?? name;
}

/** Only one that Docker Compose wouldn't give it by itself, and only in its own project: elsewhere it would clash. */
function containerName(container: ContainerInspect, { source }: Naming): string | undefined {
  const labels = container.Config.Labels;
  const service = labels[label.service];
  if (source === undefined || service === undefined || labels[label.oneOff] === 'True') return undefined;
  const name = nameOf(container);
  const number = labels[label.containerNumber] ?? '1';
  const usual = ['-', '_'].map(separator => [source, service, number].join(separator));
  return usual.includes(name) ? undefined : name;
}

/** The label knows nothing of those that aren't required. */
function dependencies(container: ContainerInspect, { source, services }: Naming): Service['depends_on'] {
  if (source === undefined) return undefined;
  const there = new Set(services.values());
  const all = Object.entries(parseDependsOn(container.Config.Labels[label.dependsOn] ?? ''));
  return Object.fromEntries(all.filter(([name]) => there.has(name)));
}
