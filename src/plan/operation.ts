import type { DependencyCondition, Service } from '../model/service.ts';
import type { Network, Volume } from '../model/resources.ts';
import type { ObservedContainer } from '../observe/observed-state.ts';

/**
 * One step of a plan: one call to the engine, or one wait, named by the call. The executor carries it out and
 * decides nothing.
 */
export type Operation =
  | { readonly type: 'pull-image'; readonly image: string; readonly platform?: string }
  | { readonly type: 'build-image'; readonly service: Service; readonly image: string }
  | { readonly type: 'create-network'; readonly key: string; readonly network: Network }
  | { readonly type: 'remove-network'; readonly id: string; readonly name: string }
  | { readonly type: 'create-volume'; readonly key: string; readonly volume: Volume }
  | { readonly type: 'remove-volume'; readonly name: string }
  | { readonly type: 'remove-image'; readonly image: string }
  | {
      readonly type: 'create-container';
      readonly service: Service;
      readonly number: number;
      /** Its final name. When it replaces one, it is created under a temporary name and renamed at the end. */
      readonly name: string;
      readonly replaces?: ObservedContainer;
      readonly imageId?: string;
    }
  | { readonly type: 'stop-container'; readonly container: ObservedContainer; readonly timeoutSeconds?: number }
  | { readonly type: 'kill-container'; readonly container: ObservedContainer }
  | { readonly type: 'remove-container'; readonly container: ObservedContainer; readonly volumes: boolean; readonly force: boolean }
  | { readonly type: 'rename-container'; readonly created: number; readonly name: string }
  | {
      readonly type: 'start-container';
      /** A container that exists, or the plan node that creates it. */
      readonly container: ObservedContainer | number;
      readonly service: string;
      readonly name: string;
    }
  | {
      readonly type: 'wait-for';
      readonly service: string;
      readonly condition: DependencyCondition | 'running_or_healthy';
      /** When false, a failure is a warning and what waits goes on. */
      readonly required: boolean;
    };

export type OperationType = Operation['type'];
