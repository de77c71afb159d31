import { type Collector, openCollector } from '../../src/watch/collector.ts';
import type { HostFiles } from '../../src/watch/host-files.ts';
import type { Watcher, WatchListener } from '../../src/watch/watcher.ts';
import { ruleOf } from './rule-of.ts';

export interface Timer {
  readonly milliseconds: number;
  readonly run: () => void;
}

export interface Collecting {
  readonly collector: Collector;
  /** What is yet to be run, in the order that it was asked for; the test takes out what it runs. */
  readonly timers: Timer[];
  /** Paths that have changed. */
  readonly heard: Set<string>;
  readonly warnings: string[];
}

/** A collector of one rule that syncs a folder, with a clock that stands still. */
export async function collecting(
  root: string,
  host: HostFiles,
  openWatcher: (listener: WatchListener) => Watcher,
): Promise<Collecting> {
  const timers: Timer[] = [];
  const heard = new Set<string>();
  const warnings: string[] = [];
  const collector = await openCollector({
    rules: [ruleOf(root)],
    files: [],
    host,
    openWatcher,
    now: () => 0,
    schedule: (milliseconds, run) => {
      const timer = { milliseconds, run };
      timers.push(timer);
      return () => timers.splice(0, timers.length, ...timers.filter(other => other !== timer));
    },
    onChanges: changes => {
      for (const paths of changes.values()) for (const path of paths) heard.add(path);
    },
    onFiles: () => {},
    onWarning: message => warnings.push(message),
  });
  return { collector, timers, heard, warnings };
}
