import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import { blockText, type SyntaxMistake, type SyntaxNode, shortTag } from './syntax.ts';

export interface FullParse {
  readonly documents: SyntaxNode[];
  readonly mistakes: SyntaxMistake[];
}

/** Reads a YAML text with the parser that goes on after an error, so that every mistake of a file is found in one run. */
export function fullParse(text: string): FullParse {
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false, lineCounter: lines });
    const documents = Array.isArray(parsed) ? parsed : [];
    const mistakes = documents.flatMap(document => document.errors.map(error => describe(error, lines, text)));
    return {
      documents: documents.map(document => new NodeReader(text).document(document)),
      mistakes: onePerLine(mistakes),
    };
  } catch (error) {
    // The parser recurses; a document nested this deep overflows it.
    if (!(error instanceof RangeError)) throw error;
    return { documents: [], mistakes: [{ code: 'nesting', message: 'yaml: exceeded max depth', start: 0, end: 0 }] };
  }
}

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

function describe(error: YAMLError, lines: LineCounter, text: string): SyntaxMistake {
  const [start, end] = error.pos;
  const { line, col } = lines.linePos(start);
  const lineText = text.slice(start - col + 1).split('\n', 1)[0]!;
  const place = { code: 'yaml-syntax', start, end };
  if (error.code === 'TAB_AS_INDENT' || /^\s*\t/.test(lineText)) {
    const message = `yaml: while scanning for the next token at line ${line}: found character that cannot start any token`;
    return { ...place, message, hint: 'the line is indented with a tab; YAML takes spaces only' };
  }
  const { reason, hint } = explanations.find(({ matches }) => matches.test(error.message)) ?? { reason: error.message };
  const message = `yaml: line ${line}, column ${col}: ${reason.replace(/ at line \d+, column \d+:?[\s\S]*$/, '')}`;
  return hint === undefined ? { ...place, message } : { ...place, message, hint };
}

/** Our parser's words into those of Docker Compose, with what to do. */
const explanations: readonly { matches: RegExp; reason: string; hint?: string }[] = [
  {
    matches: /Implicit keys need to be on a single line|Nested mappings are not allowed/,
    reason: 'mapping values are not allowed in this context',
    hint: 'put a value that contains ": " in quotes, or check the indentation',
  },
  {
    matches: /All mapping items must start at the same column|same column|bad indentation/i,
    reason: 'did not find expected key',
    hint: 'keys of one mapping start in the same column: check the indentation',
  },
  {
    matches: /All sequence items must start at the same column/,
    reason: "did not find expected '-' indicator",
    hint: 'the items of one list start in the same column: check the indentation',
  },
  {
    matches: /Flow map .*must/,
    reason: "did not find expected ',' or '}'",
    hint: 'close the {',
  },
  {
    matches: /Flow sequence .*must/,
    reason: "did not find expected ',' or ']'",
    hint: 'close the [',
  },
  {
    matches: /Missing closing (["'])quote/,
    reason: 'found unexpected end of stream while scanning a quoted scalar',
    hint: 'close the quote',
  },
  {
    matches: /Maximum call stack/,
    reason: 'exceeded max depth',
    hint: 'mappings and lists are nested too deeply to be a Compose file',
  },
  {
    matches: /Plain value cannot start with/,
    reason: 'found character that cannot start any token',
    hint: 'put the value in quotes',
  },
];

function onePerLine(mistakes: readonly SyntaxMistake[]): SyntaxMistake[] {
  const seen = new Set<string>();
  return mistakes.filter(({ message }) => {
    const line = /line (\d+)/.exec(message)?.[1] ?? message;
    return !seen.has(line) && seen.add(line);
  });
}
