import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import type { Engine } from '../../engine/engine.ts';
import { isRefused, orAbsent } from '../../engine/engine-error.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import type { Entry } from '../../watch/entry.ts';
import type { HostFiles } from '../../watch/host-files.ts';
import { replacementOf } from '../../watch/ledger.ts';
import { joined } from '../../watch/tree.ts';
import { type Question, questionsFor } from './questions.ts';

interface Comparing {
  readonly engine: Engine;
  readonly host: HostFiles;
  readonly containerId: string;
  /** Under which the ledger has what the container is owed. */
  readonly account: string;
  readonly signal: AbortSignal;
}

/** What isn't seen before this many bytes, and so many times the bytes of what is owed, have been read is sent instead. */
const leastBytes = 4 * 1024 * 1024;
const timesOwed = 4;

/**
 * Settles what a container is owed and has already: in its image, or from before. Nothing else is settled than what was
 * seen to be equal, or not to be there. The engine reads its files, so it needs no programs; what it reads is not kept.
 */
export async function compareContainer(watched: WatchedRule, comparing: Comparing): Promise<void> {
  const { ledger, tree } = watched;
  const { account } = comparing;
  const { puts, removes } = ledger.batch(account);
  const root = puts.find(({ path, entry }) => path === '' && entry.type === 'folder');
  // A folder that only holds the rest is as it is.
  if (root) ledger.settle(account, [['', root.version]]);
  const owed = new Map<string, Owed>();
  for (const { path, entry, version } of puts) if (path !== root?.path) owed.set(path, { entry, version });
  for (const { path, version } of removes) {
    const instead = replacementOf(path, tree);
    // Below what the container has in the place of the folder that is gone there is nothing.
    if (instead !== undefined && !ledger.isOwed(account, instead)) ledger.settle(account, [[path, version]]);
    else owed.set(path, { entry: undefined, version });
  }
  const sizes = puts.map(({ entry }) => (entry.type === 'file' ? entry.size : 0));
  const budget = { bytes: leastBytes + timesOwed * sizes.reduce((sum, size) => sum + size, 0) };
  for (const question of questionsFor([...owed.keys()])) await ask(question, { ...comparing, watched, owed, budget });
}

interface Owed {
  readonly entry: Entry | undefined;
  readonly version: number;
}

interface Asking extends Comparing {
  readonly watched: WatchedRule;
  readonly owed: ReadonlyMap<string, Owed>;
  /** What may still be read. */
  readonly budget: { bytes: number };
}

async function ask({ top, paths }: Question, asking: Asking): Promise<void> {
  const { account, budget, owed, watched } = asking;
  const settle = (path: string, version: number) => watched.ledger.settle(account, [[path, version]]);
  const seen = new Set<string>();
  try {
    for await (const { path, same } of readContainer(top, asking)) {
      seen.add(path);
      const debt = owed.get(path);
      if (debt?.entry !== undefined && (await same(debt.entry))) settle(path, debt.version);
      if (budget.bytes < 0) return;
    }
  } catch (error) {
    // What it has there the engine can't tell, as of a link that leads to itself: it is sent, or removed, as it is owed.
    if (isRefused(error)) return;
    throw error;
  }
  for (const path of paths) {
    const debt = owed.get(path);
    // What it doesn't have need not be removed.
    if (debt && debt.entry === undefined && !seen.has(path)) settle(path, debt.version);
  }
}

interface Found {
  readonly path: string;
  /** To be asked before the next one is. */
  readonly same: (entry: Entry) => Promise<boolean>;
}

async function* readContainer(path: string, asking: Asking): AsyncGenerator<Found> {
  const { engine, containerId, signal, watched, budget, host } = asking;
  const inContainer = joined(watched.rule.target ?? '/', path);
  const found = await orAbsent(engine.getArchive(containerId, inContainer, { signal }));
  if (found === undefined) return;
  const base = posix.basename(inContainer);
  const archive = extract();
  const filled = pipeline(Readable.from(counted(found.archive, budget)), archive);
  filled.catch(() => {});
  for await (const entry of archive as unknown as AsyncIterable<Readable & { readonly header: Header }>) {
    const { header } = entry;
    const name = (header.name ?? '').replace(/\/+$/, '');
    const below = name === base ? '' : name.startsWith(`${base}/`) ? name.slice(base.length + 1) : undefined;
    if (below !== undefined) {
      const own = joined(path, below);
      yield { path: own, same: wanted => isSame(wanted, entry, { path: own, watched, host }) };
    }
    entry.resume();
  }
  await filled;
}

async function* counted(archive: AsyncIterable<Buffer>, budget: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const data of archive) {
    budget.bytes -= data.length;
    yield data;
  }
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
