import { label } from '../model/labels.ts';
import type { FailureFacts } from './facts.ts';

export function mountHint(source: string, { mountSource }: FailureFacts): string {
  if (mountSource === 'empty-folder')
    return `${source} is an empty folder: the engine makes one where a file is missing. Remove it, create the file, and try again`;
  if (mountSource === 'folder') return `${source} is a folder: mount a file there, or mount it onto a folder`;
  if (mountSource === 'file') return `${source} is a file: name a file as the target`;
  return `see whether ${source} is what you think: the engine makes an empty folder where a file is missing`;
}

/** An image that is here for another platform has to be pulled for the one that is asked for. */
export function otherPlatform({ operation, imagePlatform }: FailureFacts): string {
  if (operation?.type !== 'pull-image' || !operation.platform || imagePlatform === undefined) return '';
  return `the engine has this image for ${imagePlatform} and not for ${operation.platform}; `;
}

/** Compose projects that have a network and no container. */
export function idleNetworks({ networks, neighbours }: FailureFacts): string {
  const projectOf = (labels: Readonly<Record<string, string>> | null) => labels?.[label.project];
  const busy = new Set(neighbours.map(({ Labels }) => projectOf(Labels)));
  const idle = new Set(networks.flatMap(({ Labels }) => projectOf(Labels) ?? []).filter(name => !busy.has(name)));
  if (idle.size === 0) return '';
  const shown = [...idle].sort().slice(0, 5);
  return `: those of ${shown.join(', ')}${idle.size > shown.length ? ` and ${idle.size - shown.length} more projects` : ''} have no containers`;
}

/** The containers that a sentence names by id. */
export function usedBy(sentence: string, { neighbours }: FailureFacts): string {
  const users = neighbours.filter(({ Id }) => sentence.includes(Id) || sentence.includes(Id.slice(0, 12)));
  const names = users.flatMap(({ Names }) => Names[0]?.replace(/^\//, '') ?? []);
  return names.length === 0 ? '' : ` by ${names.join(', ')}`;
}
