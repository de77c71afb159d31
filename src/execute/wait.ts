import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerInspect } from '../engine/api.ts';
import type { ProgressEvent } from '../events/event.ts';
import type { Operation } from '../plan/operation.ts';
import { abortable } from './abort.ts';
import { containerId, type Run } from './context.ts';

type WaitFor = Extract<Operation, { type: 'wait-for' }>;

const shortestPause = 25;
const longestPause = 500;

/**
 * A container without a healthcheck counts as running when it was found running at every look of this time, without
 * having been started anew. One look is not enough: a command that fails at once runs when it was just started, too.
 * The time is ours and not the engine's, whose clock may differ. Docker Compose looks once, after as long.
 */
const settleMilliseconds = 500;

/** Waits until a service's containers are as its condition asks, by the engine's events and by asking now and then. */
export async function waitFor(operation: WaitFor, run: Run): Promise<'told'> {
  tell(operation, run, { status: 'Working', text: 'Waiting' });
  const verdict = await verdictOf(operation, run);
  if (verdict.type === 'holds') tell(operation, run, { status: 'Done', text: verdict.text });
  else if (operation.required) throw fail(operation, run, verdict.message);
  else skip(operation, run, verdict.message);
  return 'told';
}

/** Whether the condition holds, can't hold any more, or (undefined) may come to hold. */
type Verdict =
  | { readonly type: 'holds'; readonly text: 'Healthy' | 'Exited' }
  | { readonly type: 'broken'; readonly message: string };

async function verdictOf(operation: WaitFor, run: Run): Promise<Verdict> {
  const ids = operation.containers.map(container => containerId(container, run));
  const deadline =
    operation.timeoutSeconds === undefined
      ? Number.POSITIVE_INFINITY
      : run.clock.now() + operation.timeoutSeconds * 1000;
  const firstSeen = new Map<string, number>();
  for (let pause = shortestPause; ; pause = Math.min(pause * 2, longestPause)) {
    const containers = await abortable(Promise.all(ids.map(id => run.engine.inspectContainer(id))), run.signal);
    const unsettled = (container: ContainerInspect) => settleMilliseconds - runningFor(container, { run, firstSeen });
    const verdict = judge(operation, containers, unsettled);
    if (verdict) return verdict;
    const left = deadline - run.clock.now();
    if (left <= 0) throw notInTime(operation.timeoutSeconds!);
    const soonest = Math.min(...containers.map(unsettled).filter(milliseconds => milliseconds > 0));
    await pauseOrChange(ids, { run, milliseconds: Math.min(pause, left, soonest) });
  }
}

/** Milliseconds since the container was first seen to run, counted anew when it was started anew. */
function runningFor(
  { Id, State }: ContainerInspect,
  { run, firstSeen }: { run: Run; firstSeen: Map<string, number> },
): number {
  if (State.Status !== 'running') return 0;
  const start = `${Id} ${State.StartedAt}`;
  const now = run.clock.now();
  if (!firstSeen.has(start)) firstSeen.set(start, now);
  return now - firstSeen.get(start)!;
}

async function pauseOrChange(
  ids: readonly string[],
  { run, milliseconds }: { run: Run; milliseconds: number },
): Promise<void> {
  const round = new AbortController();
  const signal = AbortSignal.any([round.signal, run.signal]);
  await Promise.race([run.clock.sleep(milliseconds, signal), run.watch.changed(ids, signal)]);
  round.abort();
  run.signal.throwIfAborted();
}

function judge(
  operation: WaitFor,
  containers: readonly ContainerInspect[],
  unsettled: (container: ContainerInspect) => number,
): Verdict | undefined {
  if (operation.condition === 'service_completed_successfully') return judgeCompletion(operation.service, containers);
  if (operation.condition === 'service_started') return { type: 'holds', text: 'Healthy' };
  const judged = containers.map(container =>
    operation.condition === 'running_or_healthy' && !hasHealth(container)
      ? judgeRunning(container, unsettled(container))
      : judgeHealth(container),
  );
  const failed = judged.find(verdict => verdict?.type === 'broken');
  if (failed) return failed;
  return judged.every(verdict => verdict?.type === 'holds') ? { type: 'holds', text: 'Healthy' } : undefined;
}

/** The first container that ended decides for the service. */
function judgeCompletion(service: string, containers: readonly ContainerInspect[]): Verdict | undefined {
  const ended = containers.find(container => container.State.Status === 'exited');
  if (!ended) return undefined;
  const code = ended.State.ExitCode;
  if (code === 0) return { type: 'holds', text: 'Exited' };
  return { type: 'broken', message: `service "${service}" didn't complete successfully: exit ${code}` };
}

function hasHealth({ State: { Health } }: ContainerInspect): boolean {
  return Health !== undefined && Health.Status !== 'none';
}

function judgeRunning(container: ContainerInspect, unsettled: number): Verdict | undefined {
  if (container.State.Status === 'exited') return exited(container);
  return container.State.Status === 'running' && unsettled <= 0 ? { type: 'holds', text: 'Healthy' } : undefined;
}

function judgeHealth(container: ContainerInspect): Verdict | undefined {
  const { Status, Health } = container.State;
  if (Status === 'exited') return exited(container);
  switch (Health?.Status ?? 'none') {
    case 'healthy':
      return { type: 'holds', text: 'Healthy' };
    case 'unhealthy':
      return { type: 'broken', message: `container ${nameOf(container)} is unhealthy` };
    case 'starting':
      return undefined;
    case 'none':
      return { type: 'broken', message: `container ${nameOf(container)} has no healthcheck configured` };
  }
}

function exited(container: ContainerInspect): Verdict {
  return { type: 'broken', message: `container ${nameOf(container)} exited (${container.State.ExitCode})` };
}

function nameOf({ Name }: ContainerInspect): string {
  return Name.replace(/^\//, '');
}

function fail(operation: WaitFor, run: Run, message: string): ComposeError {
  const { service, condition } = operation;
  const isHealth = condition === 'service_healthy';
  const details = isHealth ? `dependency ${service} failed to start` : message;
  tell(operation, run, { status: 'Error', text: 'Error', details });
  return new ComposeError('dependency-failed', isHealth ? `dependency failed to start: ${message}` : message);
}

function notInTime(seconds: number): ComposeError {
  return new ComposeError('wait-timeout', `application not healthy after ${formatSeconds(seconds)}`);
}

/** As Go prints a duration: `3s`, `1m30s`, `1h0m0s`. */
function formatSeconds(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

function skip(operation: WaitFor, run: Run, message: string): void {
  const isHealth = operation.condition === 'service_healthy';
  const what = isHealth ? `"${operation.service}" failed to start` : message.replace(/^service /, '');
  tell(operation, run, { status: 'Warning', text: `Skipped: optional dependency ${what}` });
  const why = isHealth ? `${what}: ${message}` : what;
  run.emit({ type: 'notice', level: 'warning', message: `optional dependency ${why}` });
}

function tell({ containers }: WaitFor, run: Run, step: Pick<ProgressEvent, 'status' | 'text' | 'details'>): void {
  for (const { name } of containers) run.emit({ type: 'progress', kind: 'Container', name, ...step });
}
