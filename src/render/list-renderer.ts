import { type ListrEventManager, ListrEventType, type ListrRenderer, type ListrRendererTask } from 'listr2';

/** A resource as listr2 keeps it: `Container app-web-1` is its title, what happens to it its output. */
export type RowTask = ListrRendererTask<typeof ListRenderer>;

/** Where all task lists of an operation are shown together. */
export interface Board {
  /** A task takes the place of one with the same title. */
  readonly add: (tasks: readonly RowTask[]) => void;
  readonly refresh: () => void;
}

/**
 * Has listr2 show its tasks on the board. Of a list longer than the terminal, listr2's own renderer keeps the last lines,
 * whatever happens above them; it has no place for a header and for times at the right, and takes over both standard
 * streams.
 */
export class ListRenderer implements ListrRenderer {
  static readonly nonTTY = true;
  static rendererOptions: { readonly board: Board };
  /** Undefined while nothing has happened to the resource. */
  static rendererTaskOptions: { readonly seconds: () => number | undefined };

  readonly #tasks: RowTask[];
  readonly #board: Board;
  readonly #events: ListrEventManager;

  constructor(tasks: RowTask[], options: typeof ListRenderer.rendererOptions, events: ListrEventManager) {
    this.#tasks = tasks;
    this.#board = options.board;
    this.#events = events;
  }

  render(): void {
    this.#board.add(this.#tasks);
    this.#events.on(ListrEventType.SHOULD_REFRESH_RENDER, this.#board.refresh);
  }

  end(): void {
    this.#events.off(ListrEventType.SHOULD_REFRESH_RENDER, this.#board.refresh);
  }
}
