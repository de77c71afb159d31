import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const script = pathToFileURL(resolve(import.meta.dirname, '../scripts/engine/network.mjs')).href;
const { addressesIn } = (await import(script)) as { addressesIn: (json: string) => string[] };

test('the addresses of a bridge that is down count, as what has none does not', () => {
  const interfaces = [
    { ifname: 'lo', operstate: 'UNKNOWN', addr_info: [{ local: '127.0.0.1' }] },
    { ifname: 'br-other', operstate: 'DOWN', addr_info: [{ local: '10.120.0.1' }, {}] },
    { ifname: 'veth', operstate: 'UP' },
  ];
  expect(addressesIn(JSON.stringify(interfaces))).toEqual(['127.0.0.1', '10.120.0.1']);
  expect(addressesIn('')).toEqual([]);
});
