import type { ContainerInspect } from '../engine/api.ts';
import type { Operation } from '../plan/operation.ts';

/** Whether a condition holds or can't hold any more; where it is neither yet, there is no verdict. */
export type Verdict = { readonly type: 'holds'; readonly text: 'Healthy' | 'Exited' } | Broken;

/** The code of the error that it becomes: of a wait that nobody can satisfy any more. */
export interface Broken {
  readonly type: 'broken';
  readonly code: 'unhealthy' | 'exited' | 'keeps-restarting' | 'no-healthcheck' | 'dependency-failed';
  readonly message: string;
}

/** A container that was waited for: as the engine has it, and what was seen of it before. */
export interface Seen {
  readonly container: ContainerInspect;
  /** Milliseconds until it counts as running; 0 or less when it does. */
  readonly unsettled: number;
  /** How often its restart policy has started it again meanwhile. */
  readonly restarts: number;
  /** Our own probe has succeeded since its start. */
  readonly isReady: boolean;
}

/**
 * As often may a container end and be started again while somebody waits for it. The engine lets it rest longer each
 * time, so this takes more than a minute and a half: enough for one that ends until its database has come up.
 */
const mostRestarts = 10;

/** How many probes in a row have to fail where the healthcheck doesn't say. */
export const engineRetries = 3;

export function judge(
  { condition, service }: Pick<Extract<Operation, { type: 'wait-for' }>, 'condition' | 'service'>,
  seen: readonly Seen[],
): Verdict | undefined {
  if (condition === 'service_started') return { type: 'holds', text: 'Healthy' };
  if (condition === 'service_completed_successfully') return judgeCompletion(service, seen);
  const verdicts = seen.map(one => (condition === 'service_healthy' ? judgeHealth(one) : judgeUp(one)));
  const broken = verdicts.find(verdict => verdict?.type === 'broken');
  if (broken) return broken;
  if (!verdicts.every(verdict => verdict?.type === 'holds')) return undefined;
  const text = verdicts.every(({ text }) => text === 'Exited') ? 'Exited' : 'Healthy';
  return { type: 'holds', text };
}

/** The first container that ended decides for the service. */
function judgeCompletion(service: string, seen: readonly Seen[]): Verdict | undefined {
  const ended = seen.find(({ container }) => container.State.Status === 'exited');
  if (!ended) return firstBroken(seen, keepsRestarting);
  const code = ended.container.State.ExitCode;
  if (code === 0) return { type: 'holds', text: 'Exited' };
  return { type: 'broken', code: 'exited', message: `service "${service}" didn't complete successfully: exit ${code}` };
}

function firstBroken(seen: readonly Seen[], rule: (one: Seen) => Verdict | undefined): Verdict | undefined {
  return seen.map(rule).find(verdict => verdict !== undefined);
}

/** `--wait`: it runs, is healthy if it can be, or was a job and is done. */
function judgeUp(seen: Seen): Verdict | undefined {
  const { container, unsettled } = seen;
  if (isDone(container)) return { type: 'holds', text: 'Exited' };
  if (hasHealth(container)) return judgeHealth(seen);
  const broken = ended(container) ?? keepsRestarting(seen);
  if (broken) return broken;
  return container.State.Status === 'running' && unsettled <= 0 ? { type: 'holds', text: 'Healthy' } : undefined;
}

/** One that should run always was stopped, and isn't done. */
function isDone({ State, HostConfig }: ContainerInspect): boolean {
  const policy = HostConfig.RestartPolicy?.Name;
  return State.Status === 'exited' && State.ExitCode === 0 && policy !== 'always' && policy !== 'unless-stopped';
}

/** That a container is unhealthy only the engine can say; that it is ready, our own probe as well. */
function judgeHealth(seen: Seen): Verdict | undefined {
  const { container, isReady } = seen;
  const broken = ended(container) ?? keepsRestarting(seen);
  if (broken) return broken;
  if (!hasHealth(container)) return brokenBy(container, 'no-healthcheck', 'has no healthcheck configured');
  const { Status, Health } = container.State;
  if (isUnhealthy(container)) return brokenBy(container, 'unhealthy', 'is unhealthy');
  const isHealthy = Health?.Status === 'healthy' || (isReady && Status === 'running');
  return isHealthy ? { type: 'holds', text: 'Healthy' } : undefined;
}

/** The engine also says so of a container whose probing it has stopped, because it is paused or about to end. */
function isUnhealthy({ State: { Health }, Config }: ContainerInspect): boolean {
  const retries = Config.Healthcheck?.Retries || engineRetries;
  return Health?.Status === 'unhealthy' && Health.FailingStreak >= retries;
}

export function hasHealth({ State: { Health } }: ContainerInspect): boolean {
  return Health !== undefined && Health.Status !== 'none';
}

function ended(container: ContainerInspect): Verdict | undefined {
  const { Status, ExitCode } = container.State;
  return Status === 'exited' || Status === 'dead' ? brokenBy(container, 'exited', `exited (${ExitCode})`) : undefined;
}

function keepsRestarting({ container, restarts }: Seen): Verdict | undefined {
  if (container.State.Status !== 'restarting' || restarts < mostRestarts) return undefined;
  const what = `exited (${container.State.ExitCode}) each of ${restarts} times that it was restarted`;
  return brokenBy(container, 'keeps-restarting', what);
}

function brokenBy({ Name }: ContainerInspect, code: Broken['code'], what: string): Broken {
  return { type: 'broken', code, message: `container ${Name.replace(/^\//, '')} ${what}` };
}
