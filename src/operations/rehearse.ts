import type { Emit } from '../events/event.ts';
import { progressOf } from '../execute/progress.ts';
import type { Plan } from '../plan/plan.ts';
import { formatReason } from '../plan/reason.ts';

/** Tells what plans would do, in the words in which it would be told if it were done, and why. */
export function rehearse(plans: readonly Plan[], emit: Emit): void {
  for (const plan of plans) {
    for (const message of plan.warnings) emit({ type: 'notice', level: 'warning', message });
    for (const { name, state } of plan.unchanged)
      emit({ type: 'progress', kind: 'Container', name, status: 'Done', text: state });
    let why = '';
    const progress = progressOf(plan, event =>
      emit(event.type === 'progress' && event.status === 'Working' ? { ...event, details: why } : event),
    );
    for (const node of plan.nodes) {
      why = formatReason(node.reason);
      progress.started(node);
      progress.done(node);
    }
  }
}
