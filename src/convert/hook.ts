import type { ExecCreate } from '../engine/api.ts';
import type { Project } from '../model/project.ts';
import { imageName } from '../model/resource-names.ts';
import type { Hook, Service, StringMap } from '../model/service.ts';
import type { ContainerPayload } from './container.ts';
import { toEnvironment } from './environment.ts';
import { toNetworking } from './networking.ts';

/** The Engine API's request for a hook that is run in a container of its service. */
export function toExec(hook: Hook, { tty }: { readonly tty: boolean }): ExecCreate {
  return {
    Cmd: hook.command ?? [],
    User: hook.user ?? '',
    Privileged: hook.privileged ?? false,
    WorkingDir: hook.working_dir ?? '',
    Env: toEnvironment(hook.environment ?? {}),
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
  };
}

export interface HookContainerInput {
  readonly project: Project;
  /** With its references to other services resolved (`resolveReferences`). */
  readonly service: Service;
  readonly hook: Hook;
  readonly name: string;
  readonly labels: StringMap;
  /** The container of the service whose volumes it has, too. */
  readonly sharingId: string;
  /** Variables of every container; the service's and the hook's own go over them. */
  readonly proxyVariables: StringMap;
  readonly apiVersion: string;
}

/** A container for a hook that runs before its service: the service's networks, volumes and environment, little else. */
export function toHookContainer(input: HookContainerInput): ContainerPayload {
  const { project, service, hook, labels, sharingId, proxyVariables } = input;
  const networking = toNetworking({ ...input, links: [] });
  return {
    body: {
      Image: hook.image ?? imageName(project, service),
      Cmd: hook.command ?? null,
      User: hook.user ?? '',
      WorkingDir: hook.working_dir ?? '',
      Env: toEnvironment({ ...proxyVariables, ...service.environment, ...hook.environment }),
      Labels: labels,
      HostConfig: {
        AutoRemove: false,
        Privileged: hook.privileged ?? false,
        VolumesFrom: [sharingId],
        NetworkMode: networking.networkMode,
      },
      ...(Object.keys(networking.endpoints).length > 0
        ? { NetworkingConfig: { EndpointsConfig: networking.endpoints } }
        : {}),
    },
    connectLater: networking.later,
  };
}
