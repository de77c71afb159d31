import type { Clock } from '../../execute/clock.ts';
import type { Rebuilds } from './rebuilds.ts';

/** Of a file of the project. */
const writingMilliseconds = 100;

interface ReplanOptions<Read> {
  /** Reads the project's files; rejects where they are wrong. */
  readonly reload: () => Promise<Read>;
  /** Carries out what they say. */
  readonly adopt: (read: Read, giveUp?: AbortSignal) => Promise<void>;
  readonly building: Pick<Rebuilds, 'isBusy' | 'request' | 'idle'>;
  readonly onFailure: (error: unknown) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Carries out what the project's files say, when they have changed. */
export interface Replans<Read> {
  /** Some have changed. Resolves when nothing is under way. */
  changed(): Promise<void>;
  /** What they say and isn't carried out yet, once nobody reads them or carries them out; undefined where all is. */
  read(): Promise<Read | undefined>;
  /** Has the one who rebuilds carry it out, together with the images. False: there is nothing to carry out. */
  adopt(giveUp: AbortSignal): Promise<boolean>;
  idle(): Promise<void>;
}

export function replans<Read>({
  reload,
  adopt,
  building,
  onFailure,
  clock,
  signal,
}: ReplanOptions<Read>): Replans<Read> {
  let isStale = false;
  let read: Read | undefined;
  let reading: Promise<void> | undefined;
  let adopting: Promise<void> | undefined;
  let running: Promise<void> | undefined;

  async function readAll(): Promise<void> {
    while (isStale && !signal.aborted) {
      // Whoever writes a file may have emptied it first.
      await clock.sleep(writingMilliseconds, signal);
      isStale = false;
      if (signal.aborted) return;
      await reload().then(next => {
        read = next;
      }, onFailure);
    }
  }

  async function run(): Promise<void> {
    while ((reading || read) && !signal.aborted) {
      await reading;
      if (read && building.isBusy()) {
        // It begins again, with what the files say now, and carries that out as well.
        building.request([]);
        await building.idle();
      }
      const next = read;
      if (reading || next === undefined) continue;
      read = undefined;
      adopting = adopt(next).catch(onFailure);
      await adopting;
      adopting = undefined;
    }
  }

  function start(): Promise<void> {
    running ??= run().finally(() => {
      running = undefined;
      if ((reading || read) && !signal.aborted) void start();
    });
    return running;
  }

  async function settled(): Promise<void> {
    while (reading || adopting) {
      await reading;
      await adopting;
    }
  }

  return {
    changed: () => {
      isStale = true;
      reading ??= readAll().finally(() => {
        reading = undefined;
      });
      return start();
    },
    read: async () => {
      // A file that is built with, too, is told of as both in the same moment.
      await Promise.resolve();
      await settled();
      return read;
    },
    adopt: async giveUp => {
      await settled();
      const next = read;
      if (next === undefined) return false;
      read = undefined;
      try {
        await adopt(next, giveUp);
      } catch (error) {
        if (giveUp.aborted) read ??= next;
        throw error;
      }
      return true;
    },
    idle: async () => {
      while (running) await running;
    },
  };
}
