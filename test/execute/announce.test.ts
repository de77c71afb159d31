import { describe, expect, test } from 'vitest';
import type { ComposeEvent } from '../../src/events/event.ts';
import { announce } from '../../src/execute/announce.ts';
import type { Project } from '../../src/model/project.ts';
import { planDown } from '../../src/plan/down.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { type ObservedInput, observed, once, project } from '../support/builders.ts';

function announced(plan: Plan): string[] {
  const events: ComposeEvent[] = [];
  announce(plan, event => events.push(event));
  return events.flatMap(event => {
    if (event.type === 'resources') return event.resources.map(({ kind, name, steps }) => `${kind} ${name} ${steps}`);
    if (event.type === 'progress') return [`${event.kind} ${event.name} ${event.text}`];
    return [event.type];
  });
}

function planOf(wanted: Project, found: ObservedInput): Plan {
  return reconcile(wanted, observed(wanted, found), {});
}

const web = { depends_on: { db: once('healthy') } };

describe('before its first step a plan tells what it is about', () => {
  test('each resource once, with its steps, however many wait for it', () => {
    const wanted = project({ services: { web, worker: web, db: {} } });
    expect(announced(planOf(wanted, { networks: {} }))).toEqual([
      'Network app_default 1',
      'Container app-db-1 3',
      'Container app-web-1 2',
      'Container app-worker-1 2',
    ]);
  });

  test('what is left as it is, and then says so', () => {
    const wanted = project({ services: { web, db: {} } });
    expect(announced(planOf(wanted, { containers: [{ service: 'db' }] }))).toEqual([
      'Container app-db-1 2',
      'Container app-web-1 2',
      'Container app-db-1 Running',
    ]);
  });

  test('a container that replaces another as one, made and started', () => {
    const wanted = project({ services: { db: {} } });
    expect(announced(planOf(wanted, { containers: [{ service: 'db', configHash: 'other' }] }))).toEqual([
      'Container app-db-1 2',
    ]);
  });

  test('what goes', () => {
    const wanted = project({ services: { db: {} } });
    const plan = planDown(wanted, observed(wanted, { containers: [{ service: 'db' }] }), {});
    expect(announced(plan)).toEqual(['Container app-db-1 2', 'Network app_default 1']);
  });

  test('nothing, when there is nothing to do', () => {
    expect(announced({ nodes: [], unchanged: [], warnings: [] })).toEqual([]);
  });
});
