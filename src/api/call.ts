import type { Engine } from '../engine/engine.ts';
import { abortable, sharedSignal } from '../execute/abort.ts';
import { interrupted, toComposeError } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import type { Context } from '../operations/context.ts';
import { connectEngine } from './engine.ts';
import { locator, originOf } from './origin.ts';
import { type OnEvent, startTask, type Task } from './task.ts';

/** A loaded project, or the name of one: for most calls the labels of its containers tell the rest. */
export type Target = Project | { readonly name: string };

/** What every call takes. */
export interface CallOptions {
  /** Default: that of `connectEngine()`, in the environment that the project was loaded with. */
  readonly engine?: Engine;
  /** Calls it off: it rejects with a `ComposeError` whose code is `interrupted`. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/** What every call takes that changes something. */
export interface TaskOptions extends CallOptions {
  /** Is told of each event, at once. If it throws, the call is called off. Default: nobody is. */
  readonly onEvent?: OnEvent;
  /** How many calls to the engine may be under way at once. Default: twice the processors, 8 to 16. */
  readonly concurrency?: number;
  /** Answers a question, as whether a volume may be made anew that loses its data. Default: no. */
  readonly confirm?: (question: string) => boolean | Promise<boolean>;
}

/** What calls take that can tell what they would do. */
export interface ChangeOptions extends TaskOptions {
  /** Change nothing: events and the result tell what would be done. Default: false. */
  readonly dryRun?: boolean;
}

/** Starts what changes something. `target` is whom failures are looked up in. */
export function task<Result>(
  target: Target,
  options: TaskOptions,
  run: (context: Context) => Promise<Result>,
): Task<Result> {
  const { concurrency, confirm, onEvent } = options;
  return startTask(async ({ emit, refused }) => {
    const { engine, signal } = resources(target, options, refused);
    const tell = (error: unknown, containersGo = false) => explained(error, { engine, signal, target, containersGo });
    const context: Context = {
      engine,
      signal,
      emit,
      confirm: async question => (await confirm?.(question)) ?? false,
      explain: error => tell(error, true),
      ...(concurrency === undefined ? {} : { concurrency }),
    };
    return await answered(() => run(context), { signal, tell });
  }, onEvent);
}

/** Carries out what only looks: called off, it isn't waited for. */
export async function look<Result>(
  target: Target | undefined,
  options: CallOptions,
  run: (context: Pick<Context, 'engine' | 'signal'>) => Promise<Result>,
): Promise<Result> {
  const { engine, signal } = resources(target, options);
  const tell = (error: unknown) => explained(error, { engine, signal, target });
  return await answered(() => abortable(run({ engine, signal }), signal), { signal, tell });
}

/** A sequence that has no end of its own: the signal ends it, and so does leaving the loop. */
export async function* follow<Item>(
  target: Target | undefined,
  options: CallOptions,
  open: (context: Pick<Context, 'engine' | 'signal'>) => AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  const left = new AbortController();
  const { engine, signal } = resources(target, options, left.signal);
  try {
    if (signal.aborted) return;
    for await (const item of open({ engine, signal })) {
      if (signal.aborted) return;
      yield item;
    }
  } catch (error) {
    if (!signal.aborted) throw toComposeError(await explained(error, { engine, signal, target }));
  } finally {
    left.abort();
  }
}

function resources(target: Target | undefined, { engine, signal }: CallOptions, ...signals: AbortSignal[]) {
  const world = (target && originOf(target)?.io) ?? {};
  return {
    engine: engine ?? connectEngine(world),
    signal: sharedSignal(...(signal ? [signal] : []), ...signals),
  };
}

/** Rejects with a `ComposeError`, or with a mistake of ours as it is. */
async function answered<Result>(
  run: () => Promise<Result>,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (error: unknown) => Promise<unknown> },
): Promise<Result> {
  if (signal.aborted) throw interrupted(signal);
  try {
    return await run();
  } catch (error) {
    if (signal.aborted) throw interrupted(signal);
    throw toComposeError(await tell(error));
  }
}

async function explained(
  error: unknown,
  context: {
    readonly engine: Engine;
    readonly signal: AbortSignal;
    readonly target: Target | undefined;
    readonly containersGo?: boolean;
  },
): Promise<unknown> {
  const { target, ...rest } = context;
  const { explain } = await import('../operations/explain.ts');
  const origin = target && originOf(target);
  return await explain(error, { ...rest, ...(origin && { locate: project => locator(origin, project) }) });
}
