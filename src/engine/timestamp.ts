import { EngineError } from './engine-error.ts';

/**
 * A point in time as the engine takes it, in Unix seconds with an optional fraction, from what `--since` takes:
 * RFC 3339 and shorter forms of it (local time where no zone is given), Unix seconds, or a Go duration back from `now`
 * (milliseconds).
 */
export function toTimestamp(value: string, now: number): string {
  const duration = goDuration(value);
  if (duration !== undefined) return unixSeconds(now - duration);
  if (/^-?\d+(\.\d+)?$/.test(value)) return value;
  const date = dateForm.test(value) ? Date.parse(withTime(value)) : Number.NaN;
  if (Number.isNaN(date)) throw new EngineError('refused', `failed to parse value as time or duration: "${value}"`);
  return unixSeconds(date, fractionOf(value));
}

const dateForm = /^\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/;

/** JavaScript needs hours with minutes, and reads a date alone as UTC. */
function withTime(value: string): string {
  const [, date, hour = '00', rest = ':00', zone = ''] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d))?(:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(value) ?? [];
  return `${date}T${hour}${rest}${zone}`;
}

/** Kept as text: a Date has no nanoseconds. */
function fractionOf(value: string): string | undefined {
  return /\.(\d+)/.exec(value)?.[1];
}

function unixSeconds(milliseconds: number, fraction?: string): string {
  const seconds = Math.floor(milliseconds / 1000);
  const digits = fraction ?? String(milliseconds - seconds * 1000).padStart(3, '0');
  return `${seconds}.${digits.slice(0, 9).padEnd(9, '0')}`;
}

const milliseconds: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

const durationForm = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|us|µs|μs|ns|m|s))+$/;

function goDuration(value: string): number | undefined {
  const sign = durationForm.exec(value)?.[1];
  if (sign === undefined) return undefined;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|us|µs|μs|ns|m|s)/g)) {
    total += Number(amount) * milliseconds[unit!]!;
  }
  return Math.round(sign === '-' ? -total : total);
}
