import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createQueue, type Queue } from '../../src/api/queue.ts';
import { startTask } from '../../src/api/task.ts';
import type { ComposeEvent } from '../../src/events/event.ts';

const notice = (message: string): ComposeEvent => ({ type: 'notice', level: 'info', message });
const messages = async (events: AsyncIterable<ComposeEvent>): Promise<string[]> => {
  const told: string[] = [];
  for await (const event of events) if (event.type === 'notice') told.push(event.message);
  return told;
};

describe('a task', () => {
  test('must be told of whole to whoever iterates at once, and give its result', async () => {
    const task = startTask(async ({ emit }) => {
      emit(notice('first'));
      await sleep(1);
      emit(notice('second'));
      return 42;
    });
    expect(await messages(task)).toEqual(['first', 'second']);
    expect(await task).toBe(42);
  });

  test('must go on when nobody iterates, and when the loop is left', async () => {
    let steps = 0;
    const task = startTask(async ({ emit }) => {
      for (const step of ['first', 'second', 'third']) {
        emit(notice(step));
        steps += 1;
        await sleep(1);
      }
      return 'done';
    });
    for await (const _ of task) break;
    expect(await task).toBe('done');
    expect(steps).toBe(3);
  });

  test('must tell several iterations each of all, and a late one of what comes', async () => {
    let goOn = () => {};
    const gate = new Promise<void>(resolve => {
      goOn = resolve;
    });
    const task = startTask(async ({ emit }) => {
      emit(notice('first'));
      await gate;
      emit(notice('second'));
    });
    const early = [messages(task), messages(task)];
    await sleep(1);
    const late = messages(task);
    goOn();
    expect(await Promise.all([...early, late])).toEqual([['first', 'second'], ['first', 'second'], ['second']]);
    expect(await messages(task)).toEqual([]);
  });

  test('that fails must reject promise and iteration alike, after the last event', async () => {
    const failure = new Error('no');
    const task = startTask(async ({ emit }) => {
      emit(notice('first'));
      throw failure;
    });
    const told: ComposeEvent[] = [];
    const iteration = (async () => {
      for await (const event of task) told.push(event);
    })();
    await expect(iteration).rejects.toBe(failure);
    await expect(task).rejects.toBe(failure);
    expect(told).toEqual([notice('first')]);
    await expect(messages(task)).rejects.toBe(failure);
  });

  test('of whose failure only the iteration is told must leave no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    try {
      await expect(messages(startTask(async () => Promise.reject(new Error('no'))))).rejects.toThrow('no');
      await sleep(5);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });

  test('must be called off, with its error, when the listener throws', async () => {
    const mistake = new Error('a mistake of the listener');
    const task = startTask(
      async ({ emit, refused }) => {
        emit(notice('first'));
        refused.throwIfAborted();
        throw new Error('not reached');
      },
      () => {
        throw mistake;
      },
    );
    await expect(task).rejects.toBe(mistake);
  });
});

describe('a queue', () => {
  test('must hold whoever fills it until items are taken', async () => {
    const queue: Queue<number> = createQueue(() => {});
    let given = 0;
    const givers = [1, 2].map(async () => {
      for (let i = 0; i < 1000; i += 1) {
        given += 1;
        queue.push(given);
        await queue.ready();
      }
    });
    await sleep(5);
    expect(given).toBeLessThan(300);
    const taken: number[] = [];
    Promise.all(givers).then(() => queue.end({}));
    for await (const item of queue.items) taken.push(item);
    expect(taken).toHaveLength(2000);
    expect(taken).toEqual(taken.toSorted((a, b) => a - b));
  });

  test('that is left must stop whoever fills it, and say that it is', async () => {
    let closed = 0;
    const queue: Queue<number> = createQueue(() => {
      closed += 1;
    });
    const filling = (async () => {
      for (let i = 0; i < 1000; i += 1) {
        queue.push(i);
        await queue.ready();
      }
    })();
    filling.catch(() => {});
    for await (const _ of queue.items) break;
    await expect(filling).rejects.toThrow('nobody');
    expect(closed).toBe(1);
  });
});
