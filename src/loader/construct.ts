import { resolvePlain } from './plain-scalar.ts';
import type { MappingNode, MappingPair, ScalarNode, SyntaxMistake, SyntaxNode } from './syntax.ts';
import { taggedScalar } from './tagged-scalar.ts';
import { formatPath, isMap, type Path, type Tree, type TreeMap, treeMap } from './tree.ts';

/** `!reset` and `!override`: what the model merged so far loses at a path before this document is merged over it. */
export interface Mark {
  readonly type: 'reset' | 'override';
  readonly path: Path;
}

export interface Constructed {
  readonly tree: Tree;
  readonly marks: readonly Mark[];
  readonly mistakes: readonly SyntaxMistake[];
}

/** Aliases may repeat this many nodes; more is an attack on the reader's memory. */
export const maximumAliasedNodes = 100_000;

/** Makes values of a document's nodes: types, anchors, merge keys, marks. `lineOf` gives the line of an offset, from 1. */
export function construct(root: SyntaxNode, lineOf: (offset: number) => number): Constructed {
  const values = new Constructor(lineOf);
  const tree = values.value(root, []);
  return { tree: tree ?? null, marks: values.marks, mistakes: values.mistakes };
}

class Constructor {
  readonly marks: Mark[] = [];
  readonly mistakes: SyntaxMistake[] = [];
  private readonly lineOf: (offset: number) => number;
  private readonly open: { node: SyntaxNode; path: Path }[] = [];
  private aliasDepth = 0;
  private aliased = 0;

  constructor(lineOf: (offset: number) => number) {
    this.lineOf = lineOf;
  }

  /** Undefined for what a document drops: a value marked `!reset`, or one that could not be made. */
  value(node: SyntaxNode, path: Path): Tree | undefined {
    if (node.type === 'alias') return this.alias(node, path, target => this.value(target, path));
    if (this.tooManyAliases(node)) return undefined;
    if (node.tag === '!reset' || node.tag === '!override') this.mark(node.tag, path);
    if (node.tag === '!reset') return undefined;
    if (node.type === 'scalar') return this.scalar(node, path);
    this.open.push({ node, path });
    const value = node.type === 'mapping' ? this.mapping(node, path) : this.sequence(node.items, path);
    this.open.pop();
    return value;
  }

  private sequence(items: readonly SyntaxNode[], path: Path): Tree[] {
    return items
      .map((item, index) => this.value(item, [...path, index]))
      .filter((value): value is Tree => value !== undefined);
  }

  private mapping(node: MappingNode, path: Path): TreeMap {
    const map = treeMap();
    const merges: SyntaxNode[] = [];
    const seen = new Map<string, SyntaxNode>();
    for (const pair of node.pairs) {
      const key = this.key(pair, path);
      if (key === undefined || this.duplicate(key, pair, seen)) continue;
      if (isMergeKey(pair.key)) merges.push(pair.value);
      else this.put(map, key, this.value(pair.value, [...path, key]));
    }
    for (const merge of merges) this.merge(map, merge, path);
    return map;
  }

  private put(map: TreeMap, key: string, value: Tree | undefined): void {
    if (value !== undefined) map[key] = value;
  }

  private key({ key: node }: MappingPair, path: Path): string | undefined {
    if (node.type === 'alias') {
      if (node.target?.type === 'scalar') return this.key({ key: node.target, value: node }, path);
      this.alias(node, path, () => undefined);
      return undefined;
    }
    if (node.type !== 'scalar') {
      this.mistake(node, 'non-string-key', `non-string key ${atPath(path)}: a ${node.type}`, 'keys are text');
      return undefined;
    }
    if (!node.plain || (node.tag !== undefined && node.tag !== '!!int') || isMergeKey(node)) return node.text;
    const value = resolvePlain(node.text);
    if (typeof value === 'string') return value;
    const shown = value === null ? '<nil>' : node.text;
    this.mistake(node, 'non-string-key', `non-string key ${atPath(path)}: ${shown}`, 'put the key in quotes');
    return undefined;
  }

  private duplicate(key: string, pair: MappingPair, seen: Map<string, SyntaxNode>): boolean {
    const first = seen.get(key);
    seen.set(key, first ?? pair.key);
    if (first === undefined) return false;
    const [line, firstLine] = [this.lineOf(pair.key.start), this.lineOf(first.start)];
    const message = `line ${line}: mapping key "${key}" already defined at line ${firstLine}`;
    this.mistake(pair.key, 'duplicate-key', message, 'keep one of the two, or rename one');
    return true;
  }

  /** `written` is the alias, if one stands in the place of the node. */
  private merge(map: TreeMap, node: SyntaxNode, path: Path, written = node): void {
    if (node.type === 'alias') this.alias(node, path, target => this.merge(map, target, path, written));
    else if (node.type === 'sequence') this.mergeAll(map, node.items, path);
    else if (node.type === 'mapping') this.mergeMapping(map, node, path);
    else this.badMerge(written);
  }

  private mergeAll(map: TreeMap, nodes: readonly SyntaxNode[], path: Path): void {
    for (const node of nodes) {
      const target = node.type === 'alias' ? node.target : node;
      if (target !== undefined && target.type !== 'mapping') this.badMerge(node);
      else this.merge(map, node, path);
    }
  }

  private mergeMapping(map: TreeMap, node: MappingNode, path: Path): void {
    const merged = this.value(node, path);
    if (!isMap(merged)) return;
    for (const key of Object.keys(merged)) if (!(key in map)) map[key] = merged[key]!;
  }

  private badMerge(node: SyntaxNode): void {
    const message = 'map merge requires map or sequence of maps as the value';
    this.mistake(
      node,
      'bad-merge',
      message,
      '<<: takes an alias of a mapping, such as <<: *defaults, or a list of them',
    );
  }

  private alias<T>(
    node: Extract<SyntaxNode, { type: 'alias' }>,
    path: Path,
    use: (target: SyntaxNode) => T,
  ): T | undefined {
    if (node.target === undefined) {
      const message = `yaml: line ${this.lineOf(node.start)}: unknown anchor '${node.name}' referenced`;
      this.mistake(node, 'unknown-anchor', message, `define it before its use, with &${node.name}`);
      return undefined;
    }
    const cycle = this.open.find(({ node: open }) => open === node.target);
    if (cycle !== undefined) {
      const [here, there] = [dotted(path), dotted(cycle.path)];
      this.mistake(
        node,
        'alias-cycle',
        `cycle detected: node at path ${here} references node at path ${there}`,
        'a value cannot contain itself: write it out',
      );
      return undefined;
    }
    this.aliasDepth += 1;
    const result = use(node.target);
    this.aliasDepth -= 1;
    return result;
  }

  private tooManyAliases(node: SyntaxNode): boolean {
    if (this.aliasDepth === 0) return false;
    this.aliased += 1;
    if (this.aliased === maximumAliasedNodes) {
      const message = `yaml: document contains excessive aliasing: more than ${maximumAliasedNodes} nodes`;
      this.mistake(node, 'excessive-aliasing', message, 'use fewer aliases of values that hold aliases themselves');
    }
    return this.aliased >= maximumAliasedNodes;
  }

  private scalar(node: ScalarNode, path: Path): Tree | undefined {
    const result = taggedScalar(node);
    if (typeof result !== 'object' || result === null || !('timestamp' in result || 'mistake' in result)) return result;
    if ('mistake' in result)
      this.mistake(node, 'bad-tag', result.mistake, `write a value that is a ${node.tag}, or leave the tag out`);
    else if (path.some(step => String(step).startsWith('x-'))) return result.timestamp;
    else {
      const message = `${formatPath(path)} invalid jsonType time.Time`;
      this.mistake(node, 'timestamp', message, `YAML reads it as a date: write it in quotes, "${node.text}"`);
    }
    return undefined;
  }

  // List elements have no place of their own in the merged model, so marks below one have nothing to act on.
  private mark(tag: '!reset' | '!override', path: Path): void {
    if (path.every(step => typeof step === 'string'))
      this.marks.push({ type: tag === '!reset' ? 'reset' : 'override', path });
  }

  private mistake(node: SyntaxNode, code: string, message: string, hint?: string): void {
    const mistake = { code, message, start: node.start, end: node.end };
    this.mistakes.push(hint === undefined ? mistake : { ...mistake, hint });
  }
}

export function isMergeKey(node: SyntaxNode): boolean {
  return node.type === 'scalar' && node.plain && node.text === '<<' && (!node.tag || node.tag === '!!merge');
}

function atPath(path: Path): string {
  return path.length === 0 ? 'at top level' : `in ${formatPath(path)}`;
}

function dotted(path: Path): string {
  return path.join('.');
}
