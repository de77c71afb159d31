import { join } from 'node:path';
import { type ReadFile, type Tls, unresolved } from './endpoint.ts';

/** Paths of PEM files, in place of those of the folder. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

interface TlsSources {
  readonly verify: boolean;
  readonly readFile: ReadFile;
  /** Those that were named must be there. Default: none. */
  readonly files?: TlsFiles;
}

/** The three files of a DOCKER_CERT_PATH. The engine's authority is needed to verify; the client's pair is optional. */
export function readTls(folder: string, { verify, readFile, files = {} }: TlsSources): Tls {
  const paths = {
    ca: files.ca ?? join(folder, 'ca.pem'),
    cert: files.cert ?? join(folder, 'cert.pem'),
    key: files.key ?? join(folder, 'key.pem'),
  };
  const read = (file: keyof TlsFiles) => {
    const text = readFile(paths[file]);
    if (text === undefined && files[file] !== undefined) throw missing(paths[file]);
    return text;
  };
  const [ca, cert, key] = [read('ca'), read('cert'), read('key')];
  if (verify && ca === undefined) throw missing(paths.ca);
  if (cert !== undefined && key === undefined) throw missing(paths.key);
  if (key !== undefined && cert === undefined) throw missing(paths.cert);
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    verify,
  };
}

function missing(path: string) {
  return unresolved(`open ${path}: no such file or directory`);
}
