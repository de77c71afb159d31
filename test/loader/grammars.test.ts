import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePort } from '../../src/loader/attributes/port-text.ts';
import { parseVolume } from '../../src/loader/attributes/volume-text.ts';
import { canonicalize } from '../../src/loader/canonical.ts';
import { mergeModels } from '../../src/loader/merge.ts';
import { type Tree, treeMap } from '../../src/loader/tree.ts';
import { parseByteSize } from '../../src/loader/values/byte-sizes.ts';
import { formatDuration, parseDuration } from '../../src/loader/values/durations.ts';
import { splitShellWords } from '../../src/loader/values/shell-words.ts';
import { ValueError } from '../../src/loader/values/value-error.ts';
import { unexpected } from './document.ts';

describe('any text is read, or refused with a ValueError', () => {
  test.each<[string, (text: string) => unknown, string]>([
    ['ports', parsePort, '0189:-/.[]tcpud '],
    ['volumes', parseVolume, 'aC:/.~\\rw,zo${}- '],
    ['durations', parseDuration, '0159.-+hmsuµnd wx'],
    ['sizes', parseByteSize, '0159.-+kmgtpbi_eE '],
    ['command lines', splitShellWords, 'ab \'"\\`$();|<>&\n'],
  ])('%s', (_, parse, characters) => {
    const text = fc.oneof(fc.string({ unit: fc.constantFrom(...characters) }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, source => {
        expect(['read', 'refused']).toContain(verdict(() => parse(source)));
      }),
      { numRuns: 500 },
    );
  });
});

test('a port reads as what it was made of', () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  const ip = fc.option(fc.oneof(fc.ipV4(), fc.constant('[::1]')));
  fc.assert(
    fc.property(ip, fc.option(port), port, fc.constantFrom('tcp', 'udp', 'sctp'), (address, host, target, protocol) => {
      const published = address === null ? host : (host ?? target);
      const text = [address, published, target].filter(part => part !== null).join(':');
      expect(parsePort(`${text}/${protocol}`)).toEqual([
        treeMap([
          ['mode', 'ingress'],
          ...(address === null ? [] : [['host_ip', address.replace(/[[\]]/g, '')] as const]),
          ['target', target],
          ...(published === null ? [] : [['published', String(published)] as const]),
          ['protocol', protocol],
        ]),
      ]);
    }),
  );
});

test('a volume reads as what it was made of', () => {
  const name = fc.stringMatching(/^[a-z]{2,8}$/);
  fc.assert(
    fc.property(name, name, fc.boolean(), fc.boolean(), (source, target, isBind, readOnly) => {
      const from = isBind ? `./${source}` : source;
      const volume = parseVolume(`${from}:/${target}${readOnly ? ':ro' : ''}`);
      expect(volume).toMatchObject({ type: isBind ? 'bind' : 'volume', source: from, target: `/${target}` });
      expect(volume.read_only ?? false).toBe(readOnly);
    }),
  );
});

test('a duration printed and read again is printed the same', () => {
  const term = fc.tuple(fc.nat(999), fc.constantFrom('h', 'm', 's', 'ms', 'us', 'ns', 'd', 'w'));
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 5 }), terms => {
      const printed = formatDuration(parseDuration(terms.map(([count, unit]) => `${count}${unit}`).join('')));
      expect(formatDuration(parseDuration(printed))).toBe(printed);
    }),
  );
});

describe('models', () => {
  const text = fc.constantFrom('a', 'b', 'c');
  const list = fc.uniqueArray(text, { maxLength: 3 });
  const pairs = fc.dictionary(text, text, { maxKeys: 3 }).map(entries => treeMap(Object.entries(entries)));
  const ports = fc.array(fc.constantFrom('80', '8080:80', '127.0.0.1:1:2/udp', '8000-8002:80-82'), { maxLength: 3 });
  const volumes = fc.array(fc.constantFrom('/a', './b:/b:ro', 'data:/c:z,nocopy'), { maxLength: 3 });
  const service = fc
    .record(
      {
        image: text,
        ports,
        volumes,
        depends_on: list,
        networks: list,
        env_file: text,
        build: text,
        dns: text,
        devices: list,
      },
      { requiredKeys: [] },
    )
    .map(attributes => treeMap(Object.entries(attributes) as [string, Tree][]));
  const scalars = fc
    .record(
      {
        image: text,
        labels: pairs,
        logging: fc.record({ options: pairs }).map(value => treeMap(Object.entries(value))),
      },
      { requiredKeys: [] },
    )
    .map(attributes => treeMap(Object.entries(attributes) as [string, Tree][]));
  const modelOf = (of: fc.Arbitrary<Tree>) =>
    fc.dictionary(text, of, { maxKeys: 2 }).map(all => treeMap([['services', treeMap(Object.entries(all))]]));

  test('in long syntax stay as they are', () => {
    fc.assert(
      fc.property(modelOf(service), tree => {
        const long = canonicalize(tree, unexpected);
        expect(canonicalize(long, unexpected)).toEqual(long);
      }),
    );
  });

  // All but logging, where a change of the driver drops the options that came before: there the order counts.
  test('may be merged from either end', () => {
    const merged = modelOf(scalars);
    const merge = (base: Tree, override: Tree) => mergeModels(base, override, unexpected);
    fc.assert(
      fc.property(merged, merged, merged, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });
});

function verdict(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof ValueError ? 'refused' : String(error);
  }
}
