import type { ContainerProcesses } from '../model/listings.ts';
import { renderTable } from './table.ts';

/** A process a line; a container whose engine shows other columns has `-` in those of the rest. */
export function renderTop(containers: readonly ContainerProcesses[]): string {
  if (containers.every(({ processes }) => processes.length === 0)) return '';
  const titles = [...new Set(containers.flatMap(container => container.titles))];
  const rows = containers.flatMap(container =>
    container.processes.map(process => [
      container.service,
      container.replica,
      ...titles.map(title => process[container.titles.indexOf(title)] ?? '-'),
    ]),
  );
  return renderTable([['SERVICE', '#', ...titles], ...rows], { minWidth: 4, gap: 2 });
}
