import dockerignore from '@balena/dockerignore';

/** Docker's ignore patterns: of a `.dockerignore`, and of rules that watch files. */
export interface IgnoreRules {
  /** Whether a path, relative and with `/`, is ignored, or a folder is that it is in. */
  ignores(path: string): boolean;
  /** Whether a pattern with `!` may bring back what is below an ignored folder. */
  mayExceptBelow(folder: string): boolean;
}

/** The last pattern that matches decides. */
export function ignoreRules(patterns: readonly string[]): IgnoreRules {
  // The package is CommonJS: its typed default export is a property of what Node imports.
  const rules = dockerignore.default({ ignorecase: false }).add(patterns.map(escaped));
  const exceptions = patterns.map(pattern => pattern.trim()).filter(pattern => /^!\s*[^\s]/.test(pattern));
  const prefixes = exceptions.map(segmentsOf);
  return {
    ignores: path => path !== '' && rules.ignores(path),
    mayExceptBelow: folder => prefixes.some(segments => mayMatchBelow(segments, folder)),
  };
}

/** The patterns of an ignore file: a line each, `#` begins a comment. */
export function parseIgnoreFile(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#') && line.trim() !== '');
}

/** Characters that mean something to regular expressions and nothing to Docker; the package takes them as they are. */
function escaped(pattern: string): string {
  return pattern.replace(/\\[\s\S]|\[[^\]]*\]|[+()|{}]/g, part => (part.length === 1 ? `\\${part}` : part));
}

function segmentsOf(exception: string): string[] {
  return exception
    .slice(1)
    .trim()
    .split('/')
    .filter(segment => segment !== '' && segment !== '.');
}

/** Whether a pattern's first segments can be the folder's; a wildcard can be anything. */
function mayMatchBelow(segments: readonly string[], folder: string): boolean {
  for (const [index, name] of folder.split('/').entries()) {
    const segment = segments[index];
    if (segment === undefined) return true;
    if (segment.includes('**')) return true;
    if (!/[*?[\\]/.test(segment) && segment !== name) return false;
  }
  return true;
}
