import { ComposeError } from '../diagnostics/errors.ts';
import type { LoaderIO } from './options.ts';
import { type ParsedFile, parseYaml } from './parse.ts';

export type ReadComposeFile = (file: string) => Promise<ParsedFile>;

/** Reads and parses Compose files, each once however often a project names it. `onRead` is given each new one. */
export function composeFileReader(io: LoaderIO, onRead: (file: ParsedFile) => void): ReadComposeFile {
  const files = new Map<string, Promise<ParsedFile>>();
  return file => {
    const known = files.get(file) ?? read(file);
    files.set(file, known);
    return known;
  };

  async function read(file: string): Promise<ParsedFile> {
    const parsed = await parseYaml(file, await readText(file, io));
    onRead(parsed);
    return parsed;
  }
}

async function readText(file: string, io: LoaderIO): Promise<string> {
  if (file === '-') return io.readStdin();
  if ((await io.fileType(file)) === 'folder') throw new ComposeError('unreadable-file', `read ${file}: is a directory`);
  const text = await io.readFile(file);
  if (text !== undefined) return text;
  throw new ComposeError('no-such-file', `open ${file}: no such file or directory`);
}
