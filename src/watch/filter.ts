import { isAbsolute, relative } from 'node:path';
import { type IgnoreRules, ignoreRules } from '../ignore/ignore-rules.ts';
import type { Entry } from './entry.ts';
import { joined } from './tree.ts';

/** Which paths below a rule's own count; they are relative to it, and '' is itself. */
export interface Filter {
  takes(path: string, type: Entry['type']): boolean;
  /** Whether anything below a folder may count: if not, it need not even be watched. */
  enters(folder: string): boolean;
}

export interface FilterOptions {
  /** Absolute path of the rule. */
  readonly root: string;
  /** Patterns relative to it. */
  readonly ignore?: readonly string[];
  /** Default: everything. */
  readonly include?: readonly string[];
  /** Other patterns and the folders that they are relative to: those of a build's ignore file. */
  readonly others?: readonly { readonly folder: string; readonly patterns: readonly string[] }[];
  /** Absolute paths of files that never count: what makes the container, rather than being in it. */
  readonly never?: readonly string[];
  /** Leave out what two-way syncing writes for its own ends. Default: false. */
  readonly twoWay?: boolean;
}

/** What editors write beside the file that they save, and folders that are nobody's to run. One look at a path, for speed. */
const alwaysIgnored = anywhere([
  String.raw`\.git`,
  String.raw`\.idea`,
  String.raw`\.DS_Store`,
  // vim
  String.raw`\.[^/]*\.sw[^/]x?`,
  '4913',
  '[^/]*~',
  // emacs
  String.raw`\.#[^/]*`,
  '#[^/]*#',
  // JetBrains, Kate, GNOME
  '[^/]*___jb_(?:tmp|old)___',
  String.raw`\.[^/]*\.kate-swp`,
  String.raw`\.goutputstream-[^/]*`,
]);

/** What two-way syncing keeps of a conflict, and files that it has not yet written whole. */
const written = anywhere([String.raw`[^/]*\.conflict-[^/]+-\d{8}T\d{6}Z(?:-\d+)?`, String.raw`\.gantry-[^/]*\.tmp`]);

/** Packages hold programs for the host, which is seldom the container's platform. */
const packages = anywhere(['node_modules']);

function anywhere(names: readonly string[]): RegExp {
  return new RegExp(`(?:^|/)(?:${names.join('|')})(?:/|$)`);
}

export function ruleFilter(options: FilterOptions): Filter {
  const { root, ignore = [], include = [], others = [], never = [], twoWay = false } = options;
  const wantsPackages = packages.test(root) || include.some(p => p.includes('node_modules'));
  const ignored: { rules: IgnoreRules; prefix: string }[] = [
    ...(ignore.length === 0 ? [] : [{ rules: ignoreRules(ignore), prefix: '' }]),
    ...others.flatMap(({ folder, patterns }) => {
      const prefix = relative(folder, root).split('\\').join('/');
      const isOutside = prefix === '..' || prefix.startsWith('../') || isAbsolute(prefix);
      return isOutside || patterns.length === 0 ? [] : [{ rules: ignoreRules(patterns), prefix }];
    }),
  ];
  const included = include.length === 0 ? undefined : ignoreRules(include);
  const excluded = new Set(never.map(path => relative(root, path).split('\\').join('/')));
  const isLeftOut = (path: string) =>
    alwaysIgnored.test(path) || (!wantsPackages && packages.test(path)) || (twoWay && written.test(path));
  const isIgnored = (path: string) =>
    isLeftOut(path) || ignored.some(({ rules, prefix }) => rules.ignores(joined(prefix, path)));
  return {
    takes: (path, type) => {
      if (isIgnored(path) || (type !== 'folder' && excluded.has(path))) return false;
      return included === undefined || path === '' || included.ignores(path);
    },
    enters: folder =>
      !isLeftOut(folder) &&
      ignored.every(({ rules, prefix }) => {
        const path = joined(prefix, folder);
        return !rules.ignores(path) || rules.mayExceptBelow(path);
      }),
  };
}
