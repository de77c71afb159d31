import { expect, test } from 'vitest';
import type { ComposeEvent } from '../../src/events/event.ts';
import { isWait } from '../../src/execute/blocks.ts';
import { progressOf } from '../../src/execute/progress.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { observed, once, project } from '../support/builders.ts';

test('what comes after waits is told to be held up by those that go on, each service once', () => {
  const wanted = project({
    services: {
      web: { depends_on: { db: once('healthy'), job: once('completed_successfully') } },
      db: { scale: 2 },
      job: {},
    },
  });
  const plan = reconcile(wanted, observed(wanted, { networks: {} }), {});
  const told: string[] = [];
  const emit = (event: ComposeEvent): void => {
    if (event.type === 'blocked') told.push(`${event.kind} ${event.name}: ${event.by.join(', ')}`);
  };
  const progress = progressOf(plan, emit);
  const [db, job] = plan.nodes.filter(isWait).sort((a, b) => (a.operation.service < b.operation.service ? -1 : 1));
  progress.waiting(db!);
  progress.waiting(job!);
  progress.waited(db!);
  progress.waited(job!);
  expect(told).toEqual([
    'Container app-web-1: db',
    'Container app-web-1: db, job',
    'Container app-web-1: job',
    'Container app-web-1: ',
  ]);
});
