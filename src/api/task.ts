import type { ComposeEvent, Emit } from '../events/event.ts';
import { createQueue, type Ending, type Queue } from './queue.ts';

/**
 * Work under way: await it for its result, iterate it for what happens meanwhile. It goes on whether anybody looks or
 * not, and only its signal calls it off. An iteration is told what happens from its beginning on (all of it, when that
 * is in the statement that starts the work) and ends with the work: a failure rejects the iteration and the promise
 * alike. Events are kept for an iteration until it takes them, and for nobody else.
 */
export interface Task<Result> extends Promise<Result>, AsyncIterable<ComposeEvent> {}

export type OnEvent = (event: ComposeEvent) => void;

/** `run` is given what aborts when `onEvent` throws: that calls the work off, and is its failure. */
export function startTask<Result>(
  run: (given: { readonly emit: Emit; readonly refused: AbortSignal }) => Promise<Result>,
  onEvent?: OnEvent,
): Task<Result> {
  const queues = new Set<Queue<ComposeEvent>>();
  const refusal = new AbortController();
  let ending: Ending | undefined;

  const emit: Emit = event => {
    for (const queue of queues) queue.push(event);
    try {
      onEvent?.(event);
    } catch (error) {
      refusal.abort(error);
    }
  };
  const end = (how: Ending) => {
    ending = how;
    for (const queue of queues) queue.end(how);
  };
  const work = async (): Promise<Result> => {
    // Whoever iterates at once misses nothing.
    await undefined;
    try {
      const result = await run({ emit, refused: refusal.signal });
      refusal.signal.throwIfAborted();
      end({});
      return result;
    } catch (failure) {
      const error = refusal.signal.aborted ? refusal.signal.reason : failure;
      end({ failure: { error } });
      throw error;
    }
  };

  const task = work();
  return Object.assign(task, {
    [Symbol.asyncIterator]() {
      // Told in the iteration, a failure isn't an unhandled one.
      task.catch(() => {});
      const queue: Queue<ComposeEvent> = createQueue(() => queues.delete(queue));
      queues.add(queue);
      if (ending) queue.end(ending);
      return queue.items;
    },
  });
}
