import type { Emit, ProgressEvent } from '../events/event.ts';
import type { Operation } from '../plan/operation.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';

export type WaitNode = PlanNode & { readonly operation: Extract<Operation, { type: 'wait-for' }> };

export function isWait(node: PlanNode | undefined): node is WaitNode {
  return node?.operation.type === 'wait-for';
}

/** Tells of what can't go on because services aren't yet as they have to be. */
export interface Blocks {
  began(wait: WaitNode): void;
  ended(wait: WaitNode): void;
}

type Subject = Pick<ProgressEvent, 'kind' | 'name'>;

export function createBlocks(plan: Plan, subjectOf: (node: PlanNode) => Subject | undefined, emit: Emit): Blocks {
  const waits = new Map<number, WaitNode>();
  const tell = (wait: WaitNode): void => {
    for (const { subject, node } of held(wait)) {
      const services = node.dependsOn.flatMap(id => waits.get(id)?.operation.service ?? []);
      emit({ type: 'blocked', ...subject, by: [...new Set(services)] });
    }
  };
  const held = ({ id }: WaitNode) =>
    plan.nodes.flatMap(node => {
      const subject = node.dependsOn.includes(id) ? subjectOf(node) : undefined;
      return subject === undefined ? [] : [{ node, subject: { kind: subject.kind, name: subject.name } }];
    });
  return {
    began(wait) {
      waits.set(wait.id, wait);
      tell(wait);
    },
    ended(wait) {
      waits.delete(wait.id);
      tell(wait);
    },
  };
}
