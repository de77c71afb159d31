import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toTimestamp } from '../../src/engine/timestamp.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

beforeEach(() => vi.stubEnv('TZ', 'America/New_York'));
afterEach(() => vi.unstubAllEnvs());

const at = (...parts: [number, number, number, number?, number?, number?]) => `${Date.UTC(...parts) / 1000}`;

test.each([
  ['0s', '1767323045.678000000'],
  ['10m', `${1767323045 - 600}.678000000`],
  ['1h30m', `${1767323045 - 5400}.678000000`],
  ['1.5h', `${1767323045 - 5400}.678000000`],
  ['678ms', '1767323045.000000000'],
  ['-10m', `${1767323045 + 600}.678000000`],
  ['1767323045', '1767323045'],
  ['1767323045.123456789', '1767323045.123456789'],
  ['2026-01-02T03:04:05Z', `${at(2026, 0, 2, 3, 4, 5)}.000000000`],
  ['2026-01-02T03:04:05.123456789Z', `${at(2026, 0, 2, 3, 4, 5)}.123456789`],
  ['2026-01-02T03:04:05.5+01:00', `${at(2026, 0, 2, 2, 4, 5)}.500000000`],
  ['2026-01-02T03:04:05', `${at(2026, 0, 2, 8, 4, 5)}.000000000`],
  ['2026-01-02T03:04', `${at(2026, 0, 2, 8, 4)}.000000000`],
  ['2026-01-02T03', `${at(2026, 0, 2, 8)}.000000000`],
  ['2026-01-02', `${at(2026, 0, 2, 5)}.000000000`],
  ['2026-01-02Z', `${at(2026, 0, 2)}.000000000`],
])('%s is %s', (value, expected) => {
  expect(toTimestamp(value, now)).toBe(expected);
});

test.each(['yesterday', '', '10x', '2026-13-45'])('%j is no point in time', value => {
  expect(() => toTimestamp(value, now)).toThrow(`failed to parse value as time or duration: "${value}"`);
});
