import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import type { Engine } from '../../engine/engine.ts';
import { orAbsent } from '../../engine/engine-error.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import { joined } from '../../watch/tree.ts';

export interface Reading {
  readonly engine: Engine;
  readonly containerId: string;
  readonly signal: AbortSignal;
}

/** Something in a container, and its content, to be read before the next is asked for. */
export interface ContainerFile {
  /** Relative to the rule's target. */
  readonly path: string;
  readonly header: Header;
  readonly content: Readable;
}

/**
 * What a container has at a path of a rule, and below it; nothing where nothing is. The engine reads it, so that the
 * container needs no programs.
 */
export async function* readContainer(
  path: string,
  { rule }: WatchedRule,
  { engine, containerId, signal }: Reading,
): AsyncGenerator<ContainerFile> {
  const inContainer = joined(rule.target ?? '/', path);
  const found = await orAbsent(engine.getArchive(containerId, inContainer, { signal }));
  if (found === undefined) return;
  const base = posix.basename(inContainer);
  const archive = extract();
  const filled = pipeline(Readable.from(found.archive), archive);
  filled.catch(() => {});
  for await (const entry of archive as unknown as AsyncIterable<Readable & { readonly header: Header }>) {
    const below = pathBelow(base, entry.header.name ?? '');
    if (below !== undefined) yield { path: joined(path, below), header: entry.header, content: entry };
    entry.resume();
  }
  await filled;
}

/** Of a name in the archive of `base`, the path relative to it. */
export function pathBelow(base: string, name: string): string | undefined {
  const trimmed = name.replace(/\/+$/, '');
  if (trimmed === base || base === '') return trimmed === base ? '' : trimmed;
  return trimmed.startsWith(`${base}/`) ? trimmed.slice(base.length + 1) : undefined;
}
