/** News in quick succession that are no longer those of somebody who saves. */
const many = 200;
/** Without news, until whoever made so many is done, most likely. */
const quietMilliseconds = 50;
/** Who never pauses is followed all the same. */
const longestMilliseconds = 3_000;

/**
 * When many files change at once (another branch, a generator), more are about to. Whoever looks at them and sends them
 * meanwhile takes the machine from whoever writes them, and all are there later.
 */
export interface Storm {
  /** Something has changed. */
  news(): void;
  /** Milliseconds until it is over, as far as is known now. 0: there is none. */
  remaining(): number;
}

/** `now` gives milliseconds since any moment. */
export function createStorm(now: () => number): Storm {
  let [count, first, last] = [0, 0, 0];
  return {
    news: () => {
      const time = now();
      if (time - last > quietMilliseconds) [count, first] = [0, time];
      count += 1;
      last = time;
    },
    remaining: () => {
      if (count < many) return 0;
      return Math.max(0, Math.min(last + quietMilliseconds, first + longestMilliseconds) - now());
    },
  };
}
