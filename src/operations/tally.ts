/** Which containers run, how those that ended did, and who waits for what to become true of it. */
export interface Tally {
  /** Services, by the ids of their containers. */
  readonly running: ReadonlyMap<string, string>;
  /** Whether all containers of these names have started since the tally was made, whatever became of them. */
  readonly haveStarted: (names: readonly string[]) => boolean;
  /** Whether the container was seen to end since the tally was made. */
  readonly hasEnded: (id: string) => boolean;
  /** The exit code of the service's container that ended last. */
  readonly exitCode: (service: string) => number | undefined;
  readonly runs: (container: { readonly id: string; readonly service: string }) => void;
  readonly started: (container: { readonly id: string; readonly name: string; readonly service: string }) => void;
  /** A container that the session doesn't watch has started. */
  readonly startedElsewhere: (name: string) => void;
  readonly ended: (container: { readonly id: string; readonly service: string }, exitCode: number) => void;
  /** Everybody who waits is told so: nothing more will be known. */
  readonly fail: (error: unknown) => void;
  /** Resolves when the condition holds, now or after a change. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

export function createTally(): Tally {
  const running = new Map<string, string>();
  const started = new Set<string>();
  const ended = new Set<string>();
  const exitCodes = new Map<string, number>();
  const waiting = new Set<() => void>();
  let failure: { readonly error: unknown } | undefined;
  const change = () => {
    for (const check of [...waiting]) check();
  };
  return {
    running,
    hasEnded: id => ended.has(id),
    exitCode: service => exitCodes.get(service),
    haveStarted: names => names.every(name => started.has(name)),
    runs: ({ id, service }) => void running.set(id, service),
    started({ id, name, service }) {
      running.set(id, service);
      started.add(name);
      change();
    },
    startedElsewhere(name) {
      started.add(name);
      change();
    },
    ended({ id, service }, exitCode) {
      running.delete(id);
      ended.add(id);
      exitCodes.set(service, exitCode);
      change();
    },
    fail(error) {
      failure ??= { error };
      change();
    },
    until: condition =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!condition() && failure === undefined) return;
          waiting.delete(check);
          if (condition()) resolve();
          else reject(failure?.error);
        };
        waiting.add(check);
        check();
      }),
  };
}
