import { type Tree, type TreeMap, treeMap } from '../tree.ts';
import { cleanPath } from '../values/clean-path.ts';
import { ValueError } from '../values/value-error.ts';

/** Reads `[source:]target[:options]`. A lone letter before a colon is a Windows drive, even where it is none. */
export function parseVolume(text: string): TreeMap {
  if (text === '') throw new ValueError('invalid empty volume spec', 'name a folder of the container');
  if (text.length <= 2) {
    return treeMap([
      ['type', 'volume'],
      ['target', cleanPath(text)],
    ]);
  }
  const [first, second, options, ...more] = splitVolume(text);
  if (more.length > 0)
    throw new ValueError(
      `invalid spec: ${text}: too many colons`,
      'write [SOURCE:]TARGET[:OPTIONS]; paths with colons need the long syntax',
    );
  return second === undefined ? anonymousVolume(first!) : mount(first!, second, (options ?? '').split(','));
}

const propagations = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];

/** Colons of a `${VARIABLE:-default}` that has no value yet are its own. */
function splitVolume(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const [piece] of `${text}:`.matchAll(/\$\{[^}]*\}|./gs)) {
    if (piece !== ':' || /^[A-Za-z]$/.test(part)) {
      part += piece;
    } else {
      if (part === '')
        throw new ValueError(
          `invalid spec: ${text}: empty section between colons`,
          'put a name or a path on both sides of the colon',
        );
      parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part.slice(0, -1)];
}

function anonymousVolume(target: string): TreeMap {
  return treeMap([
    ['type', 'volume'],
    ['target', cleanPath(target)],
    ['volume', treeMap()],
  ]);
}

function mount(source: string, target: string, options: readonly string[]): TreeMap {
  const isBind = isPath(source);
  const bind = bindOptions(options, isBind);
  const nocopy: [string, Tree][] = options.includes('nocopy') ? [['nocopy', true]] : [];
  const readOnly = options.findLast(option => option === 'ro' || option === 'rw') === 'ro';
  return treeMap([
    ['type', isBind ? 'bind' : 'volume'],
    ['source', source],
    ['target', cleanPath(target)],
    ...(readOnly ? ([['read_only', true]] as const) : []),
    ...(bind.length > 0 ? ([['bind', treeMap(bind)]] as const) : []),
    ...(!isBind || nocopy.length > 0 ? ([['volume', treeMap(nocopy)]] as const) : []),
  ]);
}

function bindOptions(options: readonly string[], isBind: boolean): [string, Tree][] {
  const entries: [string, Tree][] = isBind ? [['create_host_path', true]] : [];
  const selinux = options.findLast(option => option === 'z' || option === 'Z');
  const propagation = options.findLast(option => propagations.includes(option));
  if (selinux !== undefined) entries.push(['selinux', selinux]);
  if (propagation !== undefined) entries.push(['propagation', propagation]);
  return entries;
}

function isPath(source: string): boolean {
  return /^([./~]|\\\\|[A-Za-z]:)/.test(source);
}
