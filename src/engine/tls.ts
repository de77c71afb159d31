import { join } from 'node:path';
import { type ReadFile, type Tls, unresolved } from './endpoint.ts';

/** The three files of a DOCKER_CERT_PATH. The engine's authority is needed to verify; the client's pair is optional. */
export function readTls(folder: string, { verify, readFile }: { verify: boolean; readFile: ReadFile }): Tls {
  const ca = readFile(join(folder, 'ca.pem'));
  const cert = readFile(join(folder, 'cert.pem'));
  const key = readFile(join(folder, 'key.pem'));
  if (verify && ca === undefined) throw missing(join(folder, 'ca.pem'));
  if (cert !== undefined && key === undefined) throw missing(join(folder, 'key.pem'));
  if (key !== undefined && cert === undefined) throw missing(join(folder, 'cert.pem'));
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
