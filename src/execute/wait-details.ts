import type { Operation } from '../plan/operation.ts';
import { engineRetries, hasHealth, type Seen } from './judge.ts';
import type { ProbeAttempt } from './probe.ts';

/** A probe of our own, and how many there have been since the container's start. */
export interface FailedProbe {
  readonly attempt: ProbeAttempt;
  readonly number: number;
}

/** Why a container is waited for: `waiting until it ends`, `probe 7 failed (2/5): connection refused`. */
export function waitDetails(
  { condition }: Pick<Extract<Operation, { type: 'wait-for' }>, 'condition'>,
  { container, restarts }: Seen,
  probe?: FailedProbe,
): string {
  const { Status, ExitCode, Health } = container.State;
  if (Status === 'restarting')
    return `exited (${ExitCode}), restarted ${restarts === 1 ? 'once' : `${restarts} times`}`;
  if (condition === 'service_completed_successfully') return 'waiting until it ends';
  if (!hasHealth(container)) return 'waiting until it stays up';
  if (probe) return aboutProbe(`${probe.number} failed (${counted(container)})`, probe.attempt);
  // Where we may run no commands, the engine's own probes are what there is to tell of.
  const last = Health?.Log?.at(-1);
  if (!Health?.FailingStreak || last === undefined) return 'waiting until it is healthy';
  return aboutProbe(`${counted(container)} failed`, { output: last.Output, exitCode: last.ExitCode });
}

function aboutProbe(what: string, { output, exitCode }: Pick<ProbeAttempt, 'output' | 'exitCode'>): string {
  const said = output.split('\n').find(line => line.trim() !== '');
  const code = exitCode === undefined ? 'no answer' : `exit code ${exitCode}`;
  return `probe ${what}: ${said?.trim() ?? code}`;
}

/** How many probes of the engine, which alone finds a container unhealthy, have failed in a row, out of how many that takes. */
function counted({ State: { Health }, Config: { Healthcheck } }: Seen['container']): string {
  return `${Health?.FailingStreak ?? 0}/${Healthcheck?.Retries || engineRetries}`;
}
