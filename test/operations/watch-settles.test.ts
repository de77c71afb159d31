import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serviceSync } from '../../src/operations/watch/service-sync.ts';
import type { WatchedRule } from '../../src/watch/collector.ts';
import { hostFiles } from '../../src/watch/host-files.ts';
import { createLedger } from '../../src/watch/ledger.ts';
import { look } from '../../src/watch/look.ts';
import { createTree } from '../../src/watch/tree.ts';
import { filesOfHost } from '../e2e/watched-files.ts';
import { heldClock } from '../support/clock.ts';
import { ruleOf } from '../watch/rule-of.ts';
import { type Fate, filesEngine } from './files-engine.ts';
import { settle } from './transcript.ts';

/** A host's folder and a container, with a call of its engine that ends as it is told to. */
function session(fateOf: (call: string) => Promise<Fate>) {
  const root = mkdtempSync(join(tmpdir(), 'gantry-settles-'));
  const container = filesEngine(fateOf);
  const clock = heldClock();
  const rule = ruleOf(root);
  const tree = createTree();
  const watched: WatchedRule = { rule, tree, ledger: createLedger(tree) };
  const looking = { tree, root, host: hostFiles, filter: rule.filter, reads: () => {} };
  const { signal } = new AbortController();
  look('', { ...looking, changed: () => {} }, { deep: true });
  container.items.set('/app', { type: 'folder', mode: 0o755 });
  const change = () => {
    let changed = false;
    const note = (path: string, gone?: Parameters<typeof watched.ledger.note>[1]) => {
      watched.ledger.note(path, gone);
      changed = true;
    };
    look('', { ...looking, changed: note }, { deep: true });
    if (changed) sync.changed([watched]);
  };
  const sync = serviceSync(
    // Who is asked to look again does so a moment later.
    {
      service: 'web',
      rules: [watched],
      storm: { remaining: () => 0 },
      recheck: paths => paths.length > 0 && setImmediate(change),
      afterSync: async () => {},
    },
    { engine: container.engine, clock, host: hostFiles, emit: () => {}, signal, kill: signal, putMilliseconds: 0 },
  );
  const restart = () => {
    sync.leave('c');
    sync.join({ id: 'c', name: 'web-1' });
  };
  const rest = async () => {
    for (let attempts = 0; attempts < 3; attempts++) {
      await sync.idle();
      await settle();
      clock.pass(60_000);
    }
    await sync.idle();
  };
  return { root, container, clock, sync, change, restart, rest, end: () => rmSync(root, { recursive: true }) };
}

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(names => names.join('/'));
const fate = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Fate>('good') },
  { weight: 3, arbitrary: fc.constantFrom<Fate>('half', 'refused', 'killed', 'missing', 'nameless') },
);
const turns = fc.integer({ min: 0, max: 20 });
const deed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('write' as const), path, content: fc.string({ maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('append' as const), path }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), path, to: path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('folder' as const), path }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('link' as const), path, to: name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mode' as const), path }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('look' as const), turns }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const), turns }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), turns }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never;

function onHost(root: string, deed: Deed): void {
  if (!('path' in deed)) return;
  const at = join(root, deed.path);
  try {
    if (deed.do === 'write') {
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, deed.content);
    } else if (deed.do === 'append') appendFileSync(at, 'x');
    else if (deed.do === 'remove') lstatSync(at).isDirectory() ? rmSync(at, { recursive: true }) : unlinkSync(at);
    else if (deed.do === 'move') renameSync(at, join(root, deed.to));
    else if (deed.do === 'folder') mkdirSync(at, { recursive: true });
    else if (deed.do === 'link') symlinkSync(deed.to, at);
    else if (!lstatSync(at).isSymbolicLink()) chmodSync(at, 0o700);
  } catch {
    // Many deeds are impossible where they are tried.
  }
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve));
}

describe('what a container is owed', () => {
  test('a link that leads to itself is removed though the container is restarted while the command runs', async () => {
    let isKilled = false;
    const { root, container, change, restart, rest, end } = session(async call => {
      if (call !== 'exec' || isKilled) return 'good';
      isKilled = true;
      restart();
      return 'killed';
    });
    restart();
    symlinkSync('loop', join(root, 'loop'));
    change();
    await rest();
    expect(container.listing('/app')).toEqual(['loop -> loop']);
    unlinkSync(join(root, 'loop'));
    change();
    await rest();
    expect([isKilled, container.listing('/app')]).toEqual([true, []]);
    end();
  });

  test.each(['killed', 'missing', 'nameless'] as const)('a command that is %s removes nothing', async fate => {
    let fates: Fate[] = [];
    const { root, container, change, restart, rest, end } = session(async call =>
      call === 'exec' ? (fates.shift() ?? 'good') : 'good',
    );
    restart();
    writeFileSync(join(root, 'a'), '1');
    mkdirSync(join(root, 'b'));
    chmodSync(join(root, 'a'), 0o600);
    change();
    await rest();
    rmSync(join(root, 'a'));
    rmSync(join(root, 'b'), { recursive: true });
    fates = [fate, fate];
    change();
    await rest();
    expect(container.listing('/app')).toEqual([]);
    end();
  });

  test('a command that is never told of as ended is not waited for once its container has ended', async () => {
    let isHeld = true;
    const { root, container, change, restart, rest, end } = session(async call => {
      if (call === 'exec' && isHeld) {
        isHeld = false;
        setImmediate(restart);
        return 'hanging';
      }
      return 'good';
    });
    restart();
    writeFileSync(join(root, 'a'), '1');
    change();
    await rest();
    unlinkSync(join(root, 'a'));
    change();
    await rest();
    expect([isHeld, container.listing('/app')]).toEqual([false, []]);
    end();
  });

  test.each(['file', 'loop'] as const)('folders take the place of a %s', async kind => {
    const { root, container, change, restart, rest, end } = session(async () => 'good');
    restart();
    if (kind === 'file') writeFileSync(join(root, 'a'), '1');
    else symlinkSync('a', join(root, 'a'));
    change();
    await rest();
    unlinkSync(join(root, 'a'));
    mkdirSync(join(root, 'a/b/c'), { recursive: true });
    change();
    await rest();
    expect(container.listing('/app')).toEqual(filesOfHost(root));
    end();
  });

  test('what is below a link in the container is not the path that is owed', async () => {
    const { root, container, change, restart, rest, end } = session(async () => 'good');
    restart();
    mkdirSync(join(root, 'real'));
    writeFileSync(join(root, 'real/a'), '1');
    symlinkSync('real', join(root, 'way'));
    change();
    unlinkSync(join(root, 'way'));
    mkdirSync(join(root, 'way'));
    writeFileSync(join(root, 'way/a'), '1');
    change();
    await rest();
    // As an image has it that was built between two changes.
    for (const path of ['/app/way/a', '/app/way']) container.items.delete(path);
    container.items.set('/app/way', { type: 'link', to: 'real' });
    restart();
    await rest();
    expect(container.listing('/app')).toEqual(filesOfHost(root));
    for (const path of ['/app/way/a', '/app/way']) container.items.delete(path);
    container.items.set('/app/way', { type: 'link', to: 'real' });
    rmSync(join(root, 'way'), { recursive: true });
    change();
    restart();
    await rest();
    expect(container.listing('/app')).toEqual(filesOfHost(root));
    end();
  });

  test('whatever fails half-way or is restarted meanwhile, the container ends with the files of the host', async () => {
    const property = fc.asyncProperty(
      fc.array(deed, { minLength: 20, maxLength: 80, size: 'max' }),
      fc.infiniteStream(fc.tuple(fate, turns)),
      async (deeds, fates) => {
        let isGood = false;
        const { root, container, clock, sync, change, restart, rest, end } = session(async call => {
          const [fate, turns] = fates.next().value!;
          await pass(turns);
          if (isGood) return 'good';
          // Commands are killed by a restart, which is over before that is heard of.
          if (call === 'exec' && fate !== 'good') restart();
          return fate;
        });
        restart();
        for (const deed of deeds) {
          onHost(root, deed);
          if (deed.do === 'look') change();
          if (deed.do === 'restart') restart();
          if (deed.do === 'wait') clock.pass(60_000);
          if ('turns' in deed) await pass(deed.turns);
        }
        isGood = true;
        change();
        await rest();
        await sync.idle();
        const [is, ought] = [container.listing('/app'), filesOfHost(root)];
        end();
        expect(is).toEqual(ought);
      },
    );
    await fc.assert(property, { numRuns: Number(process.env.SETTLE_RUNS ?? 40), endOnFailure: true });
  });
});
