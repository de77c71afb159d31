import type { KnownProject } from '../model/listings.ts';
import { renderTable } from './table.ts';

export function renderProjectsTable(projects: readonly KnownProject[]): string {
  const rows = projects.map(project => [project.name, statusOf(project), filesOf(project)]);
  return renderTable([['NAME', 'STATUS', 'CONFIG FILES'], ...rows], { minWidth: 20, gap: 3 });
}

export function renderProjectsJson(projects: readonly KnownProject[]): string {
  const list = projects.map(project => ({
    Name: project.name,
    Status: statusOf(project),
    ConfigFiles: filesOf(project),
  }));
  return `${JSON.stringify(list)}\n`;
}

/** `exited(1), running(2)`. */
function statusOf({ states }: KnownProject): string {
  return Object.keys(states)
    .sort()
    .map(state => `${state}(${states[state]})`)
    .join(', ');
}

function filesOf({ configFiles }: KnownProject): string {
  return configFiles.join(',') || 'N/A';
}
