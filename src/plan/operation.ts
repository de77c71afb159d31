import type { Network, Volume } from '../model/resources.ts';
import type { DependencyCondition, Hook, Service } from '../model/service.ts';
import type { ObservedContainer, ObservedMount } from '../observe/observed-state.ts';

/** A container that the engine has, by its id, or that the plan makes, by the id of the node that creates it. */
export interface ContainerReference {
  readonly id: string | number;
  /** Its final name. */
  readonly name: string;
}

/** What sets a container of `run` apart; it has no number (-1 in names). */
export interface OneOff {
  /** 64 hexadecimal digits: the first twelve are in its name, all in a label. */
  readonly slug: string;
  /** The engine removes it, with its anonymous volumes, when it has ended. */
  readonly autoRemove: boolean;
  /** Others reach it by the names of the service, too. */
  readonly useAliases: boolean;
}

/**
 * One step of a plan: one call to the engine, or one wait, named by the call. The executor carries it out and
 * decides nothing.
 */
export type Operation =
  | {
      readonly type: 'pull-image';
      readonly image: string;
      readonly platform?: string;
      /** When false, a failure is a warning: the image can be built instead. */
      readonly required: boolean;
    }
  | {
      readonly type: 'push-image';
      readonly image: string;
      /** When false, a failure is a warning. */
      readonly required: boolean;
    }
  | { readonly type: 'build-image'; readonly service: Service; readonly image: string }
  | { readonly type: 'create-network'; readonly key: string; readonly network: Network }
  | {
      readonly type: 'remove-network';
      readonly id: string;
      readonly name: string;
      /** Leaves it, with a warning, while containers outside the project use it. */
      readonly ifUnused: boolean;
    }
  | {
      readonly type: 'connect-network';
      /** The project's key of the network. */
      readonly key: string;
      readonly service: Service;
      readonly container: ObservedContainer;
      /** Names of the containers of each service that it links to. */
      readonly linked: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly type: 'disconnect-network'; readonly network: string; readonly container: ObservedContainer }
  | { readonly type: 'create-volume'; readonly key: string; readonly volume: Volume }
  | { readonly type: 'remove-volume'; readonly name: string; readonly ifUnused: boolean }
  | { readonly type: 'remove-image'; readonly image: string }
  | {
      readonly type: 'create-container';
      readonly service: Service;
      readonly number: number;
      /** Its final name. When it replaces one, it is created under a temporary name and renamed at the end. */
      readonly name: string;
      readonly replaces?: ObservedContainer;
      /** It is started before what it replaces is stopped. Default: false. */
      readonly startFirst?: boolean;
      readonly imageId: string;
      /** `target=digest` of every image that it mounts. */
      readonly imageVolumeDigest?: string;
      /** Anonymous volumes of the container replaced, to be mounted again. */
      readonly inheritedMounts: readonly ObservedMount[];
      /** Containers of the services that it links to or shares with, by service, in name order. */
      readonly related: Readonly<Record<string, readonly ContainerReference[]>>;
      /** It is none of the service's own replicas. Default: it is. */
      readonly oneOff?: OneOff;
    }
  | { readonly type: 'stop-container'; readonly container: ObservedContainer; readonly timeoutSeconds?: number }
  | { readonly type: 'restart-container'; readonly container: ObservedContainer; readonly timeoutSeconds?: number }
  | { readonly type: 'pause-container'; readonly container: ObservedContainer }
  | { readonly type: 'unpause-container'; readonly container: ObservedContainer }
  | { readonly type: 'kill-container'; readonly container: ObservedContainer; readonly signal?: string }
  | {
      readonly type: 'remove-container';
      readonly container: ObservedContainer;
      readonly volumes: boolean;
      readonly force: boolean;
      /** It would have been stopped first, but doesn't run: it is told of as stopped. Default: false. */
      readonly ended?: boolean;
    }
  | {
      readonly type: 'rename-container';
      readonly container: ContainerReference;
      readonly name: string;
    }
  | { readonly type: 'start-container'; readonly container: ContainerReference; readonly service: string }
  | {
      /** Runs a command in a container that runs. */
      readonly type: 'exec-hook';
      readonly phase: 'post_start' | 'pre_stop';
      readonly service: Service;
      readonly hook: Hook;
      readonly container: ContainerReference;
    }
  | {
      /** Runs a container to its end before its service starts. It is kept when it fails, to be looked at. */
      readonly type: 'run-hook';
      readonly service: Service;
      readonly hook: Hook;
      /** Its place among the service's `pre_start`. */
      readonly index: number;
      /** Of the hook's own container. */
      readonly name: string;
      /** The container of the service whose volumes it has. */
      readonly sharing: ContainerReference;
      readonly related: Readonly<Record<string, readonly ContainerReference[]>>;
    }
  | {
      /** Has the program that provides a service make it available, take it away, or pause it. */
      readonly type: 'run-provider';
      readonly service: Service;
      readonly action: ProviderAction;
    }
  | {
      readonly type: 'wait-for';
      readonly service: string;
      readonly containers: readonly ContainerReference[];
      readonly condition: DependencyCondition | 'running_or_healthy';
      /** When false, a failure is a warning and what waits goes on. */
      readonly required: boolean;
      /** Default: without limit. */
      readonly timeoutSeconds?: number;
      /** They are to take the place of others that run: whoever has something newer needn't wait. Default: false. */
      readonly isHandover?: boolean;
      /** It is the user who waits, by `--wait`, and no service. Default: false. */
      readonly byUser?: boolean;
      /**
       * Nothing is going to happen to the containers, nor to what needs them: one look tells whether they have failed.
       * Default: false.
       */
      readonly glance?: boolean;
    };

/** Subcommands of a provider's program. */
export type ProviderAction = 'up' | 'down' | 'stop';

export type OperationType = Operation['type'];
