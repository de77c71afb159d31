import { ComposeError } from '../diagnostics/errors.ts';
import type { ProgressEvent } from '../events/event.ts';
import type { Operation } from '../plan/operation.ts';
import { containerId, type Run } from './context.ts';
import { type Broken, hasHealth, judge, type Seen, type Verdict } from './judge.ts';
import { lookAt } from './look.ts';
import { type FailedProbe, waitDetails } from './wait-details.ts';

type WaitFor = Extract<Operation, { type: 'wait-for' }>;

const shortestPause = 25;
const longestPause = 500;

/** While the engine's events arrive, they tell when to look; to look besides is for the case that they fail. */
const idlePause = 5000;

/** Waits until a service's containers are as its condition asks, by the engine's events and by our own probes. */
export async function waitFor(operation: WaitFor, run: Run): Promise<'told'> {
  if (operation.glance && (await hasNoVerdict(operation, run))) return 'told';
  tell(operation, run, { status: 'Working', text: 'Waiting' });
  const verdict = await verdictOf(operation, run);
  if (verdict.type === 'holds') tell(operation, run, { status: 'Done', text: verdict.text });
  else if (operation.required) throw fail(operation, run, verdict);
  else skip(operation, run, verdict.message);
  return 'told';
}

/** Whether the containers may still become what is wanted of them: nobody stays for it where nothing comes after. */
async function hasNoVerdict(operation: WaitFor, run: Run): Promise<boolean> {
  const seen = await lookAt(
    operation.containers.map(container => containerId(container, run)),
    run,
  )();
  return seen !== undefined && judge(operation, seen) === undefined;
}

async function verdictOf(operation: WaitFor, run: Run): Promise<Verdict | Late> {
  const { containers, timeoutSeconds } = operation;
  const { clock, readiness, watch } = run;
  const ids = containers.map(container => containerId(container, run));
  const deadline = timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutSeconds * 1000;
  const look = lookAt(ids, run);
  const news = newsOf(ids, run);
  const details = detailsOf(run);
  const failed = new Map<string, FailedProbe>();
  const attendance = readiness.attend((id, attempt, number) => {
    if (attempt.exitCode !== 0) failed.set(id, { attempt, number });
    news.tell();
  });
  try {
    for (let pause = shortestPause; ; pause = Math.min(pause * 2, longestPause)) {
      news.forget();
      const seen = await look();
      if (seen === undefined) return removed(operation);
      const verdict = judge(operation, named(seen, operation));
      if (verdict) return verdict;
      const left = deadline - clock.now();
      if (left <= 0) return notInTime(operation);
      for (const [index, one] of seen.entries())
        details.tell(containers[index]!.name, waitDetails(operation, one, failed.get(ids[index]!)));
      attendance.probe(seen.filter(canBeProbed).map(({ container }) => container));
      const soonest = Math.min(...seen.map(({ unsettled }) => unsettled).filter(milliseconds => milliseconds > 0));
      await news.within(Math.min(watch.isLive() ? idlePause : pause, left, soonest));
    }
  } finally {
    attendance.close();
    news.close();
  }
}

/** One that is to take another's place is told of by the name that it is to have. */
function named(seen: readonly Seen[], { containers }: WaitFor): Seen[] {
  return seen.map((one, index) => ({ ...one, container: { ...one.container, Name: containers[index]!.name } }));
}

/** Changes of containers. What is told since the last `forget` counts, so that nothing is missed while one looks. */
interface News {
  tell(): void;
  forget(): void;
  /** Resolves when there is news, or after the time; rejects when the run is aborted. */
  within(milliseconds: number): Promise<void>;
  close(): void;
}

function newsOf(ids: readonly string[], run: Run): News {
  const over = new AbortController();
  let arrived = new AbortController();
  const tell = (): void => arrived.abort();
  run.watch.follow(ids, tell, over.signal);
  return {
    tell,
    forget: () => {
      arrived = new AbortController();
    },
    within: async milliseconds => {
      await run.clock.sleep(milliseconds, AbortSignal.any([arrived.signal, run.signal]));
      run.signal.throwIfAborted();
    },
    close: () => over.abort(),
  };
}

function canBeProbed({ container }: Seen): boolean {
  return container.State.Status === 'running' && hasHealth(container);
}

/** The time allowed is over. */
type Late = { readonly type: 'late'; readonly code: 'wait-timeout'; readonly message: string };

/** What the user waits for is the application; what services wait for are others. */
function notInTime({ byUser, timeoutSeconds }: WaitFor): Late {
  const message = byUser
    ? `application not healthy after ${formatSeconds(timeoutSeconds!)}`
    : 'timeout waiting for dependencies';
  return { type: 'late', code: 'wait-timeout', message };
}

function removed({ service }: WaitFor): Verdict {
  return {
    type: 'broken',
    code: 'dependency-failed',
    message: `a container of service ${service} was removed while it was waited for`,
  };
}

/** As Go prints a duration: `3s`, `1m30s`, `1h0m0s`. */
function formatSeconds(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** Docker Compose has a line of progress for what services wait for in vain, and for jobs, but none for `--wait`. */
function fail(operation: WaitFor, run: Run, { type, code, message }: Broken | Late): ComposeError {
  const { service, condition } = operation;
  const isHealth = condition === 'service_healthy';
  const details = isHealth ? `dependency ${service} failed to start` : message;
  const isQuiet = condition === 'running_or_healthy' || (type === 'late' && operation.byUser);
  tell(operation, run, { status: 'Error', text: 'Error', details, ...(isQuiet ? { live: true } : {}) });
  return new ComposeError(code, isHealth && type === 'broken' ? `dependency failed to start: ${message}` : message);
}

function skip(operation: WaitFor, run: Run, message: string): void {
  const isHealth = operation.condition === 'service_healthy';
  const what = isHealth ? `"${operation.service}" failed to start` : message.replace(/^service /, '');
  tell(operation, run, { status: 'Warning', text: `Skipped: optional dependency ${what}` });
  const why = isHealth ? `${what}: ${message}` : what;
  run.emit({ type: 'notice', level: 'warning', message: `optional dependency ${why}` });
}

type Step = Pick<ProgressEvent, 'status' | 'text' | 'details' | 'live'>;

function tell({ containers }: WaitFor, run: Run, step: Step): void {
  for (const { name } of containers) run.emit({ type: 'progress', kind: 'Container', name, ...step });
}

/** What a wait is for, told for displays that redraw a line, and only when it has changed. */
function detailsOf(run: Run) {
  const told = new Map<string, string>();
  return {
    tell(name: string, details: string): void {
      if (told.get(name) === details) return;
      told.set(name, details);
      run.emit({ type: 'progress', kind: 'Container', name, status: 'Working', text: 'Waiting', details, live: true });
    },
  };
}
