import type { Project } from '../model/project.ts';
import type { Port, Service, ServiceVolume, StringMap } from '../model/service.ts';

/** What a container of `run` has otherwise than the service. */
export interface OneOffOverrides {
  /** Default: the service's, or none where the entrypoint is given. */
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  /** Over the service's own. */
  readonly environment?: StringMap;
  readonly labels?: StringMap;
  readonly user?: string;
  readonly workingDir?: string;
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  /** Mounted beside the service's own. */
  readonly volumes?: readonly ServiceVolume[];
  /** Ports to publish; `service`: the service's own. Default: none. */
  readonly publish?: readonly Port[] | 'service';
  /** Default: false. */
  readonly tty?: boolean;
  /** Keep its input open. Default: false. */
  readonly interactive?: boolean;
}

/** The service as `run` makes one container of it: one, which is not started again and takes no name or port of others. */
export function oneOffService(service: Service, overrides: OneOffOverrides): Service {
  const { command, entrypoint, user, workingDir, publish, tty = false, interactive = false } = overrides;
  const { container_name: _name, restart: _restart, ...rest } = service;
  return {
    ...rest,
    tty,
    stdin_open: interactive,
    scale: 1,
    ports: publish === 'service' ? (service.ports ?? []) : (publish ?? []),
    volumes: [...(service.volumes ?? []), ...(overrides.volumes ?? [])],
    environment: { ...service.environment, ...overrides.environment },
    labels: { ...service.labels, ...overrides.labels },
    ...capabilities(service, overrides),
    ...(service.deploy ? { deploy: withoutRestart(service.deploy) } : {}),
    ...(entrypoint ? { entrypoint, command: [] } : {}),
    ...(command?.length ? { command } : {}),
    ...(user ? { user } : {}),
    ...(workingDir ? { working_dir: workingDir } : {}),
  };
}

/** What is added isn't dropped any more, and the reverse. */
function capabilities({ cap_add = [], cap_drop = [] }: Service, { capAdd = [], capDrop = [] }: OneOffOverrides) {
  const added = [...cap_add, ...capAdd].filter(capability => !capDrop.includes(capability));
  const dropped = [...cap_drop, ...capDrop].filter(capability => !capAdd.includes(capability));
  return {
    ...(added.length > 0 || cap_add.length > 0 ? { cap_add: added } : {}),
    ...(dropped.length > 0 || cap_drop.length > 0 ? { cap_drop: dropped } : {}),
  };
}

function withoutRestart({ restart_policy: _policy, ...deploy }: NonNullable<Service['deploy']>) {
  return deploy;
}

/** The project with the service as `run` wants it. */
export function withOneOffService(project: Project, name: string, overrides: OneOffOverrides): Project {
  const service = project.services[name];
  if (!service) return project;
  return { ...project, services: { ...project.services, [name]: oneOffService(service, overrides) } };
}
