import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import { type Constructed, construct } from './construct.ts';
import { fastParse } from './fast-parse.ts';
import { findNode } from './locate.ts';
import { SourceText } from './source-text.ts';
import type { SyntaxMistake, SyntaxNode } from './syntax.ts';
import type { Path } from './tree.ts';

/** One YAML file, read: its documents as values, what is wrong with its text, and the way back to the places. */
export interface ParsedFile {
  /** Absolute path, `-` for standard input. */
  readonly file: string;
  readonly documents: readonly ParsedDocument[];
  readonly mistakes: readonly SyntaxMistake[];
  locationOf(start: number, end: number): SourceLocation;
}

export interface ParsedDocument extends Omit<Constructed, 'mistakes'> {
  /** Where the value at `path` stands, or its key, as offsets; the nearest parent when the document has nothing there. */
  locate(path: Path, atKey?: boolean): { start: number; end: number };
  /** How many steps of `path` the document has. */
  reach(path: Path): number;
}

/**
 * Reads a YAML text. The parser that explains mistakes is loaded only when there is one to explain: it takes longer
 * to start than all the rest.
 */
export async function parseYaml(file: string, content: string): Promise<ParsedFile> {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const lines = new SourceText(text);
  const { roots, mistakes } = await readDocuments(text);
  const documents = roots.map(root => ({ root, ...construct(root, offset => lines.position(offset).line) }));
  return {
    file,
    documents: documents.map(({ root, tree, marks }) => ({ tree, marks, ...places(root) })),
    mistakes: [...mistakes, ...documents.flatMap(document => document.mistakes)]
      .sort((a, b) => a.start - b.start)
      .map(mistake => inWords(mistake, file)),
    locationOf: (start, end) => ({ file, ...lines.location(start, end) }),
  };
}

// Docker Compose puts these before the reason, depending on who finds it.
const prefixes: Readonly<Record<string, (file: string) => string>> = {
  'duplicate-key': file => `failed to parse ${file}: yaml: construct errors: `,
  'bad-merge': file => `failed to parse ${file}: yaml: construct errors: `,
  'bad-tag': file => `failed to parse ${file}: `,
  'alias-cycle': file => `failed to parse ${file}: `,
  'excessive-aliasing': file => `failed to parse ${file}: `,
  timestamp: file => `validating ${file}: `,
};

function inWords(mistake: SyntaxMistake, file: string): SyntaxMistake {
  const prefix = prefixes[mistake.code];
  return prefix === undefined ? mistake : { ...mistake, message: prefix(file) + mistake.message };
}

async function readDocuments(text: string): Promise<{ roots: SyntaxNode[]; mistakes: readonly SyntaxMistake[] }> {
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text);
  if (control !== null) {
    const [start, end] = [control.index, control.index + 1];
    return {
      roots: [],
      mistakes: [
        {
          code: 'yaml-syntax',
          message: 'yaml: control characters are not allowed',
          start,
          end,
          hint: 'remove it, or write it as an escape in double quotes, such as "\\0"',
        },
      ],
    };
  }
  const roots = fastParse(text);
  if (Array.isArray(roots)) return { roots, mistakes: [] };
  if (roots !== undefined) return { roots: [], mistakes: [roots] };
  const { fullParse } = await import('./full-parse.ts');
  const { documents, mistakes } = fullParse(text);
  return { roots: mistakes.length > 0 ? [] : documents, mistakes };
}

function places(root: SyntaxNode): Pick<ParsedDocument, 'locate' | 'reach'> {
  return {
    locate: (path, atKey = false) => {
      const { node, key, reach } = findNode(root, path);
      return atKey && key !== undefined && reach === path.length ? key : node;
    },
    reach: path => findNode(root, path).reach,
  };
}
