import type { Emit } from '../../events/event.ts';
import type { Plan } from '../../plan/plan.ts';
import { reasonsOf } from '../../plan/reason.ts';

/** Tells of each service that it can't be reached while it is recreated, and why: once, since that stays so. */
export function tellOrder(emit: Emit): (plans: readonly Plan[]) => void {
  const told = new Set<string>();
  return plans => {
    for (const { operation, reason } of plans.flatMap(({ nodes }) => nodes)) {
      if (operation.type !== 'create-container') continue;
      for (const order of reasonsOf(reason)) {
        if (order.type !== 'stop-first') continue;
        const message = `${operation.service.name} stops before its new container starts, because ${order.because}`;
        if (!told.has(message)) emit({ type: 'notice', level: 'info', message });
        told.add(message);
      }
    }
  };
}
