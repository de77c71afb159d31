import { type Event, getScalarValue, parseEvents, type ScalarEvent, YAMLException } from 'js-yaml';
import { indentLine, type LooseText, looseText, originalOffset, relocate } from './loose-lines.ts';
import {
  blockText,
  type MappingNode,
  type SequenceNode,
  type SyntaxMistake,
  type SyntaxNode,
  shortTag,
} from './syntax.ts';

/** Nesting beyond this is no Compose file; the stages after this one recurse. */
export const maximumDepth = 500;

/**
 * The documents of a YAML text that has nothing wrong with it; undefined when it has, or may have: then `full-parse.ts` reads
 * it again and finds every mistake. js-yaml starts five times faster than the parser that explains mistakes. One
 * mistake it explains itself: nesting that the other parser could not follow.
 */
export function fastParse(text: string): SyntaxNode[] | SyntaxMistake | undefined {
  for (let loose: LooseText | undefined = looseText(text); loose !== undefined; ) {
    try {
      const events = parseEvents(loose.text, { maxDepth: maximumDepth });
      const roots = new NodeBuilder(loose.text).documents(events);
      if (roots !== undefined) relocate(roots, loose);
      return roots;
    } catch (error) {
      if (!(error instanceof YAMLException)) return undefined;
      const { reason, mark } = error;
      const offset = mark?.position ?? 0;
      if (/maxDepth/.test(reason)) return nestedTooDeep(originalOffset(offset, loose));
      loose = reason === 'deficient indentation' ? indentLine(loose, offset) : undefined;
    }
  }
  return undefined;
}

function nestedTooDeep(start: number): SyntaxMistake {
  const hint = `values may be nested ${maximumDepth} deep: is a file of another kind included here?`;
  return { code: 'nesting', message: 'yaml: exceeded max depth', start, end: start + 1, hint };
}

// js-yaml's event numbers, which its types give as literals.
const documentStart = 1;
const sequenceStart = 2;
const mappingStart = 3;
const scalar = 4;
const alias = 5;

type OpenNode = SequenceNode | { type: 'document'; items: SyntaxNode[] } | OpenMapping;
interface OpenMapping {
  readonly type: 'mapping';
  readonly node: MappingNode;
  key: SyntaxNode | undefined;
}

class NodeBuilder {
  private readonly text: string;
  private readonly anchors = new Map<string, SyntaxNode>();
  private readonly open: OpenNode[] = [];
  private readonly roots: SyntaxNode[] = [];
  /** Where the last node ended: a value that was left out stands there. */
  private offset = 0;
  /** A key that is empty or no scalar: the two parsers read some of these differently. */
  private hasStrangeKey = false;

  constructor(text: string) {
    this.text = text;
  }

  documents(events: readonly Event[]): SyntaxNode[] | undefined {
    for (const event of events) {
      if (this.isDoubtful(event)) return undefined;
      this.take(event);
    }
    return this.hasStrangeKey ? undefined : this.roots;
  }

  /** js-yaml counts the indentation that a block at the top level gives itself (`|1`) one column short. */
  private isDoubtful(event: Event): boolean {
    if (event.type === documentStart) return event.directives.length > 0;
    return event.type === scalar && event.style >= 4 && this.open.at(-1)?.type === 'document';
  }

  private take(event: Event): void {
    switch (event.type) {
      case documentStart:
        this.anchors.clear();
        this.open.push({ type: 'document', items: this.roots });
        return;
      case sequenceStart: {
        const node: SequenceNode = { type: 'sequence', items: [], ...this.place(event.start, event) };
        this.add(node, event);
        this.open.push(node);
        return;
      }
      case mappingStart: {
        const node: MappingNode = { type: 'mapping', pairs: [], ...this.place(event.start, event) };
        this.add(node, event);
        this.open.push({ type: 'mapping', node, key: undefined });
        return;
      }
      case scalar:
        this.add(this.scalarNode(event), event);
        return;
      case alias: {
        const name = this.text.slice(event.anchorStart, event.anchorEnd);
        this.offset = event.anchorEnd;
        const place = { start: event.anchorStart - 1, end: event.anchorEnd };
        this.add({ type: 'alias', name, target: this.anchors.get(name), ...place });
        return;
      }
      default:
        this.close();
    }
  }

  private add(node: SyntaxNode, event?: { anchorStart: number; anchorEnd: number }): void {
    if (event !== undefined && event.anchorStart >= 0)
      this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), node);
    const parent = this.open.at(-1)!;
    if (parent.type !== 'mapping') parent.items.push(node);
    else if (parent.key === undefined) this.takeKey(parent, node);
    else {
      parent.node.pairs.push({ key: parent.key, value: node });
      parent.key = undefined;
    }
  }

  private takeKey(parent: OpenMapping, node: SyntaxNode): void {
    parent.key = node;
    if (node.type === 'scalar' ? node.text === '' : node.type !== 'alias') this.hasStrangeKey = true;
  }

  private scalarNode(event: ScalarEvent): SyntaxNode {
    const plain = event.style === 1;
    const quotes = event.style === 2 || event.style === 3 ? 1 : 0;
    const left = event.valueStart < 0 ? this.afterColon() : event.valueStart - quotes;
    const node: SyntaxNode = {
      type: 'scalar',
      text: this.scalarText(event),
      plain,
      ...this.place(left, event),
      end: event.valueStart < 0 ? left : event.valueEnd + quotes,
    };
    this.offset = Math.max(this.offset, node.end);
    return node;
  }

  private scalarText(event: ScalarEvent): string {
    if (event.valueStart < 0) return '';
    const value = getScalarValue(this.text, event);
    return event.style >= 4 ? blockText(value, { end: event.valueEnd, source: this.text }) : value;
  }

  private place(start: number, event: { tagStart: number; tagEnd: number }) {
    const tag = event.tagStart < 0 ? undefined : shortTag(this.text.slice(event.tagStart, event.tagEnd));
    return { start, end: start, tag };
  }

  private afterColon(): number {
    const gap = /^[ \t]*:/.exec(this.text.slice(this.offset, this.offset + 80));
    return this.offset + (gap === null ? 0 : gap[0].length);
  }

  private close(): void {
    const closed = this.open.pop()!;
    if (closed.type === 'document') return;
    const node = closed.type === 'mapping' ? closed.node : closed;
    const bracket = this.text[node.start];
    if (bracket === '{' || bracket === '[') {
      const end = this.text.indexOf(bracket === '{' ? '}' : ']', Math.max(this.offset, node.start));
      if (end >= 0) this.offset = end + 1;
    }
    node.end = Math.max(this.offset, node.start);
  }
}
