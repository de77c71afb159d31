import { join } from 'node:path';
import { parseConfig } from './docker-config.ts';
import type { ReadFile } from './endpoint.ts';

/** The proxies of one engine, as Docker's `config.json` has them. */
interface Proxies {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly ftpProxy?: string;
  readonly allProxy?: string;
}

const variables: Readonly<Record<keyof Proxies, string>> = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  noProxy: 'NO_PROXY',
  ftpProxy: 'FTP_PROXY',
  allProxy: 'ALL_PROXY',
};

export interface ProxySources {
  readonly configDir: string;
  /** The engine's address, which the file may have proxies of its own for. */
  readonly url: string;
  readonly readFile: ReadFile;
}

/** Variables that Docker gives to containers and builds for its user's proxies, in both spellings that programs read. */
export function proxyVariables({ configDir, url, readFile }: ProxySources): Record<string, string> {
  const config = parseConfig<{ proxies?: Record<string, Proxies> }>(join(configDir, 'config.json'), readFile);
  const proxies = config?.proxies?.[url] ?? config?.proxies?.default ?? {};
  const entries = Object.entries(variables).flatMap(([key, name]) => {
    const value = proxies[key as keyof Proxies];
    return value ? [[name, value] as const, [name.toLowerCase(), value] as const] : [];
  });
  return Object.fromEntries(entries);
}
