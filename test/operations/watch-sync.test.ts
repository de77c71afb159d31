import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { expect, test } from 'vitest';
import type { ComposeEvent } from '../../src/events/event.ts';
import { serviceSync } from '../../src/operations/watch/service-sync.ts';
import type { WatchedRule } from '../../src/watch/collector.ts';
import { type HostFiles, hostFiles } from '../../src/watch/host-files.ts';
import { createLedger } from '../../src/watch/ledger.ts';
import { look } from '../../src/watch/look.ts';
import type { Rule } from '../../src/watch/rule.ts';
import { createTree } from '../../src/watch/tree.ts';
import { heldClock } from '../support/clock.ts';
import { type Behaviour, type FakeEngineOptions, fakeEngine } from '../support/fake-engine.ts';
import { ruleOf } from '../watch/rule-of.ts';
import { settle } from './transcript.ts';

interface Session {
  readonly action?: Rule['action'];
  readonly putMilliseconds?: number;
  readonly host?: HostFiles;
  readonly storm?: () => number;
}

async function session(
  options: FakeEngineOptions,
  replicas: number,
  { action = 'sync', putMilliseconds = 0, host = hostFiles, storm = () => 0 }: Session = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'gantry-sync-'));
  const engine = fakeEngine(options);
  const clock = heldClock();
  const events: ComposeEvent[] = [];
  const stop = new AbortController();
  const rule = ruleOf(root, { action });
  const tree = createTree();
  const watched: WatchedRule = { rule, tree, ledger: createLedger(tree) };
  const looking = { tree, root, host, filter: rule.filter, reads: () => {} };
  look('', { ...looking, changed: () => {} }, { deep: true });
  const after: string[] = [];
  const sync = serviceSync(
    {
      service: 'web',
      rules: [watched],
      recheck: () => {},
      storm: { remaining: storm },
      afterSync: async (rules, members) => {
        for (const { rule } of rules) after.push(`${rule.action} ${members.map(({ name }) => name).join(' ')}`);
      },
    },
    {
      engine,
      clock,
      host,
      emit: event => events.push(event),
      signal: stop.signal,
      kill: new AbortController().signal,
      putMilliseconds,
    },
  );
  for (let number = 1; number <= replicas; number++) {
    const name = `web-${number}`;
    const { Id } = await engine.createContainer(name, {
      HostConfig: {},
      Image: 'busybox',
      Labels: { 'com.docker.compose.service': 'web' },
    });
    await engine.startContainer(Id);
    sync.join({ id: Id, name });
  }
  await sync.idle();
  events.splice(0);
  const change = () => {
    look('', { ...looking, changed: (path, gone) => watched.ledger.note(path, gone) }, { deep: true });
    sync.changed([watched]);
  };
  const steps = () => events.flatMap(event => (event.type === 'watch' ? [event.step] : []));
  return {
    root,
    engine,
    clock,
    events,
    steps,
    sync,
    change,
    after,
    stop,
    end: () => rmSync(root, { recursive: true }),
  };
}

const putsOf = (calls: readonly string[]) => calls.filter(call => call.startsWith('putArchive'));

async function contentsOf(archives: readonly Buffer[]): Promise<string[]> {
  const found: string[] = [];
  for (const archive of archives) {
    const tar = extract();
    Readable.from([archive]).pipe(tar);
    for await (const entry of tar as unknown as AsyncIterable<Readable & { header: Header }>)
      found.push(`${entry.header.name} ${await text(entry)}`);
  }
  return found.sort();
}

test('all that has changed must go in one archive to each container', async () => {
  const { root, engine, sync, change, after, steps, end } = await session({}, 3);
  for (let count = 0; count < 100; count++) writeFileSync(join(root, `${count}`), `${count}`);
  change();
  await sync.idle();
  expect(putsOf(engine.calls)).toEqual(['putArchive web-1:/', 'putArchive web-2:/', 'putArchive web-3:/']);
  for (const { archives } of engine.containers.values()) expect(await contentsOf(archives)).toHaveLength(100);
  expect(steps()).toEqual(['syncing', 'synced', 'in-sync']);
  expect(after).toEqual(['sync web-1 web-2 web-3']);
  end();
});

test('many files must wait until no more change, few must not', async () => {
  let left = 70;
  const { root, engine, sync, change, clock, end } = await session({}, 1, { storm: () => left });
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  expect(putsOf(engine.calls)).toHaveLength(1);
  for (let count = 0; count < 300; count++) writeFileSync(join(root, `${count}`), '');
  change();
  await settle();
  clock.pass(69);
  await settle();
  expect(putsOf(engine.calls)).toHaveLength(1);
  left = 50;
  clock.pass(1);
  await settle();
  clock.pass(49);
  await settle();
  expect(putsOf(engine.calls)).toHaveLength(1);
  left = 0;
  clock.pass(1);
  await sync.idle();
  expect(putsOf(engine.calls)).toHaveLength(2);
  end();
});

test('a container that refuses must be told of, and get all once it takes it; others must not wait for it', async () => {
  let broken = true;
  const refusing = (method: string, subject: string) => {
    if (method === 'putArchive' && subject.startsWith('web-2') && broken) throw new Error('no space left on device');
  };
  const { root, engine, sync, change, events, steps, clock, end } = await session({ onCall: refusing }, 2);
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  expect(steps()).toEqual(['syncing', 'synced', 'sync-failed']);
  expect(events).toContainEqual(
    expect.objectContaining({
      step: 'sync-failed',
      container: 'web-2',
      message: 'no space left on device',
      retryMilliseconds: 1000,
    }),
  );
  const [first, second] = [...engine.containers.values()];
  expect(await contentsOf(first!.archives)).toEqual(['app/a 1']);
  expect(second!.archives).toEqual([]);
  writeFileSync(join(root, 'b'), '2');
  change();
  await sync.idle();
  broken = false;
  clock.pass(60_000);
  await settle();
  await sync.idle();
  expect(await contentsOf(second!.archives)).toEqual(['app/a 1', 'app/b 2']);
  expect(await contentsOf(first!.archives)).toEqual(['app/a 1', 'app/b 2']);
  end();
});

test('files that are gone must be removed by one command, and an image without one be told of once', async () => {
  const without = { exec: { 'rm -f -- /app/b /app/a': 127, 'rm -f -- /app/c': 127 } };
  for (const behaviours of [{}, { web: without }] as Readonly<Record<string, Behaviour>>[]) {
    const { root, engine, sync, change, events, end } = await session({ behaviours }, 1);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), name);
    change();
    await sync.idle();
    rmSync(join(root, 'a'));
    rmSync(join(root, 'b'));
    change();
    await sync.idle();
    const commands = engine.calls.filter(call => call.startsWith('exec'));
    expect([...new Set(commands)]).toEqual(['exec web-1 rm -f -- /app/b /app/a']);
    // That a program isn't there is asked twice: a container that ends says the same.
    expect(commands).toHaveLength('web' in behaviours ? 2 : 1);
    rmSync(join(root, 'c'));
    change();
    await sync.idle();
    expect(events.filter(({ type }) => type === 'notice')).toHaveLength('web' in behaviours ? 1 : 0);
    end();
  }
});

test('nothing must be begun after the end', async () => {
  const { root, engine, sync, change, stop, end } = await session({}, 1);
  stop.abort();
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  expect(putsOf(engine.calls)).toEqual([]);
  end();
});

test('a container that is not running any more must not be waited for', async () => {
  const { root, engine, sync, change, after, end } = await session({}, 2, { action: 'sync+restart' });
  const [first] = [...engine.containers.values()];
  sync.leave(first!.id);
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  expect(putsOf(engine.calls)).toEqual(['putArchive web-2:/']);
  expect(after).toEqual(['sync+restart web-2']);
  end();
});

test('a container that is heard of only after a change must be restarted when it has the files', async () => {
  const { root, engine, sync, change, after, end } = await session({}, 1, { action: 'sync+restart' });
  const [first] = [...engine.containers.values()];
  sync.leave(first!.id);
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  expect(after).toEqual([]);
  sync.join({ id: first!.id, name: 'web-1' });
  await sync.idle();
  expect(putsOf(engine.calls)).toEqual(['putArchive web-1:/']);
  expect(after).toEqual(['sync+restart web-1']);
  end();
});

test('containers must be called in sync only when all of them have all', async () => {
  let broken = true;
  const refusing = (method: string, subject: string) => {
    if (method === 'putArchive' && subject.startsWith('web-2') && broken) throw new Error('no space left on device');
  };
  const { root, engine, sync, change, steps, clock, end } = await session({ onCall: refusing }, 2);
  const [first, second] = [...engine.containers.values()];
  sync.join({ id: first!.id, name: 'web-1' });
  expect(steps()).toEqual(['comparing']);
  await sync.idle();
  expect(steps()).toEqual(['comparing', 'in-sync']);
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  expect(steps().slice(2)).toEqual(['syncing', 'synced', 'sync-failed']);
  broken = false;
  clock.pass(60_000);
  await settle();
  await sync.idle();
  expect(steps().slice(5)).toEqual(['syncing', 'synced', 'in-sync']);
  broken = true;
  writeFileSync(join(root, 'a'), '2');
  change();
  await sync.idle();
  expect(steps().slice(8)).toEqual(['syncing', 'synced', 'sync-failed']);
  sync.leave(second!.id);
  expect(steps().slice(11)).toEqual(['in-sync']);
  end();
});

test('what a file was to take the place of must be removed, too, when that was gone before it was sent', async () => {
  const { root, engine, sync, change, end } = await session({}, 1);
  mkdirSync(join(root, 'a'));
  writeFileSync(join(root, 'a/below'), '1');
  change();
  await sync.idle();
  rmSync(join(root, 'a'), { recursive: true });
  writeFileSync(join(root, 'a'), '2');
  change();
  rmSync(join(root, 'a'));
  await sync.idle();
  mkdirSync(join(root, 'a'));
  change();
  await sync.idle();
  expect(engine.calls.filter(call => call.startsWith('exec'))).toEqual(['exec web-1 rm -f -- /app/a/below']);
  end();
});

test('a file must not be put again at once: watchers in containers would miss it; another must not wait for it', async () => {
  const { root, engine, sync, change, clock, end } = await session({}, 1, { putMilliseconds: 100 });
  const contents = async () => await contentsOf([...engine.containers.values()].flatMap(({ archives }) => archives));
  const save = async (name: string, content: string) => {
    writeFileSync(join(root, name), content);
    change();
    await settle();
  };
  await save('a', '1');
  clock.pass(60);
  await save('b', '1');
  expect(await contents()).toEqual(['app/a 1', 'app/b 1']);
  await save('a', '2');
  await save('a', '3');
  clock.pass(39);
  await settle();
  expect(await contents()).toEqual(['app/a 1', 'app/b 1']);
  clock.pass(1);
  await sync.idle();
  expect(await contents()).toEqual(['app/a 1', 'app/a 3', 'app/b 1']);
  end();
});

test('what a container is given must have a later time each time, be it saved at once again or an older file', async () => {
  const { root, engine, sync, change, end } = await session({}, 1);
  const times: (string | undefined)[] = [];
  const save = async (content: string, at: number) => {
    writeFileSync(join(root, 'a'), content);
    utimesSync(join(root, 'a'), at, at);
    change();
    await sync.idle();
  };
  await save('1', 1000.5);
  await save('2', 1000.5);
  await save('3', 900);
  await save('4', 1001.25);
  for (const { archives } of engine.containers.values())
    for (const archive of archives) times.push(await timeOf(archive));
  expect(times).toEqual(['1000.500', '1000.501', '1000.502', '1001.250']);
  end();
});

/** A host with files of some names that can't be read. */
function locking(locked: ReadonlySet<string>): HostFiles {
  const refusal = (path: string) => (locked.has(basename(path)) ? 'EACCES: permission denied' : undefined);
  return {
    ...hostFiles,
    refusal,
    read: path => {
      if (refusal(path)) throw new Error(refusal(path));
      return hostFiles.read(path);
    },
  };
}

test('a file that cannot be read must be told of once, keep its service from being in sync, and be sent once it can', async () => {
  const locked = new Set(['a']);
  const { root, engine, sync, change, events, steps, clock, end } = await session({}, 1, { host: locking(locked) });
  const contents = async () => await contentsOf([...engine.containers.values()].flatMap(({ archives }) => archives));
  writeFileSync(join(root, 'a'), '1');
  writeFileSync(join(root, 'b'), '1');
  change();
  await sync.idle();
  expect(steps()).toEqual(['syncing', 'synced', 'unreadable']);
  expect(events).toContainEqual({
    type: 'watch',
    step: 'unreadable',
    service: 'web',
    files: [{ path: join(root, 'a'), message: 'EACCES: permission denied' }],
  });
  writeFileSync(join(root, 'b'), '2');
  change();
  await sync.idle();
  clock.pass(60_000);
  await settle();
  await sync.idle();
  expect(steps().slice(3)).toEqual(['syncing', 'synced']);
  expect(await contents()).toEqual(['app/b 1', 'app/b 2']);
  locked.clear();
  clock.pass(60_000);
  await settle();
  await sync.idle();
  expect(steps().slice(5)).toEqual(['syncing', 'synced', 'in-sync']);
  expect(await contents()).toEqual(['app/a 1', 'app/b 1', 'app/b 2']);
  end();
});

test('what a rule asks for must be done again when a file that could not be read is there', async () => {
  const locked = new Set(['a']);
  const host = locking(locked);
  const { root, sync, change, after, clock, end } = await session({}, 1, { host, action: 'sync+restart' });
  writeFileSync(join(root, 'a'), '1');
  writeFileSync(join(root, 'b'), '1');
  change();
  await sync.idle();
  clock.pass(60_000);
  await settle();
  await sync.idle();
  expect(after).toEqual(['sync+restart web-1']);
  locked.clear();
  clock.pass(60_000);
  await settle();
  await sync.idle();
  expect(after).toEqual(['sync+restart web-1', 'sync+restart web-1']);
  end();
});

test('a file that cannot be read and goes must leave its service in sync', async () => {
  const { root, sync, change, steps, end } = await session({}, 1, { host: locking(new Set(['a'])) });
  writeFileSync(join(root, 'a'), '1');
  change();
  await sync.idle();
  rmSync(join(root, 'a'));
  change();
  await sync.idle();
  expect(steps()).toContain('unreadable');
  expect(steps().at(-1)).toBe('in-sync');
  end();
});

test('a file that was away for a moment, and is as it was, must be sent', async () => {
  let misses = 1;
  const read: HostFiles['read'] = path => {
    misses -= 1;
    if (misses >= 0) throw new Error('ENOENT: no such file or directory');
    return hostFiles.read(path);
  };
  const { root, engine, sync, change, clock, steps, end } = await session({}, 1, { host: { ...hostFiles, read } });
  writeFileSync(join(root, 'a'), 'one');
  change();
  await sync.idle();
  expect(steps()).not.toContain('in-sync');
  clock.pass(10);
  await settle();
  await sync.idle();
  const { archives } = [...engine.containers.values()][0]!;
  expect(await contentsOf(archives)).toEqual(['app/a one']);
  expect(steps().at(-1)).toBe('in-sync');
  expect(steps()).not.toContain('unreadable');
  end();
});

test('a file that was emptied to be written must not be sent empty', async () => {
  const { root, engine, sync, change, clock, steps, after, end } = await session({}, 1);
  writeFileSync(join(root, 'a'), 'one');
  change();
  writeFileSync(join(root, 'a'), '');
  await sync.idle();
  expect(after).toEqual([]);
  writeFileSync(join(root, 'a'), 'one');
  clock.pass(10);
  await settle();
  await sync.idle();
  const { archives } = [...engine.containers.values()][0]!;
  expect(await contentsOf(archives)).toEqual(['app/a one']);
  expect(after).toEqual(['sync web-1']);
  expect(steps().at(-1)).toBe('in-sync');
  end();
});

/** Of the one file that it has. */
async function timeOf(archive: Buffer): Promise<string | undefined> {
  const tar = extract();
  Readable.from([archive]).pipe(tar);
  let time: string | undefined;
  for await (const entry of tar as unknown as AsyncIterable<Readable & { header: Header }>) {
    time = (entry.header.pax as Record<string, string> | undefined)?.mtime;
    entry.resume();
  }
  return time;
}
