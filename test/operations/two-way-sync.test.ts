import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import type { ComposeEvent } from '../../src/events/event.ts';
import { systemClock } from '../../src/execute/clock.ts';
import type { Replica } from '../../src/operations/watch/member.ts';
import { type ServiceSync, serviceSync } from '../../src/operations/watch/service-sync.ts';
import type { WatchedRule } from '../../src/watch/collector.ts';
import { ruleFilter } from '../../src/watch/filter.ts';
import { type HostFiles, hostFiles } from '../../src/watch/host-files.ts';
import { createLedger } from '../../src/watch/ledger.ts';
import { look } from '../../src/watch/look.ts';
import { createTree } from '../../src/watch/tree.ts';
import { fakeEngine } from '../support/fake-engine.ts';

/** Containers whose /app holds files, by name. */
function withFiles(engine: Engine, files: Map<string, Map<string, string>>): Engine {
  const missing = (path: string) => new EngineError('not-found', `Could not find the file ${path}`, { status: 404 });
  return {
    ...engine,
    getArchive: async (id, path) => {
      const own = files.get(id)!;
      const archive = pack();
      const name = path.replace('/app', '').slice(1);
      if (name === '') {
        archive.entry({ name: 'app', type: 'directory', mode: 0o755, uid: 7, gid: 8 });
        for (const [file, content] of own) archive.entry({ name: `app/${file}`, mode: 0o644 }, content);
      } else if (own.has(name)) archive.entry({ name, mode: 0o644 }, own.get(name)!);
      else throw missing(path);
      archive.finalize();
      const stat = { name: 'app', size: 0, mode: 0, linkTarget: '' };
      return { stat, archive: Readable.from([await buffer(archive)]) };
    },
    statPath: async (id, path) => {
      if (!files.get(id)!.has(path.slice(5))) throw missing(path);
      return { name: path, size: 0, mode: 0o644, linkTarget: '' };
    },
    putArchive: async (id, path, archive, options) => {
      const bytes = Buffer.isBuffer(archive) ? archive : await buffer(archive);
      await engine.putArchive(id, path, bytes, options);
      const tar = extract();
      Readable.from([bytes]).pipe(tar);
      for await (const entry of tar as unknown as AsyncIterable<Readable & { header: Header }>) {
        expect(entry.header).toMatchObject({ uid: 7, gid: 8 });
        files.get(id)!.set(entry.header.name.slice(4), (await buffer(entry)).toString());
      }
    },
    createExec: async (id, body) => {
      if (body.Cmd[0] === 'rm') for (const path of body.Cmd.slice(3)) files.get(id)!.delete(path.slice(5));
      return await engine.createExec(id, body);
    },
  };
}

let root: string;
let containers: Map<string, string>[];
let replicas: Replica[];
let sync: ServiceSync;
let events: ComposeEvent[];
let stop: AbortController;
let change: () => void;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'gantry-two-way-'));
  writeFileSync(join(root, 'a'), 'one');
  const fake = fakeEngine();
  const files = new Map<string, Map<string, string>>();
  events = [];
  replicas = [];
  stop = new AbortController();
  const filter = ruleFilter({ root, ignore: ['*.log'], twoWay: true });
  const rule = {
    ...({ key: '', service: 'web', action: 'sync', root, target: '/app', filter } as const),
    ...{ initialSync: true, twoWay: true },
  };
  const tree = createTree();
  const watched: WatchedRule = { rule, tree, ledger: createLedger(tree), common: new Map() };
  const looking = { tree, root, host, filter, reads: () => {} };
  look('', { ...looking, changed: () => {} }, { deep: true });
  sync = serviceSync(
    { service: 'web', rules: [watched], recheck: () => {}, storm: { remaining: () => 0 }, afterSync: async () => {} },
    {
      engine: withFiles(fake, files),
      clock: systemClock,
      host,
      emit: event => events.push(event),
      signal: stop.signal,
      kill: new AbortController().signal,
    },
  );
  for (const name of ['web-1', 'web-2']) {
    const labels = { 'com.docker.compose.service': 'web' };
    const { Id } = await fake.createContainer(name, { HostConfig: {}, Image: 'busybox', Labels: labels });
    await fake.startContainer(Id);
    files.set(Id, new Map());
    replicas.push({ id: Id, name });
    sync.join({ id: Id, name });
  }
  containers = [...files.values()];
  change = () => {
    look('', { ...looking, changed: (path, gone) => watched.ledger.note(path, gone) }, { deep: true });
    sync.changed([watched]);
  };
  await sync.idle();
});
afterEach(() => {
  stop.abort();
  rmSync(root, { recursive: true });
});

/** A folder named `locked` is told of as a file, which can't be read then. */
const host: HostFiles = {
  ...hostFiles,
  look: path => {
    const found = hostFiles.look(path);
    if (found?.type !== 'folder' || !path.endsWith('locked')) return found;
    return { type: 'file', mode: 0o644, size: 1, stamp: '1', mtime: 1, fresh: false };
  },
};

const hostNow = () => Object.fromEntries(readdirSync(root).map(name => [name, readFileSync(join(root, name), 'utf8')]));
const seenBy = (index: number) => Object.fromEntries(containers[index]!);
const steps = () => events.flatMap(event => (event.type === 'watch' ? [event.step] : []));

test('all must have what the host has, and then what one of them writes or removes', async () => {
  expect([seenBy(0), seenBy(1)]).toEqual([{ a: 'one' }, { a: 'one' }]);
  containers[1]!.set('a', 'two').set('b', 'new').set('x.log', 'ignored');
  await sync.bring();
  expect(hostNow()).toEqual({ a: 'two', b: 'new' });
  expect([seenBy(0), seenBy(1)]).toEqual([
    { a: 'two', b: 'new' },
    { a: 'two', b: 'new', 'x.log': 'ignored' },
  ]);
  containers[0]!.delete('b');
  await sync.bring();
  expect(hostNow()).toEqual({ a: 'two' });
  expect(seenBy(1)).toEqual({ a: 'two', 'x.log': 'ignored' });
});

test('what came from a container must not be sent back to it by news of it', async () => {
  containers[0]!.set('b', 'new');
  await sync.bring();
  const before = steps().filter(step => step === 'syncing').length;
  change();
  await sync.idle();
  expect(steps().filter(step => step === 'syncing')).toHaveLength(before);
});

test('two that have changed the same must both be kept: the first in place', async () => {
  containers[0]!.set('a', 'theirs');
  containers[1]!.set('a', 'others');
  await sync.bring();
  const kept = Object.entries(hostNow());
  expect(kept).toEqual([
    ['a', 'theirs'],
    [expect.stringMatching(/^a\.conflict-web-\d{8}T\d{6}Z$/), 'others'],
  ]);
  expect([seenBy(0), seenBy(1)]).toEqual([{ a: 'theirs' }, { a: 'theirs' }]);
  expect(events).toContainEqual(
    expect.objectContaining({ step: 'conflict', container: 'web-2', path: join(root, 'a') }),
  );
});

test('a change here that there is no news of yet must not be written over', async () => {
  containers[0]!.set('a', 'theirs');
  writeFileSync(join(root, 'a'), 'ours');
  await sync.bring();
  expect(hostNow()).toEqual({ a: 'ours' });
  change();
  await sync.idle();
  expect(Object.values(hostNow()).toSorted()).toEqual(['ours', 'theirs']);
  expect([seenBy(0), seenBy(1)]).toEqual([{ a: 'ours' }, { a: 'ours' }]);
});

test('a container that was started anew must be given what it lacks, and take nothing from the host', async () => {
  containers[0]!.clear();
  sync.join(replicas[0]!);
  await sync.idle();
  expect(hostNow()).toEqual({ a: 'one' });
  expect(seenBy(0)).toEqual({ a: 'one' });
});

test('a file of the host that cannot be read must be told of once, and not be waited for by others', async () => {
  mkdirSync(join(root, 'locked'));
  change();
  await sync.idle();
  writeFileSync(join(root, 'b'), 'new');
  change();
  await sync.idle();
  expect(seenBy(0)).toEqual({ a: 'one', b: 'new' });
  expect(steps().filter(step => step === 'unreadable')).toHaveLength(1);
  expect(steps().lastIndexOf('in-sync')).toBeLessThan(steps().indexOf('unreadable'));
  rmdirSync(join(root, 'locked'));
  change();
  await sync.idle();
  expect(steps().at(-1)).toBe('in-sync');
});

test('a file that goes before it was sent must leave all in sync', async () => {
  writeFileSync(join(root, 'b'), 'new');
  change();
  rmSync(join(root, 'b'));
  change();
  await sync.idle();
  containers[0]!.set('a', 'two');
  await sync.bring();
  expect([seenBy(0), seenBy(1)]).toEqual([{ a: 'two' }, { a: 'two' }]);
  expect(steps().at(-1)).toBe('in-sync');
});
