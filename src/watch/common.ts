import type { Content } from './content.ts';

/** What is remembered of a container and a rule that syncs both ways. */
export interface Common {
  /** By path, what both had when they were last the same. */
  readonly base: Map<string, Content>;
  /** Paths that the container could not be made to lose. */
  readonly stuck: Set<string>;
  /** Paths that were told of and can't be had on the host. */
  readonly refused: Set<string>;
  /** It may have been started since the last look: what it lacks, it may never have had. */
  restarted: boolean;
  /** When it was, as the engine writes it. */
  startedAt: string | undefined;
  /** To whom its files belong there. */
  owner: { readonly uid: number; readonly gid: number } | undefined;
}

export function nothingInCommon(): Common {
  return {
    base: new Map(),
    stuck: new Set(),
    refused: new Set(),
    restarted: true,
    startedAt: undefined,
    owner: undefined,
  };
}
