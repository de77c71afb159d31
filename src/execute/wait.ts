import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerInspect } from '../engine/api.ts';
import type { ProgressEvent } from '../events/event.ts';
import type { Operation } from '../plan/operation.ts';
import { abortable } from './abort.ts';
import { containerId, type Run } from './context.ts';

type WaitFor = Extract<Operation, { type: 'wait-for' }>;

const shortestPause = 25;
const longestPause = 500;

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
  for (let pause = shortestPause; ; pause = Math.min(pause * 2, longestPause)) {
    const containers = await abortable(Promise.all(ids.map(id => run.engine.inspectContainer(id))), run.signal);
    const verdict = judge(operation, containers);
    if (verdict) return verdict;
    const left = deadline - run.clock.now();
    if (left <= 0) throw notInTime(operation.timeoutSeconds!);
    await pauseOrChange(ids, { run, milliseconds: Math.min(pause, left) });
  }
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

function judge(operation: WaitFor, containers: readonly ContainerInspect[]): Verdict | undefined {
  if (operation.condition === 'service_completed_successfully') return judgeCompletion(operation.service, containers);
  if (operation.condition === 'service_started') return { type: 'holds', text: 'Healthy' };
  const judged = containers.map(container => judgeHealth(container, operation.condition === 'running_or_healthy'));
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

function judgeHealth(container: ContainerInspect, runningIsEnough: boolean): Verdict | undefined {
  const name = container.Name.replace(/^\//, '');
  const { Status, ExitCode, Health } = container.State;
  if (Status === 'exited') return { type: 'broken', message: `container ${name} exited (${ExitCode})` };
  switch (Health?.Status ?? 'none') {
    case 'healthy':
      return { type: 'holds', text: 'Healthy' };
    case 'unhealthy':
      return { type: 'broken', message: `container ${name} is unhealthy` };
    case 'starting':
      return undefined;
    default:
      if (!runningIsEnough) return { type: 'broken', message: `container ${name} has no healthcheck configured` };
      return Status === 'running' ? { type: 'holds', text: 'Healthy' } : undefined;
  }
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
