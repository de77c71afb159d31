import type { BuildKitTrace, Vertex } from './buildkit-trace.ts';

/**
 * Turns the traces of one build, as they come, into lines: `#2 [2/3] RUN make`, `#2 0.31 cc -c a.c`, `#2 DONE 1.2s`.
 * A step has the number of its first appearance, and is told once when it begins and once when it ends.
 */
export function buildKitLines(): (trace: BuildKitTrace) => string[] {
  const steps = new Map<string, Step>();
  const told = new Set<string>();
  const once = (key: string, line: string): string[] => {
    if (told.has(key)) return [];
    told.add(key);
    return [line];
  };
  const stepOf = (digest: string): Step => {
    const step = steps.get(digest) ?? { number: steps.size + 1, started: undefined };
    steps.set(digest, step);
    return step;
  };

  function beginOf(vertex: Vertex): string[] {
    if (vertex.started === undefined && !vertex.cached) return [];
    const step = stepOf(vertex.digest);
    step.started ??= vertex.started;
    return once(`begin ${vertex.digest}`, `#${step.number} ${vertex.name}`);
  }

  function linesOf(vertex: Vertex): string[] {
    if (vertex.started === undefined && !vertex.cached) return [];
    const begin = beginOf(vertex);
    const outcome = outcomeOf(vertex);
    if (outcome === undefined) return begin;
    return [...begin, ...once(`end ${vertex.digest}`, `#${stepOf(vertex.digest).number} ${outcome}`)];
  }

  /** A quick step may begin, do something and end in one trace. */
  function firstLines(vertexes: readonly Vertex[], told: readonly { readonly vertex: string }[]): string[] {
    const busy = new Set(told.map(({ vertex }) => vertex));
    return vertexes.flatMap(vertex => {
      if (vertex.completed === undefined) return linesOf(vertex);
      return busy.has(vertex.digest) ? beginOf(vertex) : [];
    });
  }

  return ({ vertexes, statuses, logs }) => [
    ...firstLines(vertexes, [...logs, ...statuses]),
    ...logs.flatMap(({ vertex, time, text }) => {
      const { number, started = time } = stepOf(vertex);
      const since = Math.max(0, time - started).toFixed(2);
      return text
        .replace(/\n$/, '')
        .split('\n')
        .map(line => `#${number} ${since} ${line}`);
    }),
    ...statuses
      .filter(({ completed }) => completed)
      .flatMap(({ vertex, id }) => once(`${vertex} ${id}`, `#${stepOf(vertex).number} ${id} done`)),
    ...vertexes.filter(({ completed }) => completed !== undefined).flatMap(linesOf),
  ];
}

interface Step {
  readonly number: number;
  started: number | undefined;
}

function outcomeOf({ cached, error, started, completed }: Vertex): string | undefined {
  if (error !== '') return `ERROR: ${error}`;
  if (cached) return 'CACHED';
  return completed === undefined ? undefined : `DONE ${(completed - (started ?? completed)).toFixed(1)}s`;
}
