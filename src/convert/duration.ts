import type { GoDuration } from '../model/service.ts';

const nanoseconds: Readonly<Record<string, number>> = {
  h: 3_600_000_000_000,
  m: 60_000_000_000,
  s: 1_000_000_000,
  ms: 1_000_000,
  us: 1_000,
  µs: 1_000,
  ns: 1,
};

/** `1m30s` as nanoseconds, the unit of the Engine API. */
export function toNanoseconds(duration: GoDuration): number {
  const sign = duration.startsWith('-') ? -1 : 1;
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(/([\d.]+)(h|ms|us|µs|ns|m|s)/g)) {
    total += Number(amount) * nanoseconds[unit!]!;
  }
  return sign * Math.round(total);
}

/** Whole seconds, what is over dropped, as the engine takes grace times. */
export function toSeconds(duration: GoDuration): number {
  return Math.trunc(toNanoseconds(duration) / nanoseconds.s!);
}
