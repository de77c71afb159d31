import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import type { Engine } from '../../engine/engine.ts';
import { EngineError, orAbsent } from '../../engine/engine-error.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import type { Entry } from '../../watch/entry.ts';
import type { HostFiles } from '../../watch/host-files.ts';
import { joined } from '../../watch/tree.ts';

interface Comparing {
  readonly engine: Engine;
  readonly host: HostFiles;
  readonly containerId: string;
  readonly signal: AbortSignal;
}

/** Up to this many paths are asked for one by one; more come with the folders that they are in. */
const fewPaths = 12;

/**
 * Settles what a container is owed and has already: in its image, or from before. The engine reads its files, so it
 * needs no programs; what it reads is not kept.
 */
export async function compareContainer(watched: WatchedRule, comparing: Comparing): Promise<void> {
  const { ledger, rule } = watched;
  const { puts, removes } = ledger.batch(comparing.containerId);
  const owed = new Map<string, { readonly entry: Entry | undefined; readonly version: number }>([
    ...puts.map(({ path, entry, version }) => [path, { entry, version }] as const),
    ...removes.map(({ path, version }) => [path, { entry: undefined, version }] as const),
  ]);
  if (owed.size === 0) return;
  const asked = owed.size <= fewPaths ? [...owed.keys()] : [...new Set([...owed.keys()].map(topOf))];
  const seen = new Set<string>();
  const unknown = new Set<string>();
  for (const path of asked) {
    try {
      for await (const { path: found, same } of readContainer(path, watched, comparing)) {
        seen.add(found);
        const debt = owed.get(found);
        if (debt?.entry !== undefined && (await same(debt.entry)))
          ledger.settle(comparing.containerId, [[found, debt.version]]);
      }
    } catch (error) {
      // Below what is a file in the container, the engine sees nothing to tell of: it is sent, or removed, as it is owed.
      if (!isRefused(error)) throw error;
      unknown.add(path);
    }
  }
  // What it doesn't have need not be removed.
  for (const [path, { entry, version }] of owed)
    if (entry === undefined && !seen.has(path) && !unknown.has(path) && !unknown.has(topOf(path)))
      ledger.settle(comparing.containerId, [[path, version]]);
  // A folder that only holds the rest is as it is.
  const root = owed.get('');
  if (root?.entry?.type === 'folder' && rule.target !== undefined)
    ledger.settle(comparing.containerId, [['', root.version]]);
}

interface Found {
  readonly path: string;
  /** To be asked before the next one is. */
  readonly same: (entry: Entry) => Promise<boolean>;
}

async function* readContainer(path: string, watched: WatchedRule, comparing: Comparing): AsyncGenerator<Found> {
  const { engine, containerId, signal } = comparing;
  const inContainer = joined(watched.rule.target ?? '/', path);
  const found = await orAbsent(engine.getArchive(containerId, inContainer, { signal }));
  if (found === undefined) return;
  const base = posix.basename(inContainer);
  const archive = extract();
  const filled = pipeline(Readable.from(found.archive), archive);
  filled.catch(() => {});
  for await (const entry of archive as unknown as AsyncIterable<Readable & { readonly header: Header }>) {
    const { header } = entry;
    const name = (header.name ?? '').replace(/\/+$/, '');
    const below = name === base ? '' : name.startsWith(`${base}/`) ? name.slice(base.length + 1) : undefined;
    if (below !== undefined) {
      const own = joined(path, below);
      yield { path: own, same: wanted => isSame(wanted, entry, { path: own, watched, host: comparing.host }) };
    }
    entry.resume();
  }
  await filled;
}

async function isSame(
  wanted: Entry,
  entry: Readable & { readonly header: Header },
  { path, watched, host }: { path: string; watched: WatchedRule; host: HostFiles },
): Promise<boolean> {
  const { type, mode = 0, size, linkname } = entry.header;
  if (wanted.type === 'link') return type === 'symlink' && linkname === wanted.to;
  if (wanted.type === 'folder') return type === 'directory' && (mode & 0o7777) === wanted.mode;
  if (type !== 'file' || (mode & 0o7777) !== wanted.mode || size !== wanted.size) return false;
  const hash = createHash('sha1');
  for await (const data of entry) hash.update(data as Buffer);
  const known = wanted.hash ?? host.hash(joined(watched.rule.root, path));
  if (known === undefined || known !== hash.digest('base64')) return false;
  if (watched.tree.get(path) === wanted) watched.tree.set(path, { ...wanted, hash: known });
  return true;
}

function isRefused(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'refused';
}

function topOf(path: string): string {
  return path.split('/', 1)[0]!;
}
