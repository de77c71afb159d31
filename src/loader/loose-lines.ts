import type { SyntaxNode } from './syntax.ts';

/**
 * Docker Compose's reader asks no indentation of a line that goes on within quotes or brackets; the YAML specification
 * and our parsers do. Blanks before such a line mean nothing, so that it is given more than it can need.
 */
export interface LooseText {
  readonly text: string;
  /** Where blanks were put before a line, as offsets into `text`, in order. */
  readonly added: readonly number[];
  /** How many each time. */
  readonly width: number;
}

export function looseText(text: string): LooseText {
  return { text, added: [], width: 0 };
}

/** Indents the line that has `offset`; undefined when that can't help, or was done before. */
export function indentLine({ text, added, width }: LooseText, offset: number): LooseText | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (added.includes(start) || added.length >= mostLines || /^(---|\.\.\.)(\s|$)/.test(text.slice(start, start + 4)))
    return undefined;
  const more = width || deepestIndentation(text) + 1;
  const before = added.filter(at => at < start);
  const after = added.filter(at => at > start).map(at => at + more);
  return {
    text: text.slice(0, start) + ' '.repeat(more) + text.slice(start),
    added: [...before, start, ...after],
    width: more,
  };
}

/** Each of them has the text read anew. */
const mostLines = 200;

/** With the dashes of lists, which count like blanks. */
function deepestIndentation(text: string): number {
  return (text.match(/^[ -]+/gm) ?? []).reduce((deepest, { length }) => Math.max(deepest, length), 0);
}

/** Puts the places of nodes back to those of the text as it was. */
export function relocate(nodes: readonly SyntaxNode[], loose: LooseText): void {
  if (loose.added.length === 0) return;
  for (const node of nodes) {
    node.start = originalOffset(node.start, loose);
    node.end = originalOffset(node.end, loose);
    if (node.type === 'sequence') relocate(node.items, loose);
    if (node.type === 'mapping')
      relocate(
        node.pairs.flatMap(({ key, value }) => [key, value]),
        loose,
      );
  }
}

export function originalOffset(offset: number, { added, width }: LooseText): number {
  return added.reduce((left, at) => (at < offset ? left - Math.min(width, offset - at) : left), offset);
}
