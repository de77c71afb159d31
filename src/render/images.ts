import type { ContainerImage } from '../model/listings.ts';
import { humanDuration, humanSize } from './human.ts';
import { renderTable } from './table.ts';

const header = ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'];

export function renderImagesTable(images: readonly ContainerImage[], now: Date): string {
  const rows = images.map(({ container, id, repository, tag, platform, size, created }) => [
    container,
    repository || '<none>',
    tag || '<none>',
    platform,
    withoutAlgorithm(id).slice(0, 12),
    humanSize(size),
    created === undefined ? 'N/A' : `${humanDuration((now.getTime() - Date.parse(created)) / 1000)} ago`,
  ]);
  return renderTable([header, ...rows], { minWidth: 20, gap: 3 });
}

/** One list, and an empty line behind it, as Docker Compose has it. */
export function renderImagesJson(images: readonly ContainerImage[]): string {
  const list = images.map(({ container, id, repository, tag, platform, size, created, lastTagTime }) => ({
    ID: id,
    ContainerName: container,
    Repository: repository,
    Tag: tag,
    Platform: platform,
    Size: size,
    Created: created,
    LastTagTime: lastTagTime,
  }));
  return `${JSON.stringify(list)}\n\n`;
}

/** Each id once. */
export function renderImageIds(images: readonly ContainerImage[]): string {
  return [...new Set(images.map(({ id }) => `${withoutAlgorithm(id)}\n`))].join('');
}

function withoutAlgorithm(id: string): string {
  return id.replace(/^[^:]*:/, '');
}
