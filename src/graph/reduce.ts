/**
 * Drops dependencies that others imply: with c on b and b on a, `c: [a, b]` becomes `c: [b]`. Keys must come after
 * what they depend on.
 */
export function reduceDependencies<Key>(dependencies: ReadonlyMap<Key, readonly Key[]>): Map<Key, Key[]> {
  const ancestors = new Map<Key, Set<Key>>();
  const reduced = new Map<Key, Key[]>();
  for (const [key, direct] of dependencies) {
    const implied = new Set<Key>();
    for (const dependency of direct) for (const ancestor of ancestors.get(dependency) ?? []) implied.add(ancestor);
    const kept = [...new Set(direct)].filter(dependency => !implied.has(dependency));
    reduced.set(key, kept);
    for (const dependency of kept) implied.add(dependency);
    ancestors.set(key, implied);
  }
  return reduced;
}
