import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import type { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { fakeEngine } from '../support/fake-engine.ts';

type Item =
  | { readonly type: 'file'; readonly content: string; readonly mode: number }
  | { readonly type: 'folder'; readonly mode: number }
  | { readonly type: 'link'; readonly to: string };

/** What becomes of a call. `half`: it does a part, and is told of as failed or, if it is a command, as killed. */
export type Fate = 'good' | 'half' | 'refused' | 'killed' | 'missing' | 'nameless' | 'hanging';

/** An engine with one container, whose files are in memory and behave as those of a real one: links are followed. */
export interface FilesEngine {
  readonly engine: Engine;
  readonly items: Map<string, Item>;
  /** `/a/file 644 content`, as test/e2e has it. */
  listing(root: string): string[];
}

export function filesEngine(fateOf: (call: string) => Promise<Fate>): FilesEngine {
  const items = new Map<string, Item>([['/', { type: 'folder', mode: 0o755 }]]);
  const execs = new Map<string, { command: readonly string[]; exitCode: number | null }>();

  /** Where a path leads to, its last name aside. */
  const real = (path: string, follows = 0): string => {
    if (path === '/') return path;
    let folder = real(posix.dirname(path), follows);
    for (let item = items.get(folder); item?.type === 'link'; item = items.get(folder)) {
      follows += 1;
      if (follows > 10) throw new EngineError('refused', 'too many links', { status: 500 });
      folder = real(posix.resolve(posix.dirname(folder), item.to), follows);
    }
    const item = items.get(folder);
    if (item === undefined) throw new EngineError('not-found', `no ${path}`, { status: 404 });
    if (item.type !== 'folder') throw new EngineError('refused', `${path}: not a directory`, { status: 500 });
    return posix.join(folder, posix.basename(path));
  };
  const find = (path: string): [at: string, item: Item] => {
    const at = real(path);
    const item = items.get(at);
    if (item === undefined) throw new EngineError('not-found', `no ${path}`, { status: 404 });
    // An engine tells where a link leads to, and fails where it can't.
    if (item.type === 'link') refuseLoop(at);
    return [at, item];
  };
  const refuseLoop = (path: string): void => {
    try {
      real(`${path}/x`);
    } catch (error) {
      if ((error as Error).message === 'too many links') throw error;
    }
  };
  const remove = (path: string): void => {
    for (const found of [...items.keys()]) if (found === path || found.startsWith(`${path}/`)) items.delete(found);
  };
  const put = (path: string, item: Item): void => {
    for (const folder of parents(path)) {
      let at: string | undefined;
      try {
        at = real(folder);
      } catch {}
      if (at !== undefined && !items.has(at)) items.set(at, { type: 'folder', mode: 0o755 });
    }
    const at = real(path);
    if (!(item.type === 'folder' && items.get(at)?.type === 'folder')) remove(at);
    items.set(at, item);
  };
  const command = (name: string, path: string): boolean => {
    try {
      const at = real(path);
      const item = items.get(at);
      if (item === undefined) return name === 'rm';
      const isFull = [...items.keys()].some(other => other.startsWith(`${at}/`));
      if (name === 'rm' ? item.type === 'folder' : item.type !== 'folder' || isFull) return false;
      items.delete(at);
      return true;
    } catch (error) {
      return name === 'rm' && (error as EngineError).kind === 'not-found';
    }
  };

  const engine: Engine = {
    ...fakeEngine(),
    inspectContainer: async id =>
      ({ Id: id, State: { Status: 'running', StartedAt: `${execs.size}` } }) as Awaited<
        ReturnType<Engine['inspectContainer']>
      >,
    statPath: async (_, path) => {
      if ((await fateOf('stat')) !== 'good') throw new EngineError('unreachable', 'gone');
      const [at, item] = find(path);
      const mode = { folder: 2 ** 31, link: 2 ** 27, file: 0 }[item.type];
      const linkTarget = item.type === 'link' ? posix.resolve(posix.dirname(at), item.to) : '';
      return { name: posix.basename(path), size: 0, mode, mtime: '', linkTarget };
    },
    getArchive: async (_, path) => {
      if ((await fateOf('archive')) !== 'good') throw new EngineError('unreachable', 'gone');
      const [at, item] = find(path);
      const archive = pack();
      const base = posix.basename(path);
      for (const [found, { ...own }] of [...items].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (found !== at && !(item.type === 'folder' && found.startsWith(`${at}/`))) continue;
        const name = base + found.slice(at.length);
        if (own.type === 'file') archive.entry({ name, mode: own.mode }, own.content);
        else if (own.type === 'folder') archive.entry({ name: `${name}/`, type: 'directory', mode: own.mode });
        else archive.entry({ name, type: 'symlink', linkname: own.to });
      }
      archive.finalize();
      return {
        stat: { name: base, size: 0, mode: 0, mtime: '', linkTarget: '' },
        archive: archive as AsyncIterable<Buffer>,
      };
    },
    putArchive: async (_, __, content) => {
      const fate = await fateOf('put');
      if (fate !== 'good' && fate !== 'half') throw new EngineError('refused', 'no space', { status: 500 });
      const tar = extract();
      Readable.from([Buffer.isBuffer(content) ? content : await buffer(content)]).pipe(tar);
      const read: (() => void)[] = [];
      for await (const entry of tar as unknown as AsyncIterable<Readable & { header: Header }>) {
        const { name, type, mode = 0, linkname } = entry.header;
        const path = `/${name.replace(/\/$/, '')}`;
        const content = await text(entry);
        if (type === 'directory') read.push(() => put(path, { type: 'folder', mode }));
        else if (type === 'symlink') read.push(() => put(path, { type: 'link', to: linkname ?? '' }));
        else read.push(() => put(path, { type: 'file', content, mode }));
      }
      for (const act of fate === 'half' ? read.slice(0, read.length / 2) : read) act();
      if (fate === 'half') throw new EngineError('refused', 'no space', { status: 500 });
    },
    createExec: async (_, { Cmd }) => {
      const id = `${execs.size}`;
      execs.set(id, { command: Cmd, exitCode: null });
      return { Id: id };
    },
    async *startExec(id, { signal }) {
      const exec = execs.get(id)!;
      const fate = await fateOf('exec');
      const [name = ''] = exec.command;
      const paths = exec.command.slice(exec.command.indexOf('--') + 1);
      if (fate === 'hanging') await new Promise(resolve => signal?.addEventListener('abort', resolve));
      else if (fate === 'missing') exec.exitCode = 126;
      else if (fate === 'refused') throw new EngineError('conflict', 'is not running');
      else {
        const all = fate === 'good' ? paths : fate === 'half' ? paths.slice(0, paths.length / 2) : [];
        const done = all.map(path => command(name, path));
        exec.exitCode = fate === 'nameless' ? null : fate === 'good' ? (done.every(Boolean) ? 0 : 1) : 137;
      }
    },
    inspectExec: async id => ({ ID: id, Running: false, ExitCode: execs.get(id)!.exitCode }),
  };
  return {
    engine,
    items,
    listing: root =>
      [...items]
        .filter(([path]) => path.startsWith(`${root}/`))
        .map(([path, item]) => {
          const own = path.slice(root.length + 1);
          if (item.type === 'link') return `${own} -> ${item.to}`;
          const bits = item.mode.toString(8);
          return item.type === 'folder' ? `${own}/ ${bits}` : `${own} ${bits} ${item.content}`;
        })
        .sort(),
  };
}

function parents(path: string): string[] {
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== '/'; folder = posix.dirname(folder)) folders.unshift(folder);
  return folders;
}
