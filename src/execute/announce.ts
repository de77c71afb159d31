import type { Emit } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';
import { expectedResources } from './progress.ts';

/** Tells, before a plan is carried out, what it is about, what to be warned of, and what is left as it is. */
export function announce(plan: Plan, emit: Emit): void {
  const resources = expectedResources(plan);
  if (resources.length > 0) emit({ type: 'resources', resources });
  for (const message of plan.warnings) emit({ type: 'notice', level: 'warning', message });
  for (const { name, state } of plan.unchanged) {
    // Docker Compose asks the engine to stop what has ended, too.
    if (state === 'Stopped') emit({ type: 'progress', kind: 'Container', name, status: 'Working', text: 'Stopping' });
    emit({ type: 'progress', kind: 'Container', name, status: 'Done', text: state });
  }
}
