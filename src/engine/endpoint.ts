import { EngineError } from './engine-error.ts';

/** Where an engine listens and how to get there. `url` is as the user gave it, for messages. */
export type Endpoint =
  | { readonly type: 'socket'; readonly url: string; readonly path: string }
  | { readonly type: 'tcp'; readonly url: string; readonly host: string; readonly port: number; readonly tls?: Tls }
  | {
      readonly type: 'ssh';
      readonly url: string;
      readonly host: string;
      readonly port?: number;
      readonly user?: string;
    };

/** PEM texts, and whether the engine's certificate must be trusted. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Gives a file's text, or undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

export const defaultHost = 'unix:///var/run/docker.sock';

export function unresolved(why: string): EngineError {
  return new EngineError('unreachable', `Failed to initialize: unable to resolve docker endpoint: ${why}`);
}
