/**
 * Runs work whose code is new to V8 and soon forgotten. Its optimising compiler would take longer over it than it gains,
 * and Node waits for that compiler before it ends: half of the time of a `config` of thirty services.
 */
export async function withoutOptimizer<T>(work: () => Promise<T>): Promise<T> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--no-opt');
  try {
    return await work();
  } finally {
    setFlagsFromString('--opt');
  }
}
