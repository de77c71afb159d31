import type { Action, Outline } from '../plan/outline.ts';
import { renderTable } from './table.ts';

/** A line a resource, by kind, and the number of changes. */
export function renderPlan(outline: Outline): string {
  const rows = outline.actions.map(action => [titleOf(action, outline), action.action, whyOf(action)]);
  const table = rows.length === 0 ? '' : renderTable(rows, { minWidth: 0, gap: 2 }).replace(/ +$/gm, '');
  return `${table}${countText(outline)}\n`;
}

/** A service's only container goes by the service's name. */
function titleOf({ type, key, name, number }: Action, { actions }: Outline): string {
  if (type === 'image') return `image ${name}`;
  if (type !== 'container') return `${type} ${key ?? name}`;
  if (key === undefined) return `container ${name}`;
  const isAlone = actions.filter(other => other.type === 'container' && other.key === key).length === 1;
  return isAlone ? key : `${key} ${number}`;
}

function whyOf({ why, unlessImageChanges }: Action): string {
  const doubt =
    unlessImageChanges === undefined ? [] : [`recreated if image ${unlessImageChanges} turns out to be another`];
  return [why, ...doubt].filter(part => part !== '').join('; ');
}

/** `3 changes: 1 create, 2 recreate`. */
function countText({ changes, actions }: Outline): string {
  const counts = new Map<string, number>();
  for (const { action } of actions) if (action !== 'keep') counts.set(action, (counts.get(action) ?? 0) + 1);
  const parts = [...counts].map(([action, count]) => `${count} ${action}`);
  return `${changes} ${changes === 1 ? 'change' : 'changes'}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

/** Of the JSON, which docs/plan.md describes. Fields may be added within a version. */
export const planSchemaVersion = 1;

export function renderPlanJson({ project, changes, actions, operations, warnings }: Outline): string {
  const json = {
    version: planSchemaVersion,
    project,
    changes,
    actions: actions.map(({ action, type, name, key, number, reasons, operations, unlessImageChanges }) => ({
      action,
      type,
      name,
      ...(key === undefined ? {} : type === 'container' ? { service: key } : { key }),
      ...(number === undefined ? {} : { number }),
      reasons,
      operations,
      ...(unlessImageChanges === undefined ? {} : { unlessImageChanges }),
    })),
    operations,
    warnings,
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
