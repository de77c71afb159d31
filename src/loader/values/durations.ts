import { ValueError } from './value-error.ts';

/** Reads `1w2d3h4m5s6ms7us8ns`, in any order, with fractions and a sign, as nanoseconds. */
export function parseDuration(text: string): bigint {
  const [, sign, rest] = /^([+-]?)(.*)$/s.exec(text)!;
  if (rest === '0') return 0n;
  if (rest === '') throw invalid(`time: invalid duration ${JSON.stringify(text)}`);
  const total = parseTerms(rest!, text);
  if (total > longest) throw invalid(`time: invalid duration ${JSON.stringify(text)}`);
  return sign === '-' ? -total : total;
}

/** As Go prints a duration: `1h0m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${formatDuration(-nanoseconds)}`;
  if (nanoseconds === 0n) return '0s';
  if (nanoseconds < units.us!) return `${nanoseconds}ns`;
  if (nanoseconds < units.ms!) return `${fraction(nanoseconds, units.us!)}µs`;
  if (nanoseconds < units.s!) return `${fraction(nanoseconds, units.ms!)}ms`;
  return formatClock(nanoseconds);
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

// Durations are 64 bits of nanoseconds, about 292 years.
const longest = 2n ** 63n - 1n;

function parseTerms(rest: string, text: string): bigint {
  let total = 0n;
  let position = 0;
  while (position < rest.length) {
    const [term, digits, decimals, unit] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest.slice(position))!;
    if (!digits && !decimals) throw invalid(`time: invalid duration ${JSON.stringify(text)}`);
    total += BigInt(digits || '0') * unitOf(unit!, text) + decimalPart(decimals ?? '', unitOf(unit!, text));
    position += term.length;
  }
  return total;
}

function unitOf(unit: string, text: string): bigint {
  if (unit === '') throw invalid(`time: missing unit in duration ${JSON.stringify(text)}`);
  const found = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (found === undefined)
    throw invalid(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
  return found;
}

function decimalPart(decimals: string, unit: bigint): bigint {
  return (BigInt(decimals || '0') * unit) / 10n ** BigInt(decimals.length);
}

function invalid(message: string): ValueError {
  return new ValueError(message, 'write numbers with their units, such as 1m30s or 500ms');
}

function formatClock(nanoseconds: bigint): string {
  const hours = nanoseconds / units.h!;
  const minutes = (nanoseconds % units.h!) / units.m!;
  const seconds = `${fraction(nanoseconds % units.m!, units.s!)}s`;
  if (hours > 0n) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${minutes}m${seconds}` : seconds;
}

function fraction(value: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const decimals = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return decimals === '' ? `${value / unit}` : `${value / unit}.${decimals}`;
}
