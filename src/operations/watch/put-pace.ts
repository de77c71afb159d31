import type { Clock } from '../../execute/clock.ts';
import type { WatchedRule } from '../../watch/collector.ts';

/**
 * Watchers in containers drop a file's change that comes within 50 ms of the one before, for good (chokidar, and so Vite,
 * nodemon …): they would show what was saved before the last. So the same file isn't put twice in this time, which leaves
 * them as much again to be late in.
 */
export const putMilliseconds = 100;

/** Which files containers were given a moment ago. */
export interface PutPace {
  put(watched: WatchedRule, paths: Iterable<string>): void;
  /** Milliseconds until those that are asked for can be put again. */
  remaining(isAskedFor: (watched: WatchedRule, path: string) => boolean): number;
}

export function putPace(milliseconds: number, clock: Clock): PutPace {
  /** By time, the oldest first. */
  let puts: { readonly at: number; readonly watched: WatchedRule; readonly paths: readonly string[] }[] = [];
  const forget = () => {
    puts = puts.filter(({ at }) => clock.now() - at < milliseconds);
  };
  return {
    put: (watched, paths) => {
      forget();
      puts.push({ at: clock.now(), watched, paths: [...paths] });
    },
    remaining: isAskedFor => {
      forget();
      const last = puts.findLast(({ watched, paths }) => paths.some(path => isAskedFor(watched, path)));
      return last === undefined ? 0 : Math.max(0, last.at + milliseconds - clock.now());
    },
  };
}
