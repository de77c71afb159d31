/** How a sequence came to its end. */
export interface Ending {
  readonly failure?: { readonly error: unknown };
}

/** Items on their way from whoever has them to whoever asks for them, in order. */
export interface Queue<Item> {
  push(item: Item): void;
  /** Nothing more comes. Of a failure, whoever iterates is told after the last item. */
  end(ending: Ending): void;
  /** Resolves when few items wait to be taken; rejects when nobody takes any more. */
  ready(): Promise<void>;
  /** To be iterated once. */
  readonly items: AsyncGenerator<Item, void, undefined>;
}

/** How many may wait before `ready` does. */
const plenty = 256;

/** `onClose` is called when the iteration ends, however it does. */
export function createQueue<Item>(onClose: () => void): Queue<Item> {
  let waiting: Item[] = [];
  let over: Ending | undefined;
  let isClosed = false;
  let wakeTaker = (): void => {};
  const givers: (() => void)[] = [];
  const wakeGivers = () => {
    for (const wake of givers.splice(0)) wake();
  };

  async function* take(): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) {
        const taken = waiting;
        waiting = [];
        wakeGivers();
        yield* taken;
        if (waiting.length > 0) continue;
        if (over?.failure) throw over.failure.error;
        if (over) return;
        await new Promise<void>(resolve => {
          wakeTaker = resolve;
        });
      }
    } finally {
      isClosed = true;
      onClose();
      wakeGivers();
    }
  }

  return {
    push(item) {
      if (!isClosed) waiting.push(item);
      wakeTaker();
    },
    end(ending) {
      over ??= ending;
      wakeTaker();
    },
    async ready() {
      while (waiting.length >= plenty && !isClosed) await new Promise<void>(resolve => givers.push(resolve));
      if (isClosed) throw new Error('nobody takes any more');
    },
    items: take(),
  };
}
