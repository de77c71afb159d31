/** How far a log was read, by the times of its entries, so that the reading can go on there. */
export interface LogPosition {
  /** From when the log has to be read to miss nothing, in RFC 3339; undefined: from its beginning. */
  readonly since: string | undefined;
  /** The log is about to be read from `since` on, which has again what was read of that time. */
  readonly again: () => void;
  /** All entries up to a time count as read. */
  readonly skipTo: (time: string) => void;
  /** Takes note of an entry. False: it was read before. */
  readonly take: (time: string) => boolean;
}

/** Entries of one time, or out of order, that are kept apart; more than that is a clock that was set back. */
const mostTimes = 4096;

export function createPosition(): LogPosition {
  /** The latest time; entries read since the first of that time are counted, the stray earlier ones among them too. */
  let latest = '';
  let counts = new Map<string, number>();
  /** Counts of what will come again. */
  let due = new Map<string, number>();
  let passed = '';

  const isRead = (time: string): boolean => {
    if (time <= passed) return true;
    const left = due.get(time) ?? 0;
    if (left === 0) {
      // Of what comes again, nothing comes after something new.
      due.clear();
      return false;
    }
    due.set(time, left - 1);
    return true;
  };
  return {
    get since() {
      return latest === '' ? undefined : latest;
    },
    again() {
      due = new Map(counts);
    },
    skipTo(time) {
      if (time === '' || time < latest) return;
      latest = time;
      passed = time;
      counts = new Map();
    },
    take(time) {
      if (time === '') return true;
      if ((passed !== '' || due.size > 0) && isRead(time)) return false;
      passed = '';
      if (time > latest || counts.size > mostTimes) {
        latest = time;
        if (counts.size > 0) counts.clear();
      }
      counts.set(time, (counts.get(time) ?? 0) + 1);
      return true;
    },
  };
}
