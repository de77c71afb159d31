import { rmSync } from 'node:fs';
import { posix } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { orAbsent } from '../../engine/engine-error.ts';
import type { Emit } from '../../events/event.ts';
import type { Clock } from '../../execute/clock.ts';
import type { WatchedRule } from '../../watch/collector.ts';
import type { Common } from '../../watch/common.ts';
import { type Content, contentOf, sameContent } from '../../watch/content.ts';
import type { Entry } from '../../watch/entry.ts';
import { hashOfFile } from '../../watch/hash-of-file.ts';
import type { HostFiles } from '../../watch/host-files.ts';
import { type HostWrites, hostWrites, type Received } from '../../watch/host-writes.ts';
import { joined, parentOf } from '../../watch/tree.ts';
import { reconcileSides, type Sides, type Step } from '../../watch/two-way.ts';
import { readContainer } from './container-files.ts';
import { type ContainerLook, inContainer, lookAtContainer } from './container-look.ts';

export interface TwoWayContext {
  readonly engine: Engine;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly host: HostFiles;
  readonly signal: AbortSignal;
  /** A file of the host that could not be read. */
  readonly onUnreadable: (path: string) => void;
  readonly service: string;
  /** `account`: what the ledger knows it by. */
  readonly container: { readonly id: string; readonly account: string; readonly name: string };
}

export interface Brought {
  /** What the container may be sent: it has there what both had, or what it had is kept. */
  readonly cleared: ReadonlySet<string>;
  /** Whether anything was brought from it. */
  readonly changed: boolean;
  /** Something was being written: it has to be looked at again soon. */
  readonly unsettled: boolean;
}

/** Whoever writes a file may not be done with it; it counts when it is the same after that time. */
const settleMilliseconds = 100;
/** Up to this many paths are read one by one. */
const fewPaths = 12;

/** Brings to the host what a container has changed, and finds out what it may be sent. */
export async function bringChanges(watched: WatchedRule, common: Common, context: TwoWayContext): Promise<Brought> {
  const { ledger, tree } = watched;
  const { id, account } = context.container;
  if (common.restarted) common.startedAt = (await startOf(context)) ?? common.startedAt;
  const look = await lookAtContainer(watched, { ...context, containerId: id });
  common.owner = look.owner;
  const unread = await readHashes(watched, context);
  const owed = versionsOf(watched, account);
  const sides = sidesOf(watched, common, { look, owed: owed.keys() });
  common.restarted = false;
  const suffix = suffixOf(context);
  const steps = reconcileSides(sides, path => path + suffix);
  const cleared = new Set<string>();
  let unsettled = unread;
  const blocked: string[] = [];
  const send = (path: string) => {
    const { host, container } = sides.get(path)!;
    ledger.owe(account, path, host === undefined && container ? typeOf(container) : undefined);
    cleared.add(path);
  };

  for (const { step, path } of steps) {
    const { host, container } = sides.get(path)!;
    if (step === 'agree') {
      if (host) common.base.set(path, host);
      else common.base.delete(path);
      common.stuck.delete(path);
      if (owed.has(path)) ledger.settle(account, [[path, owed.get(path)!]]);
    } else if (step === 'send') {
      // It was asked to lose it, and has it still.
      if (host === undefined && common.stuck.has(path)) ledger.settle(account, [[path, owed.get(path) ?? 0]]);
      else send(path);
      if (host !== undefined || container === undefined) common.stuck.delete(path);
    } else if (step === 'refuse') tellRefused(path, watched, common, context);
  }
  settleRoot(watched, account, owed, sides);

  const changes = steps.filter(isChange);
  if (changes.length === 0) return { cleared, changed: false, unsettled };
  await context.clock.sleep(settleMilliseconds, context.signal);
  // A container that ends, or begins, lacks what is on file systems of its own.
  const isRunningOn = steps.some(({ step }) => step === 'drop') && (await startOf(context)) === common.startedAt;
  if (!isRunningOn && steps.some(({ step }) => step === 'drop')) common.restarted = true;
  const writes = hostWrites(watched.rule.root, sides.has(''));
  const received = await receiveFiles(changes, { watched, sides, writes, context });
  const counts = { written: 0, removed: 0 };
  try {
    for (const change of changes) {
      if (context.signal.aborted) break;
      if (await apply(change)) continue;
      unsettled = true;
      blocked.push(change.path);
    }
  } finally {
    for (const { at } of received.values()) rmSync(at, { force: true });
    if (counts.written + counts.removed > 0)
      context.emit({
        type: 'watch',
        step: 'brought',
        service: context.service,
        container: context.container.name,
        ...counts,
      });
  }
  // What is above it can't be replaced while something in it is not safe.
  for (const path of blocked) for (let above = path; above !== ''; above = parentOf(above)) cleared.delete(above);
  return { cleared, changed: true, unsettled };

  /** False where a side is otherwise than it was a moment ago. */
  async function apply(change: Change): Promise<boolean> {
    const { path } = change;
    const { host, container } = sides.get(path)!;
    const file = received.get(path);
    if (container?.type === 'file' && file === undefined) return false;
    if (change.step === 'keep') return keep(change.beside);
    if (change.step === 'drop') {
      if (host === undefined || !isRunningOn || (await isThere(watched, path, context))) return false;
      const outcome = await writes.remove(path, host);
      // A folder that holds what is this side's alone goes back.
      if (outcome === 'held') send(path);
      if (outcome !== 'done') return outcome === 'held';
      noteBrought(path, undefined);
      counts.removed += 1;
      return true;
    }
    if (container === undefined) return false;
    const outcome = await writes.put(path, container, { before: host, ...(file ? { file } : {}) });
    if (outcome === 'held') return keep(path + suffix);
    if (outcome !== 'done') return false;
    noteBrought(path, container);
    counts.written += 1;
    return true;

    function keep(beside: string): boolean {
      if (container === undefined) return false;
      const kept = writes.putBeside(beside, container, file);
      const names = { container: context.container.name, path: placeOf(watched, path), kept };
      context.emit({ type: 'watch', step: 'conflict', service: context.service, ...names });
      // Safe, it may be written over whenever that succeeds.
      common.base.set(path, container);
      send(path);
      return true;
    }
  }

  /** The container has it: it isn't owed what came from it; others are. */
  function noteBrought(path: string, content: Content | undefined): void {
    const gone = content === undefined ? tree.forget(path) : undefined;
    if (content) tree.set(path, entryOf(watched, path, content, context.host));
    ledger.settle(account, [[path, ledger.note(path, gone)]]);
    if (content) common.base.set(path, content);
    else common.base.delete(path);
  }
}

/** Reads what was not read yet; whether something is being written. */
async function readHashes(
  { tree, rule }: WatchedRule,
  { host, onUnreadable }: Pick<TwoWayContext, 'host' | 'onUnreadable'>,
): Promise<boolean> {
  let missed = false;
  for (const [path, entry] of [...tree.entries()]) {
    if (entry.type !== 'file' || entry.hash !== undefined) continue;
    const place = joined(rule.root, path);
    const hash = await hashOfFile(place);
    const now = host.look(place);
    // Otherwise there will be news of it.
    const isSame = now?.type === 'file' && now.stamp === entry.stamp && tree.get(path) === entry;
    if (hash !== undefined && isSame) tree.set(path, { ...entry, hash });
    else if (isSame) onUnreadable(place);
    else missed = true;
  }
  return missed;
}

interface Seen {
  readonly look: ContainerLook;
  /** Paths that may be nowhere: what went before it was sent is owed as gone. */
  readonly owed: Iterable<string>;
}

function sidesOf({ tree }: WatchedRule, common: Common, { look, owed }: Seen): Map<string, Sides> {
  const { files, owner } = look;
  const sides = new Map<string, Sides>();
  const unknown = new Set<string>();
  const isLost = common.restarted || owner === undefined;
  const add = (path: string) => {
    if (sides.has(path)) return;
    const entry = tree.get(path);
    const [host, container] = [entry && contentOf(entry), files.get(path)];
    if (entry && host === undefined) unknown.add(path);
    const base = isLost && container === undefined ? undefined : common.base.get(path);
    sides.set(path, { base, host, container });
  };
  for (const [path] of tree.entries()) add(path);
  for (const path of files.keys()) add(path);
  for (const path of common.base.keys()) add(path);
  for (const path of owed) add(path);
  // What isn't known of one side is nothing to decide on, nor is what only holds the rest.
  for (const path of unknown) sides.delete(path);
  const root = sides.get('');
  if (root && [root.host, root.container].some(content => content?.type === 'folder')) sides.delete('');
  return sides;
}

/** A folder that only holds the rest is as it is. */
function settleRoot(
  { ledger }: WatchedRule,
  account: string,
  owed: ReadonlyMap<string, number>,
  sides: ReadonlyMap<string, Sides>,
): void {
  const version = owed.get('');
  if (version !== undefined && !sides.has('')) ledger.settle(account, [['', version]]);
}

type Change = Extract<Step, { readonly step: 'take' | 'drop' | 'keep' }> | (Step & { readonly step: 'take' | 'drop' });

function isChange(step: Step): step is Change {
  return step.step === 'take' || step.step === 'drop' || step.step === 'keep';
}

interface Receiving {
  readonly watched: WatchedRule;
  readonly sides: ReadonlyMap<string, Sides>;
  readonly writes: HostWrites;
  readonly context: TwoWayContext;
}

/** Reads a second time; what is otherwise by now is left out. */
async function receiveFiles(
  changes: readonly Change[],
  { watched, sides, writes, context }: Receiving,
): Promise<Map<string, Received>> {
  const received = new Map<string, Received>();
  const wanted = new Set(
    changes.flatMap(({ step, path }) => (step !== 'drop' && sides.get(path)?.container?.type === 'file' ? [path] : [])),
  );
  const asked = wanted.size > fewPaths ? ['', ...wanted] : [...wanted];
  for (const path of asked) {
    if (received.has(path) || context.signal.aborted) continue;
    for await (const file of readContainer(path, watched, { ...context, containerId: context.container.id })) {
      if (!wanted.has(file.path) || received.has(file.path) || file.header.type !== 'file') continue;
      const got = await writes.receive(file.content);
      const now = { type: 'file', mode: (file.header.mode ?? 0) & 0o777, hash: got.hash } as const;
      if (sameContent(now, sides.get(file.path)?.container)) received.set(file.path, got);
      else rmSync(got.at, { force: true });
    }
  }
  return received;
}

/** When a container that runs was started. */
async function startOf({ engine, container }: TwoWayContext): Promise<string | undefined> {
  const { State } = await engine.inspectContainer(container.id);
  return State.Running ? State.StartedAt : undefined;
}

async function isThere(watched: WatchedRule, path: string, { engine, container }: TwoWayContext): Promise<boolean> {
  return (await orAbsent(engine.statPath(container.id, inContainer(watched, path)))) !== undefined;
}

function entryOf({ rule }: WatchedRule, path: string, content: Content, host: HostFiles): Entry {
  const found = host.look(joined(rule.root, path));
  if (found?.type === 'file' && content.type === 'file') return { ...found, hash: content.hash };
  return found ?? { type: 'folder', mode: 0o755 };
}

function versionsOf({ ledger }: WatchedRule, id: string): Map<string, number> {
  const { puts, removes } = ledger.batch(id);
  return new Map([...puts, ...removes].map(({ path, version }) => [path, version]));
}

function tellRefused(
  path: string,
  { rule }: WatchedRule,
  { refused }: Common,
  { emit, container }: TwoWayContext,
): void {
  if (refused.has(path)) return;
  refused.add(path);
  const message = `${container.name}: ${posix.join(rule.target ?? '/', path)} stays in the container alone: it is no file, folder or link within the folder`;
  emit({ type: 'notice', level: 'warning', message });
}

function typeOf({ type }: Content): Entry['type'] {
  return type === 'other' ? 'file' : type;
}

function placeOf({ rule }: WatchedRule, path: string): string {
  return joined(rule.root, path);
}

/** `.conflict-web-20260102T030405Z`. */
function suffixOf({ service, clock }: TwoWayContext): string {
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  return `.conflict-${service}-${time}`;
}
