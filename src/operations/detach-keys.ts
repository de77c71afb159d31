import { ComposeError } from '../diagnostics/errors.ts';

/** Docker's own, which its configuration and commands can replace. */
export const standardDetachKeys = 'ctrl-p,ctrl-q';

/** The bytes of keys as Docker names them: `a`, `ctrl-a` to `ctrl-z`, `ctrl-@`, `DEL` …, parted by commas. */
export function parseDetachKeys(keys: string): Buffer {
  return Buffer.from(keys.split(',').map(key => codeOf(key, keys)));
}

const controls = '@abcdefghijklmnopqrstuvwxyz[\\]^_';

function codeOf(key: string, keys: string): number {
  if (key.length === 1) return key.charCodeAt(0);
  const code = /^ctrl-.$/.test(key) ? controls.indexOf(key.at(-1)!) : -1;
  if (code >= 0) return code;
  if (key === 'DEL') return 127;
  throw new ComposeError('invalid-detach-keys', `invalid detach keys (${keys}): Unknown character: '${key}'`, {
    hint: 'name keys such as ctrl-p,ctrl-q',
  });
}

export interface DetachScan {
  /** What is to be passed on. */
  readonly data: Buffer;
  /** The keys have been typed; what follows them is dropped. */
  readonly detached: boolean;
}

/** Watches what is typed for the keys, which may come in several pieces: the first of them are held back until then. */
export function detachScanner(keys: Buffer): (typed: Uint8Array) => DetachScan {
  let matched = 0;
  return typed => {
    const passed: number[] = [];
    for (const byte of typed) {
      while (matched > 0 && byte !== keys[matched]) {
        const shorter = longestRestart(keys, matched);
        passed.push(...keys.subarray(0, matched - shorter));
        matched = shorter;
      }
      if (byte === keys[matched]) matched += 1;
      else passed.push(byte);
      if (matched === keys.length) return { data: Buffer.from(passed), detached: true };
    }
    return { data: Buffer.from(passed), detached: false };
  };
}

/** Of `length` keys that matched, how many of the last ones are the first keys again. */
function longestRestart(keys: Buffer, length: number): number {
  let shorter = length - 1;
  while (shorter > 0 && !keys.subarray(0, shorter).equals(keys.subarray(length - shorter, length))) shorter -= 1;
  return shorter;
}
