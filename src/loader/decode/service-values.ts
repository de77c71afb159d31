import { toHostList } from '../attributes/extra-hosts.ts';
import { isList, isMap, type Tree } from '../tree.ts';
import { ValueError } from '../values/value-error.ts';
import { reading } from './decoder.ts';
import { scalarText, toNumber } from './scalars.ts';

/** `host=address` entries, sorted; one of a list may hold several addresses, with commas between them. */
export const hosts = reading(value => {
  const separator = isList(value) ? ',' : undefined;
  return toHostList(value)
    .flatMap(entry => parseHost(scalarText(entry), separator))
    .sort();
});

/** `all` is -1. */
export const deviceCount = reading(value => {
  if (value === 'all') return -1;
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) {
    throw new ValueError(
      `invalid value ${JSON.stringify(value)}, the only value allowed is 'all' or a number`,
      'write all, or a whole number',
    );
  }
  return toNumber(value);
});

/** No port at all is any free one. */
export const publishedPort = reading(value => scalarText(value) || undefined);

export const healthcheckTest = reading(value => {
  if (!isList(value)) return ['CMD-SHELL', scalarText(value)];
  return value.length === 0 ? undefined : value.map(scalarText);
});

export const ulimit = reading(value => {
  if (isMap(value)) return { soft: limitOf(value.soft), hard: limitOf(value.hard) };
  return toNumber(value) === 0 ? { soft: 0, hard: 0 } : toNumber(value);
});

/** SSH agents and keys as `id` or `id=path`. */
export const sshKeys = reading(value => {
  if (!isMap(value)) throw new ValueError('expected a mapping', 'write a mapping');
  return Object.entries(value).map(([id, path]) => (path === null || path === '' ? id : `${id}=${scalarText(path)}`));
});

export const providerOption = reading(value => (isList(value) ? value : [value]).map(scalarText));

function parseHost(entry: string, separator: string | undefined): string[] {
  const [, host, addresses] = (entry.includes('=') ? /^(.*?)=(.*)$/s : /^(.*?):(.*)$/s).exec(entry) ?? [];
  if (host === undefined || addresses === undefined) {
    throw new ValueError(
      `invalid additional host, missing IP: ${entry}`,
      'write HOST=ADDRESS, such as db=10.0.0.5 or host.docker.internal=host-gateway',
    );
  }
  if (host === '') throw new ValueError("bad host name ''", 'write HOST=ADDRESS');
  return (separator === undefined ? [addresses] : addresses.split(separator)).map(
    address => `${host}=${address.replace(/^\[(.*)\]$/, '$1')}`,
  );
}

function limitOf(value: Tree | undefined): number {
  return value === undefined || value === null ? 0 : toNumber(value);
}
