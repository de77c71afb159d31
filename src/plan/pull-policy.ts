import type { ObservedImage } from '../observe/observed-state.ts';

const hour = 3_600_000;
const units: Readonly<Record<string, number>> = { w: 168 * hour, d: 24 * hour, h: hour, m: 60_000, s: 1_000 };

/** Whether a policy of time (`daily`, `weekly`, `every_12h`) finds the image too old; other policies never do. */
export function isStale(image: ObservedImage, policy: string, now: number): boolean {
  const age = maxAge(policy);
  if (age === undefined) return false;
  return image.taggedAt === undefined || now - Date.parse(image.taggedAt) > age;
}

function maxAge(policy: string): number | undefined {
  if (policy === 'daily') return units.d;
  if (policy === 'weekly') return units.w;
  const [, every] = /^every_(.+)$/.exec(policy) ?? [];
  if (every === undefined) return undefined;
  return [...every.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit!]!,
    0,
  );
}
