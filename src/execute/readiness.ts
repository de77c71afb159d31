import type { ContainerInspect } from '../engine/api.ts';
import { type ProbeAttempt, type ProbeContext, probeOf, runProbe } from './probe.ts';

/**
 * Whether containers are ready, found out at their own speed. The engine looks for the first time when the interval
 * of the healthcheck is over, and tells of a service that was ready after a second only then; so while somebody
 * waits we run the same probe ourselves, until it succeeds once. All else is left to the engine: that a container is
 * unhealthy is its verdict alone, and nothing of the container's configuration changes.
 */
export interface Readiness {
  /** Whether the probe has succeeded since the container was last started. */
  isReady(container: ContainerInspect): boolean;
  /** Begins to wait for containers. However many wait for one, its probe runs once at a time. */
  attend(onAttempt: OnAttempt): Attendance;
  /** The last runs of the container's probe by us, oldest first. */
  attemptsOf(containerId: string): readonly ProbeAttempt[];
}

/** `number`: how often the probe has been run since the container's start. */
export type OnAttempt = (containerId: string, attempt: ProbeAttempt, number: number) => void;

export interface Attendance {
  /** Has these probed from now on, and no others. */
  probe(containers: readonly ContainerInspect[]): void;
  close(): void;
}

const shortestPause = 50;
const longestPause = 1000;

/** The most that is waited because the probe itself took so long. */
const longestRest = 5000;

/** As many as the engine keeps of its own. */
const keptAttempts = 5;

export function createReadiness(context: ProbeContext): Readiness {
  const states = new Map<string, State>();
  const leave = (attendant: OnAttempt, state: State): void => {
    state.attendants.delete(attendant);
    if (state.attendants.size === 0) state.loop?.abort();
  };
  return {
    isReady: container => states.get(container.Id)?.readyStart === startOf(container),
    attemptsOf: id => states.get(id)?.attempts ?? [],
    attend(onAttempt) {
      const attended = new Set<State>();
      const keepOnly = (wanted: ReadonlySet<State>): void => {
        for (const state of attended) {
          if (wanted.has(state)) continue;
          attended.delete(state);
          leave(onAttempt, state);
        }
      };
      return {
        probe(containers) {
          const wanted = new Set(containers.map(container => stateOf(container, states)));
          keepOnly(wanted);
          for (const state of wanted) {
            attended.add(state);
            state.attendants.add(onAttempt);
          }
          for (const container of containers) begin(container, { ...context, state: stateOf(container, states) });
        },
        close: () => keepOnly(new Set()),
      };
    },
  };
}

interface State {
  readonly attempts: ProbeAttempt[];
  readonly attendants: Set<OnAttempt>;
  /** The start of the container that is probed. */
  start: string | undefined;
  /** That for which the probe has succeeded. */
  readyStart: string | undefined;
  /** Nobody may run commands in it. */
  isRefused: boolean;
  /** Ends the probing that is under way. */
  loop: AbortController | undefined;
}

function stateOf({ Id }: ContainerInspect, states: Map<string, State>): State {
  const known = states.get(Id);
  if (known) return known;
  const state = {
    attempts: [],
    attendants: new Set<OnAttempt>(),
    start: undefined,
    readyStart: undefined,
    isRefused: false,
    loop: undefined,
  };
  states.set(Id, state);
  return state;
}

function startOf({ State }: ContainerInspect): string {
  return State.StartedAt ?? '';
}

interface ProbingContext extends ProbeContext {
  readonly state: State;
}

function begin(container: ContainerInspect, context: ProbingContext): void {
  const { state } = context;
  const start = startOf(container);
  if (state.isRefused || state.readyStart === start) return;
  if (state.loop && !state.loop.signal.aborted && state.start === start) return;
  state.loop?.abort();
  const loop = new AbortController();
  state.loop = loop;
  state.start = start;
  const signal = AbortSignal.any([loop.signal, context.signal]);
  probeUntilReady(container, { ...context, signal }).catch(() => {
    state.isRefused = true;
    loop.abort();
  });
}

/** A probe that takes long is run less often: it has the service's processors to share. */
async function probeUntilReady(container: ContainerInspect, context: ProbingContext): Promise<void> {
  const { state, clock, signal } = context;
  const probe = probeOf(container);
  if (!probe) return;
  let number = 0;
  for (let pause = shortestPause; !signal.aborted; pause = Math.min(pause * 1.5, longestPause)) {
    const began = clock.now();
    const run = runProbe(container.Id, probe, context);
    const attempt = await run.attempt;
    if (signal.aborted) return;
    if (attempt) {
      number += 1;
      keep(attempt, container, state);
      for (const onAttempt of [...state.attendants]) onAttempt(container.Id, attempt, number);
    }
    if (attempt?.exitCode === 0) return;
    await run.over;
    await clock.sleep(Math.max(pause, Math.min(clock.now() - began, longestRest)), signal);
  }
}

function keep(attempt: ProbeAttempt, container: ContainerInspect, state: State): void {
  state.attempts.push(attempt);
  state.attempts.splice(0, state.attempts.length - keptAttempts);
  if (attempt.exitCode === 0) state.readyStart = startOf(container);
}
