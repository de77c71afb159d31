import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/watch/entry.ts';
import { ruleFilter } from '../../src/watch/filter.ts';
import { createLedger } from '../../src/watch/ledger.ts';
import { type Looking, look } from '../../src/watch/look.ts';
import { createTree } from '../../src/watch/tree.ts';
import { apply, memory } from './memory.ts';

const root = '/h';

function session() {
  let now = 1;
  const [host, container] = [memory(() => now), memory(() => now)];
  host.put(root, { type: 'folder', mode: 0o755 });
  const tree = createTree();
  const ledger = createLedger(tree);
  const looking: Looking = {
    tree,
    root,
    host,
    filter: ruleFilter({ root, ignore: ['ignored'] }),
    changed: (path: string, gone?: Entry) => ledger.note(path, gone),
    reads: () => {},
  };
  const deliver = (id = 'c') => {
    const batch = ledger.batch(id);
    apply(batch, { tree, host, root, container });
    ledger.settle(
      id,
      [...batch.puts, ...batch.removes].map(({ path, version }) => [path, version] as const),
    );
    return batch;
  };
  return {
    host,
    container,
    tree,
    ledger,
    looking,
    deliver,
    tick: () => {
      now += 1;
    },
  };
}

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(names => `${root}/${names.join('/')}`);
const mode = fc.constantFrom(0o644, 0o755);
const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('write' as const), path, content: fc.constantFrom('x', 'y', 'zz'), mode }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), path, to: path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('folder' as const), path, mode }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), path, to: name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
  // News of a path may come late; a delivery may fail.
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), path, deep: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const) }) },
);

describe('a ledger', () => {
  test('whatever happens and in whatever order it is heard of, the container ends with the files of the host', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), operations => {
        const { host, container, looking, ledger, deliver, tick } = session();
        look('', looking, { deep: true });
        ledger.join('c', { everything: true });
        const touched = new Set<string>();
        const hear = (path: string, deep: boolean) => {
          touched.delete(path);
          const parts = path.slice(root.length + 1).split('/');
          const known = parts.findIndex((_, index) => !looking.tree.isEntered(parts.slice(0, index).join('/')));
          look(parts.slice(0, known === -1 ? undefined : Math.max(known - 1, 0)).join('/'), looking, { deep });
        };
        for (const step of operations) {
          if ('path' in step && step.do !== 'look') touched.add(step.path);
          if (step.do === 'write') host.put(step.path, { type: 'file', content: step.content, mode: step.mode });
          else if (step.do === 'remove') host.remove(step.path);
          else if (step.do === 'move') {
            touched.add(step.to);
            host.move(step.path, step.to);
          } else if (step.do === 'folder') host.put(step.path, { type: 'folder', mode: step.mode });
          else if (step.do === 'link') host.put(step.path, { type: 'link', to: step.to });
          else if (step.do === 'tick') tick();
          else if (step.do === 'look') hear(step.path, step.deep);
          else deliver();
        }
        // The last news always comes, be it only that some was lost.
        for (const path of touched) hear(path, false);
        tick();
        look('', looking, { deep: true });
        deliver();
        deliver();
        expect(container.listing('/c')).toEqual(host.listing(root));
        expect(ledger.owes('c')).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test('what is written again with the same content must not be sent again', () => {
    const { host, looking, ledger, deliver, tick } = session();
    look('', looking, { deep: true });
    ledger.join('c', { everything: true });
    host.put('/h/a', { type: 'file', content: 'x', mode: 0o644 });
    look('a', looking, { deep: false });
    expect(deliver().puts.map(({ path }) => path)).toEqual(['', 'a']);
    tick();
    host.put('/h/a', { type: 'file', content: 'x', mode: 0o644 });
    look('a', looking, { deep: false });
    expect(deliver().puts).toEqual([]);
  });

  test('without an initial sync a container is owed what has changed since the beginning, and no more', () => {
    const { host, looking, ledger, deliver } = session();
    host.put('/h/old', { type: 'file', content: 'x', mode: 0o644 });
    look('', { ...looking, changed: () => {} }, { deep: true });
    ledger.join('c', { everything: false });
    expect(deliver()).toEqual({ puts: [], removes: [] });
    host.put('/h/new', { type: 'file', content: 'x', mode: 0o644 });
    host.remove('/h/old');
    look('new', looking, { deep: false });
    look('old', looking, { deep: false });
    ledger.join('later', { everything: false });
    for (const id of ['c', 'later']) {
      const { puts, removes } = deliver(id);
      expect([puts.map(put => put.path), removes.map(({ path }) => path)]).toEqual([['new'], ['old']]);
    }
  });

  test('what changes while it is on its way stays owed', () => {
    const { host, looking, ledger } = session();
    look('', looking, { deep: true });
    ledger.join('c', { everything: false });
    host.put('/h/a', { type: 'file', content: 'x', mode: 0o644 });
    look('a', looking, { deep: false });
    const { puts } = ledger.batch('c');
    host.put('/h/a', { type: 'file', content: 'yy', mode: 0o644 });
    look('a', looking, { deep: false });
    ledger.settle(
      'c',
      puts.map(({ path, version }) => [path, version] as const),
    );
    expect(ledger.batch('c').puts.map(put => put.path)).toContain('a');
  });

  test('of a folder that is gone, what the container put into it stays', () => {
    const { host, container, looking, ledger, deliver } = session();
    look('', looking, { deep: true });
    ledger.join('c', { everything: false });
    host.put('/h/a/b', { type: 'file', content: 'x', mode: 0o644 });
    look('a', looking, { deep: false });
    deliver();
    container.put('/c/a/made', { type: 'file', content: 'own', mode: 0o644 });
    host.remove('/h/a');
    look('a', looking, { deep: false });
    deliver();
    expect(container.listing('/c')).toEqual(['/a folder 755', '/a/made file 644 own']);
  });

  test('a file that was emptied this moment is not sent before it is written, but if it stays so', () => {
    const { host, looking, ledger, deliver, tick } = session();
    host.put('/h/a', { type: 'file', content: 'x', mode: 0o644 });
    look('', { ...looking, changed: () => {} }, { deep: true });
    ledger.join('c', { everything: false });
    const later: string[] = [];
    tick();
    host.put('/h/a', { type: 'file', content: '', mode: 0o644 });
    look('a', { ...looking, later: path => later.push(path) }, { deep: false });
    expect([later, deliver().puts]).toEqual([['a'], []]);
    tick();
    look('a', { ...looking, later: path => later.push(path) }, { deep: false });
    expect([later, deliver().puts.map(({ path }) => path)]).toEqual([['a'], ['a']]);
  });

  test('an ignored folder is not looked into', () => {
    const { host, looking, tree } = session();
    host.put('/h/ignored/deep/a', { type: 'file', content: 'x', mode: 0o644 });
    look('', looking, { deep: true });
    expect([...tree.folders()]).toEqual(['']);
    expect([...tree.entries()].map(([path]) => path)).toEqual(['']);
  });
});
