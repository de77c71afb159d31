import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseConfig } from './docker-config.ts';
import { type Endpoint, type ReadFile, type Tls, unresolved } from './endpoint.ts';
import { parseHost } from './host.ts';

/** A context is kept under the SHA-256 of its name: what it names in `meta`, its certificates in `tls`. */
export function contextEndpoint(name: string, store: { configDir: string; readFile: ReadFile }): Endpoint {
  const id = createHash('sha256').update(name).digest('hex');
  const path = join(store.configDir, 'contexts/meta', id, 'meta.json');
  const meta = parseConfig<ContextMeta>(path, store.readFile);
  if (meta === undefined) {
    throw unresolved(`context "${name}": context not found: open ${path}: no such file or directory`);
  }
  const docker = meta.Endpoints?.docker;
  if (!docker?.Host) throw unresolved(`context "${name}": no docker endpoint in ${path}`);
  const tls = contextTls(join(store.configDir, 'contexts/tls', id, 'docker'), docker, store.readFile);
  const endpoint = parseHost(docker.Host, { tls: tls !== undefined });
  return endpoint.type === 'tcp' && tls ? { ...endpoint, tls } : endpoint;
}

interface ContextMeta {
  Endpoints?: { docker?: ContextDocker };
}

interface ContextDocker {
  Host?: string;
  SkipTLSVerify?: boolean;
}

function contextTls(folder: string, docker: ContextDocker, readFile: ReadFile): Tls | undefined {
  const ca = readFile(join(folder, 'ca.pem'));
  const cert = readFile(join(folder, 'cert.pem'));
  const key = readFile(join(folder, 'key.pem'));
  if (ca === undefined && cert === undefined && !docker.SkipTLSVerify) return undefined;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    verify: !docker.SkipTLSVerify,
  };
}
