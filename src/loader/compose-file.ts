import type { LoaderIO } from './options.ts';
import { type ParsedFile, parseYaml } from './parse.ts';
import { readText } from './read-text.ts';

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
    const parsed = await parseYaml(file, file === '-' ? await io.readStdin() : await readText(file, io));
    onRead(parsed);
    return parsed;
  }
}
