import type { Mount } from '../engine/api.ts';
import type { Service, ServiceVolume, VolumeBind } from '../model/service.ts';
import type { ContainerFacts, Naming } from './facts.ts';
import { strings } from './host.ts';
import { volumeKey } from './volumes.ts';

/** What is mounted into it. */
export function toMountAttributes({ container, image }: ContainerFacts, naming: Naming): Partial<Service> {
  const { HostConfig: host, Mounts: points } = container;
  const tmpfs = (host.Tmpfs ?? {}) as Readonly<Record<string, string>>;
  const named = [
    ...(host.Binds ?? []).flatMap(bind => fromBind(bind, naming)),
    ...(host.Mounts ?? []).flatMap(mount => fromMount(mount, naming)),
  ];
  const covered = new Set(named.map(volume => volume.target));
  const inherited = Object.keys(image?.Config?.Volumes ?? {});
  const anonymous = points.filter(
    ({ Type, Name, Destination }) =>
      Type === 'volume' && isAnonymous(Name) && !inherited.includes(Destination) && !covered.has(Destination),
  );
  return {
    volumes: [...named, ...anonymous.map(({ Destination }) => ({ type: 'volume', target: Destination }))].sort(
      (a, b) => ((a.target ?? '') < (b.target ?? '') ? -1 : 1),
    ),
    tmpfs: Object.entries(tmpfs).map(([path, options]) => (options === '' ? path : `${path}:${options}`)),
    volumes_from: strings(host.VolumesFrom).map(entry => volumesFrom(entry, naming)),
  };
}

/** The engine names a volume that nobody has named. */
function isAnonymous(name = ''): boolean {
  return name === '' || /^[0-9a-f]{64}$/.test(name);
}

/** `source:target` or `source:target:options`. */
function fromBind(bind: string, naming: Naming): ServiceVolume[] {
  const [source = '', target = '', text = ''] = bind.split(':');
  if (isAnonymous(source)) return [];
  const options = text.split(',');
  const common = { target, read_only: options.includes('ro') };
  if (!source.startsWith('/')) {
    const nocopy = options.includes('nocopy');
    return [{ type: 'volume', source: volumeKey(source, naming), ...common, volume: nocopy ? { nocopy } : undefined }];
  }
  const selinux = options.find(option => option === 'z' || option === 'Z');
  const propagation = options.find(option => /^r?(private|shared|slave)$/.test(option));
  const details = { ...(selinux && { selinux }), ...(propagation && { propagation, create_host_path: true }) };
  const extra = selinux || propagation ? { bind: details } : {};
  return [{ type: 'bind', source: naming.writtenPath(source), ...common, ...extra }];
}

function fromMount(mount: Mount, naming: Naming): ServiceVolume[] {
  const { Type: type, Source: source = '', Target: target, ReadOnly, Consistency: consistency } = mount;
  const common = { type, target, read_only: ReadOnly === true, consistency };
  switch (type) {
    case 'bind':
      return [{ ...common, source: naming.writtenPath(source), bind: bindOptions(mount) }];
    case 'volume': {
      if (isAnonymous(source)) return [];
      const { NoCopy, Subpath, Labels, DriverConfig } = (mount.VolumeOptions ?? {}) as VolumeOptions;
      if (DriverConfig?.Name && DriverConfig.Name !== 'local')
        naming.warn(`the driver of the volume at ${target} is left out: it belongs to the volume ${source}`);
      const options = {
        ...(Labels && Object.keys(Labels).length > 0 && { labels: Labels }),
        ...(NoCopy && { nocopy: true }),
        ...(Subpath && { subpath: Subpath }),
      };
      const extra = Object.keys(options).length === 0 ? {} : { volume: options };
      return [{ ...common, source: volumeKey(source, naming), ...extra }];
    }
    case 'tmpfs': {
      const { SizeBytes, Mode } = (mount.TmpfsOptions ?? {}) as { SizeBytes?: number; Mode?: number };
      const options = { ...(SizeBytes && { size: String(SizeBytes) }), ...(Mode && { mode: Mode }) };
      return [{ ...common, ...(Object.keys(options).length === 0 ? {} : { tmpfs: options }) }];
    }
    case 'image': {
      const { Subpath } = (mount.ImageOptions ?? {}) as { Subpath?: string };
      return [{ ...common, source, ...(Subpath && { image: { subpath: Subpath } }) }];
    }
    default:
      return [{ ...common, source }];
  }
}

interface VolumeOptions {
  readonly NoCopy?: boolean;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Subpath?: string;
  readonly DriverConfig?: { readonly Name?: string };
}

interface BindOptions {
  readonly Propagation?: string;
  readonly CreateMountpoint?: boolean;
  readonly NonRecursive?: boolean;
  readonly ReadOnlyNonRecursive?: boolean;
  readonly ReadOnlyForceRecursive?: boolean;
}

function bindOptions(mount: Mount): VolumeBind {
  const options = (mount.BindOptions ?? {}) as BindOptions;
  const recursive =
    (options.NonRecursive && 'disabled') ||
    (options.ReadOnlyNonRecursive && 'writable') ||
    (options.ReadOnlyForceRecursive && 'readonly');
  return {
    create_host_path: options.CreateMountpoint === true,
    ...(options.Propagation && { propagation: options.Propagation }),
    ...(recursive && { recursive }),
  };
}

function volumesFrom(entry: string, { services, facts }: Naming): string {
  const [reference = '', mode] = entry.split(':');
  const service = services.get(reference);
  const from = service ?? `container:${facts.names.get(reference) ?? reference}`;
  return mode === undefined ? from : `${from}:${mode}`;
}
