import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { engineBytes } from './support.ts';

/** What is in a folder of a container: `deep/file 644 content`, `link -> there`, `folder/ 755`. */
export async function filesOfContainer(container: string, folder: string): Promise<string[]> {
  const tar = await engineBytes('GET', `/containers/${container}/archive?path=${encodeURIComponent(folder)}`);
  const archive = extract();
  Readable.from([tar]).pipe(archive);
  const found: string[] = [];
  for await (const entry of archive as unknown as AsyncIterable<Readable & { header: Header }>) {
    const { name, type, mode = 0, linkname } = entry.header;
    const path = name.split('/').slice(1).join('/').replace(/\/$/, '');
    const content = await text(entry);
    if (path === '') continue;
    const bits = (mode & 0o7777).toString(8);
    if (type === 'directory') found.push(`${path}/ ${bits}`);
    else found.push(type === 'symlink' ? `${path} -> ${linkname}` : `${path} ${bits} ${content}`);
  }
  return found.sort();
}

/** The same of a folder here. */
export function filesOfHost(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .flatMap(name => {
      const path = below === '' ? name : `${below}/${name}`;
      const at = join(folder, path);
      const found = lstatSync(at);
      const bits = (found.mode & 0o7777).toString(8);
      if (found.isSymbolicLink()) return [`${path} -> ${readlinkSync(at)}`];
      if (found.isDirectory()) return [`${path}/ ${bits}`, ...filesOfHost(folder, path)];
      return [`${path} ${bits} ${readFileSync(at, 'utf8')}`];
    })
    .sort();
}
