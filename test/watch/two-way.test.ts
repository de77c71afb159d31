import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Content, leadsOut, sameContent } from '../../src/watch/content.ts';
import { parentOf } from '../../src/watch/tree.ts';
import { reconcileSides, type Sides } from '../../src/watch/two-way.ts';

const file = (hash: string, mode = 0o644): Content => ({ type: 'file', mode, hash });
const folder: Content = { type: 'folder', mode: 0o755 };
const link = (to: string): Content => ({ type: 'link', to });
const [a, b, c] = [file('a'), file('b'), file('c')];

const stepsOf = (sides: Record<string, Sides>) =>
  reconcileSides(new Map(Object.entries(sides)), path => `${path}.conflict`).map(step =>
    step.step === 'keep' ? `keep ${step.path} as ${step.beside}` : `${step.step} ${step.path}`,
  );

describe('one path', () => {
  test.each<[string, Sides, string]>([
    ['nothing has changed', { base: a, host: a, container: a }, 'agree x'],
    ['both have come to the same', { base: a, host: b, container: b }, 'agree x'],
    ['both have lost it', { base: a }, 'agree x'],
    ['the host has changed', { base: a, host: b, container: a }, 'send x'],
    ['the host has lost it', { base: a, container: a }, 'send x'],
    ['the host has it anew', { host: a }, 'send x'],
    ['the container has changed', { base: a, host: a, container: b }, 'take x'],
    ['the container has it anew', { container: a }, 'take x'],
    ['the container has lost it', { base: a, host: a }, 'drop x'],
    ['both have changed', { base: a, host: b, container: c }, 'keep x as x.conflict'],
    ['both have it anew', { host: b, container: c }, 'keep x as x.conflict'],
    ['the host has lost what the container has changed', { base: a, container: b }, 'keep x as x.conflict'],
    ['the container has lost what the host has changed', { base: a, host: b }, 'send x'],
    ['both have changed the mode', { base: a, host: file('a', 0o600), container: file('a', 0o755) }, 'send x'],
    ['a link within', { container: link('y') }, 'take x'],
    ['a link that leads out', { container: link('../y') }, 'refuse x'],
    ['a link that leads out on both sides', { host: link('/y'), container: link('/y') }, 'agree x'],
    ['a link that leads out in place of a file', { base: a, host: a, container: link('/y') }, 'refuse x'],
    ['a device', { container: { type: 'other' } }, 'refuse x'],
    ['a device in place of what the host has changed', { base: a, host: b, container: { type: 'other' } }, 'send x'],
  ])('%s', (_, sides, step) => {
    expect(stepsOf({ x: sides })).toEqual([step]);
  });
});

describe('folders', () => {
  test.each<[string, Record<string, Sides>, string[]]>([
    [
      'that the container has lost',
      { d: { base: folder, host: folder }, 'd/x': { base: a, host: a } },
      ['drop d/x', 'drop d'],
    ],
    [
      'that the container has lost, with a file that the host has changed',
      { d: { base: folder, host: folder }, 'd/x': { base: a, host: b }, 'd/y': { base: a, host: a } },
      ['drop d/y', 'send d', 'send d/x'],
    ],
    [
      'that the host has lost, with a file that the container has added',
      { d: { base: folder, container: folder }, 'd/x': { container: a } },
      ['take d', 'take d/x'],
    ],
    [
      'that the host has lost, with a file that the container has changed',
      { d: { base: folder, container: folder }, 'd/x': { base: a, container: b } },
      ['keep d/x as d/x.conflict', 'take d'],
    ],
    [
      'that the container has made a file',
      { d: { base: folder, host: folder, container: a }, 'd/x': { base: a, host: a } },
      ['drop d/x', 'take d'],
    ],
    [
      'that the container has made a file, and the host has changed in',
      { d: { base: folder, host: folder, container: a }, 'd/x': { base: a, host: b } },
      ['keep d as d.conflict', 'send d/x'],
    ],
    [
      'that the container has made of a file',
      { d: { base: a, host: a, container: folder }, 'd/x': { container: b } },
      ['take d', 'take d/x'],
    ],
    [
      'that the container has made of a file that the host has changed',
      { d: { base: a, host: b, container: folder }, 'd/x': { container: c } },
      ['keep d/x as d.conflict/x', 'send d'],
    ],
  ])('%s', (_, sides, steps) => {
    expect(stepsOf(sides)).toEqual(steps);
  });
});

test.each<[string, string, boolean]>([
  ['x', 'y', false],
  ['x', 'd/y', false],
  ['d/x', '../y', false],
  ['d/e/x', '../../y', false],
  ['x', '/y', true],
  ['x', '../y', true],
  ['d/x', '../../y', true],
  // d may be a link by itself.
  ['x', 'd/../y', true],
  ['x', '', true],
])('whether %s → %s leads out: %s', (path, to, out) => {
  expect(leadsOut(path, to)).toBe(out);
});

type Files = Map<string, Content>;

/** Both sides as they are carried out, each step refusing what a file system would refuse. */
function settle(host: Files, container: Files, base: Files, name: (path: string) => string): string[] {
  const problems: string[] = [];
  const paths = new Set([...host.keys(), ...container.keys(), ...base.keys()].filter(path => !isKept(path)));
  const sides = new Map(
    [...paths].map(path => [path, { base: base.get(path), host: host.get(path), container: container.get(path) }]),
  );
  const below = (files: Files, path: string) => [...files.keys()].filter(other => other.startsWith(`${path}/`));
  /** By what was kept of an earlier conflict, and its folders. */
  const isHeld = (path: string) => {
    const held = below(host, path);
    for (const other of held)
      if (!isKept(other) && host.get(other)?.type !== 'folder') problems.push(`${path} holds ${other}`);
    return held.length > 0;
  };
  const needsFolder = (files: Files, path: string) => {
    const above = parentOf(path);
    if (above !== '' && files.get(above)?.type !== 'folder') problems.push(`${path} has no folder to be in`);
  };
  const makeFolders = (path: string) => {
    for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
      const there = host.get(above);
      if (there === undefined) host.set(above, folder);
      else if (there.type !== 'folder') problems.push(`${path} is kept below a file`);
    }
  };
  const sent: string[] = [];
  for (const step of reconcileSides(sides, name)) {
    const { path } = step;
    const theirs = container.get(path);
    if (step.step === 'agree') {
      if (theirs) base.set(path, theirs);
      else base.delete(path);
    } else if (step.step === 'keep') {
      if (!theirs || host.has(step.beside)) problems.push(`${path} can't be kept`);
      makeFolders(step.beside);
      host.set(step.beside, theirs!);
      sent.push(path);
    } else if (step.step === 'drop') {
      if (isHeld(path)) sent.push(path);
      else {
        host.delete(path);
        base.delete(path);
      }
    } else if (step.step === 'take') {
      needsFolder(host, path);
      if (theirs?.type !== 'folder' && isHeld(path)) {
        host.set(name(path), theirs!);
        sent.push(path);
      } else {
        host.set(path, theirs!);
        base.set(path, theirs!);
      }
    } else if (step.step === 'send') sent.push(path);
    else problems.push(`${path} is refused`);
  }
  for (const path of sent.toSorted().filter(path => host.has(path))) {
    const ours = host.get(path)!;
    if (ours.type !== 'folder') for (const other of below(container, path)) container.delete(other);
    container.set(path, ours);
    base.set(path, ours);
  }
  for (const path of sent
    .toSorted()
    .reverse()
    .filter(path => !host.has(path))) {
    if (below(container, path).length > 0) continue;
    container.delete(path);
    base.delete(path);
  }
  return problems;
}

const isKept = (path: string) => path.includes('.conflict');

type Deed = {
  readonly side: 'host' | 'container';
  readonly path: string;
  readonly what: 'write' | 'folder' | 'remove';
};

const deed = fc.record<Deed>({
  side: fc.constantFrom('host', 'container'),
  path: fc.constantFrom('a', 'b', 'a/a', 'a/b', 'b/a', 'a/a/a', 'b/a/b'),
  what: fc.constantFrom('write', 'write', 'write', 'folder', 'remove'),
});

/** Each file that is written has content of its own. */
function carryOut({ path, what }: Deed, files: Files, content: string): void {
  const remove = (gone: string) => {
    for (const other of [...files.keys()]) if (other === gone || other.startsWith(`${gone}/`)) files.delete(other);
  };
  if (what === 'remove') {
    remove(path);
    return;
  }
  const parts = path.split('/');
  for (let length = 1; length < parts.length; length++) {
    const above = parts.slice(0, length).join('/');
    if (files.get(above)?.type !== 'folder') files.set(above, folder);
  }
  if (what === 'folder' && files.get(path)?.type === 'folder') return;
  remove(path);
  files.set(path, what === 'folder' ? folder : file(content));
}

const hashesOf = (files: Files) =>
  [...files.values()].flatMap(content => (content.type === 'file' ? [content.hash] : []));
const visible = (files: Files) =>
  [...files].filter(([path]) => !isKept(path)).toSorted(([one], [other]) => (one < other ? -1 : 1));

test('whatever both sides do, nothing written since the last time is lost, and both end equal', () => {
  fc.assert(
    fc.property(fc.array(fc.array(deed, { maxLength: 8 }), { maxLength: 6 }), rounds => {
      const sides = { host: new Map(), container: new Map() } as { host: Files; container: Files };
      const base: Files = new Map();
      let count = 0;
      rounds.forEach((deeds, round) => {
        for (const each of deeds) carryOut(each, sides[each.side], `${count++}`);
        const old = new Set(hashesOf(base));
        const before = { host: new Map(sides.host), base: new Map(base), container: new Map(sides.container) };
        const written = [...hashesOf(sides.host), ...hashesOf(sides.container)].filter(hash => !old.has(hash));
        for (let turn = 0; turn < 3; turn++)
          expect(settle(sides.host, sides.container, base, path => `${path}.conflict-${round}-${turn}`)).toEqual([]);
        const now = new Set(hashesOf(sides.host));
        expect(
          written.filter(hash => !now.has(hash)),
          'lost',
        ).toEqual([]);
        // What the host had and the container did not change is where it was.
        for (const [path, content] of before.host) {
          const isTheirs = sameContent(before.base.get(path), content);
          if (content.type === 'file' && !isTheirs) expect(sides.host.get(path), path).toEqual(content);
        }
        expect(visible(sides.container)).toEqual(visible(sides.host));
        expect(visible(base)).toEqual(visible(sides.host));
      });
    }),
    { numRuns: 1000 },
  );
});
