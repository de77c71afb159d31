import { Listr } from 'listr2';
import type { BlockedEvent, BuildEvent, ExpectedResource, ProgressEvent } from '../events/event.ts';
import { type Board, ListRenderer } from './list-renderer.ts';
import { resourceName } from './plain.ts';
import { createTaskRow, type TaskRow } from './task-row.ts';

/** The resources of an operation as tasks of listr2, which go on as events come. */
export interface TaskList {
  readonly expect: (resources: readonly ExpectedResource[]) => void;
  readonly advance: (event: ProgressEvent) => void;
  /** What waits for its next step says for which services. */
  readonly block: (event: BlockedEvent) => void;
  /** A build has come further. */
  readonly build: (event: BuildEvent) => void;
  /** Ends all tasks, however far they are. */
  readonly close: () => void;
}

export function createTaskList(board: Board, now: () => Date): TaskList {
  const rows = new Map<string, TaskRow>();
  const isUnderWay = (title: string) => rows.get(title)?.isOver() === false;

  const open = (resources: readonly ExpectedResource[]) => {
    const opened = resources.map(({ steps, ...resource }) => ({
      title: resourceName(resource),
      row: createTaskRow(steps, now),
    }));
    const list = new Listr<unknown, typeof ListRenderer, typeof ListRenderer>(
      opened.map(({ title, row }) => ({ title, task: row.run, rendererOptions: { seconds: row.seconds } })),
      {
        concurrent: true,
        exitOnError: false,
        // An interrupt ends the operation in good order; listr2 would end the process.
        registerSignalListeners: false,
        renderer: ListRenderer,
        rendererOptions: { board },
      },
    );
    for (const [index, { title, row }] of opened.entries()) {
      const task = list.tasks[index]!;
      // listr2 settles whether a task is to run while it waits only, and the next event may come before listr2 gets there.
      void task.check(undefined);
      row.show(task);
      rows.set(title, row);
    }
    void list.run();
  };

  return {
    expect(resources) {
      const fresh = resources.filter(resource => !isUnderWay(resourceName(resource)));
      if (fresh.length > 0) open(fresh);
    },
    advance(event) {
      if (event.parent !== undefined) return rows.get(event.parent)?.transfer(event);
      const title = resourceName(event);
      // A task of listr2 runs once: what is over and works again is a new one.
      const isNew = !rows.has(title) || (event.status === 'Working' && !isUnderWay(title));
      if (isNew) open([{ kind: event.kind, name: event.name, steps: 1 }]);
      rows.get(title)?.advance(event);
    },
    block: event => rows.get(resourceName(event))?.block(event.by),
    build: ({ image, line }) => rows.get(`Image ${image}`)?.build(line),
    close() {
      for (const row of rows.values()) row.close();
      rows.clear();
    },
  };
}
