/** The newest version of the Engine API whose shapes `api.ts` describes. */
export const highestVersion = '1.51';

/** The lower of two versions: `1.9` is older than `1.41`. */
export function olderVersion(a: string, b: string): string {
  return isOlder(a, b) ? a : b;
}

export function isOlder(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA === majorB ? minorA < minorB : majorA < majorB;
}
