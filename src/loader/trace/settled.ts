import type { TraceStep } from '../../model/trace.ts';

/** Steps of which each overrides those before it. */
export function settled(steps: readonly TraceStep[]): TraceStep[] {
  return steps.map((step, index) => ({ ...step, effect: index < steps.length - 1 ? 'overridden' : 'sets' }));
}
