import { type Document, isAlias, isCollection, isMap, isScalar, type ParsedNode, parseAllDocuments } from 'yaml';
import { blockText, type SyntaxMistake, type SyntaxNode, shortTag } from './syntax.ts';
import { syntaxMistakes } from './syntax-words.ts';

export interface FullParse {
  readonly documents: SyntaxNode[];
  readonly mistakes: SyntaxMistake[];
}

/** Reads a YAML text with the parser that goes on after an error, so that every mistake of a file is found in one run. */
export function fullParse(text: string): FullParse {
  try {
    const parsed = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false });
    const documents = Array.isArray(parsed) ? parsed : [];
    const errors = documents.flatMap(document => document.errors);
    if (errors.some(({ message }) => message.includes('Maximum call stack'))) return tooDeep;
    return {
      documents: documents.map(document => new NodeReader(text).document(document)),
      mistakes: syntaxMistakes(errors, text),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep;
  }
}

// The parser recurses; how deep it gets, and so where it stops, depends on the machine.
const tooDeep: FullParse = {
  documents: [],
  mistakes: [
    { code: 'nesting', message: 'yaml: exceeded max depth', start: 0, end: 0, hint: 'nest values less deeply' },
  ],
};

class NodeReader {
  private readonly source: string;
  private readonly anchors = new Map<string, SyntaxNode>();

  constructor(source: string) {
    this.source = source;
  }

  document(document: Document.Parsed): SyntaxNode {
    const contents = document.contents as ParsedNode | null;
    return this.node(contents, document.range[0]);
  }

  private node(node: ParsedNode | null, fallback: number): SyntaxNode {
    if (node === null) return emptyScalar(fallback);
    const [start, end] = node.range;
    if (isAlias(node)) return { type: 'alias', name: node.source, target: this.anchors.get(node.source), start, end };
    const tag = node.tag === undefined || node.tag === '?' ? undefined : shortTag(node.tag);
    if (isScalar(node)) {
      const plain = node.type === 'PLAIN' || node.type === undefined;
      const value = typeof node.value === 'string' ? node.value : (node.source ?? '');
      const text = node.type?.startsWith('BLOCK') ? blockText(value, { end, source: this.source }) : value;
      return this.anchored(node.anchor, { type: 'scalar', text, plain, start, end, tag });
    }
    if (!isCollection(node)) return emptyScalar(fallback);
    if (!isMap(node)) {
      const sequence: SyntaxNode = { type: 'sequence', items: [], start, end, tag };
      this.anchored(node.anchor, sequence);
      for (const item of node.items) sequence.items.push(this.node(item as ParsedNode | null, start));
      return sequence;
    }
    const mapping: SyntaxNode = { type: 'mapping', pairs: [], start, end, tag };
    this.anchored(node.anchor, mapping);
    for (const pair of node.items) {
      const key = this.node(pair.key as ParsedNode | null, start);
      mapping.pairs.push({ key, value: this.node(pair.value as ParsedNode | null, key.end) });
    }
    return mapping;
  }

  private anchored(anchor: string | undefined, node: SyntaxNode): SyntaxNode {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }
}

function emptyScalar(offset: number): SyntaxNode {
  return { type: 'scalar', text: '', plain: true, start: offset, end: offset };
}
