import { defaultHost, type Endpoint, unresolved } from './endpoint.ts';

/** Reads `unix://…`, `npipe://…`, `tcp://…`, `http(s)://…`, `ssh://…`, or a bare `host:port`. */
export function parseHost(url: string, { tls }: { tls: boolean }): Endpoint {
  const [scheme, rest] = url.includes('://') ? split(url) : ['tcp', url];
  switch (scheme) {
    case 'unix':
    case 'npipe':
      return { type: 'socket', url, path: rest || defaultHost.slice('unix://'.length) };
    case 'tcp':
    case 'http':
    case 'https':
      return tcp(url, rest, tls || scheme === 'https' ? 2376 : 2375);
    case 'ssh':
      return ssh(url);
    default:
      throw unresolved(`invalid bind address format: ${url}`);
  }
}

function split(url: string): [scheme: string, rest: string] {
  const at = url.indexOf('://');
  return [url.slice(0, at), url.slice(at + 3)];
}

function tcp(url: string, address: string, defaultPort: number): Endpoint {
  const { hostname, port } = parseUrl(`http://${address || '127.0.0.1'}`, url);
  // `new URL` drops a port that is its scheme's own: `tcp://host:80` means 80, not Docker's default.
  const given = port || (/:0*80(\/|$)/.test(address) ? '80' : '');
  return { type: 'tcp', url, host: unbracket(hostname), port: given === '' ? defaultPort : Number(given) };
}

function ssh(url: string): Endpoint {
  const { hostname, port, username, password, pathname } = parseUrl(url, url);
  if (hostname === '') throw unresolved(`invalid ssh URL: no host specified: ${url}`);
  if (password !== '') throw unresolved('invalid ssh URL: plain-text password is not supported');
  if (pathname !== '' && pathname !== '/')
    throw unresolved(`invalid ssh URL: extra path after the host: "${pathname}"`);
  return {
    type: 'ssh',
    url,
    host: unbracket(hostname),
    ...(port && { port: Number(port) }),
    ...(username && { user: decodeURIComponent(username) }),
  };
}

function parseUrl(text: string, url: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw Object.assign(unresolved(`parse "${url}": invalid host`), { cause });
  }
}

/** Sockets take an IPv6 address without the brackets that a URL needs. */
function unbracket(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
