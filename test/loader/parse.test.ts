import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { construct } from '../../src/loader/construct.ts';
import { fastParse } from '../../src/loader/fast-parse.ts';
import { fullParse } from '../../src/loader/full-parse.ts';
import { parseYaml } from '../../src/loader/parse.ts';
import type { SyntaxNode } from '../../src/loader/syntax.ts';
import { type Path, type Tree, YamlFloat } from '../../src/loader/tree.ts';

async function tree(text: string): Promise<Tree> {
  const { documents, mistakes } = await parseYaml('/f.yaml', text);
  expect(mistakes).toEqual([]);
  return plain(documents[0]!.tree);
}

// vitest tells objects with and without a prototype apart; a tree's have none.
function plain(value: Tree): Tree {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof YamlFloat) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item as Tree)]));
}

async function mistakes(text: string): Promise<string[]> {
  const file = await parseYaml('/f.yaml', text);
  return file.mistakes.map(({ message, start, end }) => {
    const { range } = file.locationOf(start, end);
    return `${range.start.line}:${range.start.column} ${message}`;
  });
}

describe('lines within quotes and brackets need no indentation', () => {
  test.each<[string, Tree]>([
    ['a:\n  b: ["x\ny", "z"]\nc: 1\n', { a: { b: ['x y', 'z'] }, c: 1 }],
    ["a:\n  b: 'x\n\n\ty'\nc: 1\n", { a: { b: 'x\ny' }, c: 1 }],
    ['a:\n  b: {x: 1,\ny: 2\n}\nc: 1\n', { a: { b: { x: 1, y: 2 } }, c: 1 }],
    ['a:\n  b: [x,\n# why\ny\nz # so\n  ]\nc: 1\n', { a: { b: ['x', 'y z'] }, c: 1 }],
    ['- - - a: "x\ny"\n      b: 1\n', [[[{ a: 'x y', b: 1 }]]]],
  ])('%j', async (text, value) => {
    expect(await tree(text)).toEqual(value);
  });

  test('places are those of the text as it is', async () => {
    const file = await parseYaml('/f.yaml', 'a:\n  b: ["x\ny",\nz]\nc: {d:\n1}\n');
    const at = (path: Path) => {
      const { start, end } = file.documents[0]!.locate(path);
      return file.locationOf(start, end).range;
    };
    const place = (line: number, column: number) => ({ line, column });
    expect(at(['a', 'b', 0])).toEqual({ start: place(2, 7), end: place(3, 3) });
    expect(at(['a', 'b', 1])).toEqual({ start: place(4, 1), end: place(4, 2) });
    expect(at(['c', 'd'])).toEqual({ start: place(6, 1), end: place(6, 2) });
  });

  test.each(['a: "x\n--- y"\n', 'a: "x\ny": 1\n', 'a: "x\ny\nb: 1\n', 'a: [x,\n y\nb: 1\n'])(
    'but %j is wrong',
    async text => {
      expect(await mistakes(text)).not.toEqual([]);
    },
  );
});

describe('types', () => {
  test.each<[string, Tree]>([
    ['12', 12],
    ['-12', -12],
    ['+1', 1],
    ['017', 15],
    ['-017', -15],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['12345678901234567890', 12345678901234567890n],
    ['99999999999999999999', new YamlFloat(1e20)],
    ['08', new YamlFloat(8)],
    ['1.0', new YamlFloat(1)],
    ['1.', new YamlFloat(1)],
    ['.5', new YamlFloat(0.5)],
    ['1e3', new YamlFloat(1000)],
    ['.inf', new YamlFloat(Number.POSITIVE_INFINITY)],
    ['-.Inf', new YamlFloat(Number.NEGATIVE_INFINITY)],
    ['.nan', new YamlFloat(Number.NaN)],
    ['true', true],
    ['FALSE', false],
    ['~', null],
    ['Null', null],
    ['', null],
    ['yes', 'yes'],
    ['on', 'on'],
    ['1:30', '1:30'],
    ['1.2.3', '1.2.3'],
    ['0x', '0x'],
    ['2024-13-01', '2024-13-01'],
    ['"12"', '12'],
    ["'true'", 'true'],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['!!float 3', new YamlFloat(3)],
    ['!!bool "true"', true],
    ['!!null x', null],
    ['!!binary aGk=', 'hi'],
    ['!unknown 5', '5'],
    ['|\n  a\n  b\n', 'a\nb\n'],
    ['|\n  a', 'a'],
  ])('%s', async (text, value) => {
    expect(await tree(`key: ${text}`)).toEqual({ key: value });
  });
});

describe('structure', () => {
  test('merge keys are shallow, explicit keys win, and so do earlier ones', async () => {
    const text = 'a: &a {x: 1, y: {p: 1}}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]\n  y: {q: 1}\n';
    expect(await tree(text)).toMatchObject({ c: { x: 1, y: { q: 1 }, z: 2 } });
  });

  test('several documents, a byte order mark and Windows line breaks', async () => {
    const { documents } = await parseYaml('/f.yaml', '\uFEFFa: 1\r\n---\r\nb: 2\r\n');
    expect(documents.map(document => plain(document.tree))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('keys of Object.prototype are keys like others', async () => {
    const { documents } = await parseYaml('/f.yaml', '__proto__: {a: 1}\nconstructor: 2\n');
    expect(Object.keys(documents[0]!.tree as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  test('!reset drops its value and leaves a mark, !override leaves a mark', async () => {
    const text = 'services:\n  a:\n    ports: !reset []\n    dns: !override [x]\n    cap_add: [!reset a, b]\n';
    const { documents } = await parseYaml('/f.yaml', text);
    expect(plain(documents[0]!.tree)).toEqual({ services: { a: { dns: ['x'], cap_add: ['b'] } } });
    expect(documents[0]!.marks).toEqual([
      { type: 'reset', path: ['services', 'a', 'ports'] },
      { type: 'override', path: ['services', 'a', 'dns'] },
    ]);
  });

  test('empty text has no document', async () => {
    expect((await parseYaml('/f.yaml', '# nothing\n')).documents).toEqual([]);
  });
});

const refused = 'failed to parse /f.yaml: yaml: construct errors:';

describe('mistakes, at their places and all of them', () => {
  test.each<[string, string, string[]]>([
    [
      'duplicate keys',
      'a: 1\nb:\n  c: 1\n  c: 2\na: 2\n',
      [
        `4:3 ${refused} line 4: mapping key "c" already defined at line 3`,
        `5:1 ${refused} line 5: mapping key "a" already defined at line 1`,
      ],
    ],
    ['two merge keys', 'a: {<<: {}, <<: {}}', [`1:13 ${refused} line 1: mapping key "<<" already defined at line 1`]],
    [
      'a merge of something else',
      'a: {<<: 5}',
      [`1:9 ${refused} map merge requires map or sequence of maps as the value`],
    ],
    ['keys that are no text', 'a: {1: x, null: y}', ['1:5 non-string key in a: 1', '1:11 non-string key in a: <nil>']],
    ['an unknown anchor', 'a: *nope', ["1:4 yaml: line 1: unknown anchor 'nope' referenced"]],
    [
      'an alias within its anchor',
      'x: &a [*a]',
      ['1:8 failed to parse /f.yaml: cycle detected: node at path x.0 references node at path x'],
    ],
    ['a date', 'a: {b: 2024-01-31}', ['1:8 validating /f.yaml: a.b invalid jsonType time.Time']],
    [
      'a tag that its text denies',
      'a: !!int x',
      ['1:10 failed to parse /f.yaml: yaml: cannot decode !!str `x` as a !!int'],
    ],
    [
      'a tab',
      'a:\n\tb: 1\n',
      ['2:1 yaml: while scanning for the next token at line 2: found character that cannot start any token'],
    ],
    ['bad indentation', 'a:\n    b: 1\n   c: 1\n', ['3:4 yaml: line 3, column 4: did not find expected key']],
    ['an open bracket', 'a: {b: 1\n', ["1:4 yaml: line 1, column 4: did not find expected ',' or '}'"]],
    [
      'two mistakes of syntax',
      'a: b: c\nd: @x\n',
      [
        '1:5 yaml: line 1, column 5: mapping values are not allowed in this context',
        '2:4 yaml: line 2, column 4: found character that cannot start any token',
      ],
    ],
    ['a NUL', 'a: "\0"', ['1:5 yaml: control characters are not allowed']],
  ])('%s', async (_, text, expected) => {
    expect(await mistakes(text)).toEqual(expected);
  });

  test('a tab is explained', async () => {
    const file = await parseYaml('/f.yaml', 'a:\n\tb: 1\n');
    expect(file.mistakes[0]!.hint).toContain('tab');
  });

  test('dates are text in extensions', async () => {
    expect(await tree('x-day: 2024-01-31')).toEqual({ 'x-day': '2024-01-31T00:00:00Z' });
  });
});

describe('hostile input ends soon, with a reason', () => {
  test('aliases of aliases', async () => {
    const level = (n: number) =>
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]\n`;
    const bomb = `a0: &a0 [x]\n${[1, 2, 3, 4, 5, 6, 7, 8].map(level).join('')}`;
    expect((await mistakes(bomb)).join()).toContain('excessive aliasing');
  });

  test.each(['[', '{a: ', '- '])('ten thousand times %j', async open => {
    expect((await mistakes(`a:\n  ${open.repeat(10_000)}`)).length).toBeGreaterThan(0);
  });
});

describe('places', () => {
  const text = 'services:\n  web:\n    image: "nginx"\n    environment:\n      - A=1\n      - B\n';
  test.each<[(string | number)[], boolean, string]>([
    [['services', 'web', 'image'], false, '3:12-3:19'],
    [['services', 'web', 'image'], true, '3:5-3:10'],
    [['services', 'web', 'environment', 1], false, '6:9-6:10'],
    [['services', 'web', 'environment', 'A'], false, '5:9-5:12'],
    [['services', 'web'], true, '2:3-2:6'],
  ])('%j', async (path, atKey, expected) => {
    const file = await parseYaml('/f.yaml', text);
    const { start, end } = file.documents[0]!.locate(path, atKey);
    const { range, lineText } = file.locationOf(start, end);
    expect(`${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`).toBe(expected);
    expect(lineText).toBe(text.split('\n')[range.start.line - 1]);
  });

  test('a path that the document lacks leads to its nearest parent', async () => {
    const { documents } = await parseYaml('/f.yaml', text);
    expect(documents[0]!.reach(['services', 'web', 'build', 'context'])).toBe(2);
  });
});

describe('both parsers', () => {
  test.each(['? \n: a\n', ': a\n', '? {a: b}\n: c\n', '? - a\n: c\n', '"": a\n'])(
    'leave %j, a strange key, to the careful one',
    text => {
      expect(fastParse(text)).toBeUndefined();
    },
  );

  test.each(['>1\n  a: ', '--- |2-\n   a\n', '|\n  a\n'])('leave %j, a block that is all, to the careful one', text => {
    expect(fastParse(text)).toBeUndefined();
    expect(fullParse(text).mistakes).toEqual([]);
  });

  test.each([
    ['>1\n  a: ', ' a: '],
    ['--- |2-\n   a\n', ' a'],
  ])('%j is a text that keeps what it is indented further', async (text, value) => {
    const { documents } = await parseYaml('/f.yaml', text);
    expect(documents[0]!.tree).toBe(value);
  });

  const scalar = fc.oneof(
    fc.constantFrom(
      'a',
      '1',
      '017',
      '1.5',
      'true',
      'null',
      '~',
      '"q"',
      "'s'",
      '!!str 1',
      '!x y',
      '&a b',
      '*a',
      '|\n',
      '',
    ),
    fc.stringMatching(/^[a-z0-9:#,.$ {}[\]'"&*!|>%@-]{0,8}$/),
  );
  const line = fc.tuple(fc.nat(3), fc.constantFrom('a: ', 'b: ', '- ', 'c:', '', '<<: ', '? ', '# '), scalar);
  const text = fc
    .array(line, { maxLength: 8 })
    .map(lines => lines.map(([indent, start, value]) => `${' '.repeat(indent * 2)}${start}${value}`).join('\n'));

  test('read the same documents', () => {
    fc.assert(
      fc.property(text, source => {
        const fast = fastParse(source);
        const full = fullParse(source);
        fc.pre(Array.isArray(fast) && full.mistakes.length === 0);
        const values = (roots: readonly SyntaxNode[]) => roots.map(root => construct(root, () => 1));
        const [one, other] = [fast as SyntaxNode[], full.documents]
          .map(roots => values(roots))
          .map(all =>
            all.map(({ tree, marks, mistakes: found }) => ({
              tree,
              marks,
              mistakes: found.map(({ message }) => message),
            })),
          );
        expect(one).toEqual(other);
      }),
      { numRuns: 500 },
    );
  }, 30_000);
});
