import type { HostConfig, Mount } from '../engine/api.ts';
import { type ComposeFlavour, flavours } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import type { Service, ServiceVolume, VolumeBind } from '../model/service.ts';
import type { ObservedMount } from '../observe/observed-state.ts';
import { fileMounts } from './file-objects.ts';
import { bytes } from './resources.ts';

export interface MountInput {
  readonly project: Project;
  readonly service: Service;
  /** Anonymous volumes of the container that is replaced, to be mounted again. */
  readonly inheritedMounts: readonly ObservedMount[];
  readonly composeVersion: ComposeFlavour;
}

/**
 * Volumes, secrets and configs from files, and tmpfs. What the older `Binds` can say goes there, since only so does
 * the engine create a missing host folder and fill a new volume from the image; the rest are `Mounts`.
 */
export function toMounts(input: MountInput): HostConfig {
  const { project, service } = input;
  const volumes = service.volumes ?? [];
  const covered = new Set(volumes.filter(volume => volume.source).map(volume => volume.target));
  const inherited = input.inheritedMounts.filter(mount => !covered.has(mount.destination));
  const inheritedTargets = new Set(inherited.map(mount => mount.destination));
  const declared = volumes.filter(volume => !inheritedTargets.has(volume.target ?? ''));
  const files = fileMounts(project, service);
  const fileTargets = new Set(files.map(mount => mount.Target));
  const wanted = declared.filter(volume => !fileTargets.has(volume.target ?? ''));
  const binds = wanted.filter(volume => isBindString(volume, input));
  const mounts = [
    ...inherited.map(toInheritedMount),
    ...wanted.filter(volume => !binds.includes(volume)).map(volume => toMount(volume, project)),
    ...lastOfEachTarget(files),
  ];
  return {
    ...(binds.length > 0 ? { Binds: binds.map(volume => toBindString(volume, project)) } : {}),
    ...(mounts.length > 0 ? { Mounts: mounts } : {}),
    ...(service.tmpfs ? { Tmpfs: toTmpfs(service.tmpfs) } : {}),
  };
}

/** A path in the container is mounted once: the later entry wins, as it does for Docker Compose. */
function lastOfEachTarget(mounts: readonly Mount[]): Mount[] {
  return [...new Map(mounts.map(mount => [mount.Target, mount])).values()];
}

function isBindString(volume: ServiceVolume, { project, composeVersion }: MountInput): boolean {
  if (volume.type === 'bind') return !bindNeedsMount(volume.bind, composeVersion);
  if (volume.type !== 'volume' || !volume.source || !(volume.source in project.volumes)) return false;
  const options = volume.volume;
  return !options?.nocopy && !options?.subpath && Object.keys(options?.labels ?? {}).length === 0;
}

/** Without any `bind` key the folder on the host is created. */
function bindNeedsMount(bind: VolumeBind | undefined, composeVersion: ComposeFlavour): boolean {
  if (!bind) return false;
  const createsHostPath = bind.create_host_path ?? flavours[composeVersion].createsHostPath;
  return !createsHostPath || bind.propagation !== undefined || bind.recursive !== undefined;
}

function toBindString(volume: ServiceVolume, project: Project): string {
  const options = [volume.read_only ? 'ro' : 'rw', ...(volume.bind?.selinux ? [volume.bind.selinux] : [])];
  return `${sourceOf(volume, project)}:${volume.target}:${options.join(',')}`;
}

function toMount(volume: ServiceVolume, project: Project): Mount {
  const source = sourceOf(volume, project);
  return {
    Type: volume.type,
    ...(source ? { Source: source } : {}),
    Target: volume.target ?? '',
    ReadOnly: volume.read_only ?? false,
    ...(volume.consistency ? { Consistency: volume.consistency } : {}),
    ...(volume.bind ? { BindOptions: toBindOptions(volume.bind) } : {}),
    ...(volume.volume ? { VolumeOptions: toVolumeOptions(volume.volume) } : {}),
    ...(volume.tmpfs ? { TmpfsOptions: toTmpfsOptions(volume.tmpfs) } : {}),
    ...(volume.image ? { ImageOptions: volume.image.subpath ? { Subpath: volume.image.subpath } : {} } : {}),
  };
}

function sourceOf(volume: ServiceVolume, project: Project): string | undefined {
  return volume.type === 'volume' ? (project.volumes[volume.source ?? '']?.name ?? volume.source) : volume.source;
}

const recursive: Readonly<Record<string, Record<string, boolean>>> = {
  disabled: { NonRecursive: true },
  writable: { ReadOnlyNonRecursive: true },
  readonly: { ReadOnlyForceRecursive: true },
};

function toBindOptions(bind: VolumeBind): Record<string, unknown> {
  return {
    ...(bind.propagation ? { Propagation: bind.propagation } : {}),
    ...((bind.create_host_path ?? true) ? { CreateMountpoint: true } : {}),
    ...(recursive[bind.recursive ?? ''] ?? {}),
  };
}

function toVolumeOptions(volume: NonNullable<ServiceVolume['volume']>): Record<string, unknown> {
  return {
    ...(volume.nocopy ? { NoCopy: true } : {}),
    ...(volume.labels ? { Labels: volume.labels } : {}),
    ...(volume.subpath ? { Subpath: volume.subpath } : {}),
  };
}

function toTmpfsOptions(tmpfs: NonNullable<ServiceVolume['tmpfs']>): Record<string, unknown> {
  return {
    ...(tmpfs.size ? { SizeBytes: bytes(tmpfs.size) } : {}),
    ...(tmpfs.mode ? { Mode: tmpfs.mode } : {}),
  };
}

function toInheritedMount(mount: ObservedMount): Mount {
  return { Type: mount.type, Source: mount.name ?? mount.source ?? '', Target: mount.destination, ReadOnly: false };
}

/** `/run:size=1m,mode=700` is a path and the options of its mount. */
function toTmpfs(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(entry => {
      const [path = '', ...options] = entry.split(':');
      return [path, options.join(':')];
    }),
  );
}
