import { describe, expect, test } from 'vitest';
import type { PortSummary } from '../../src/engine/api.ts';
import { humanDuration, humanSize } from '../../src/render/human.ts';
import { renderPorts } from '../../src/render/ports.ts';
import { renderTable } from '../../src/render/table.ts';

test.each([
  [0.4, 'Less than a second'],
  [1, '1 second'],
  [59.9, '59 seconds'],
  [60, 'About a minute'],
  [120, '2 minutes'],
  [3599, '59 minutes'],
  [3600, 'About an hour'],
  [5400, '2 hours'],
  [47 * 3600, '47 hours'],
  [48 * 3600, '2 days'],
  [14 * 86400, '2 weeks'],
  [60 * 86400, '2 months'],
  [730 * 86400, '2 years'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds)).toBe(text);
});

test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [1_984_230, '1.98MB'],
  [73_800_000, '73.8MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});

const port = (IP: string, PublicPort: number, PrivatePort: number, Type = 'tcp'): PortSummary =>
  IP === '' ? { PrivatePort, Type } : { IP, PublicPort, PrivatePort, Type };

test.each<[name: string, ports: PortSummary[], text: string]>([
  ['none', [], ''],
  ['exposed', [port('', 0, 80)], '80/tcp'],
  ['neighbours exposed', [port('', 0, 81), port('', 0, 80)], '80-81/tcp'],
  ['published elsewhere', [port('127.0.0.1', 32768, 80)], '127.0.0.1:32768->80/tcp'],
  ['published as itself', [port('0.0.0.0', 80, 80)], '0.0.0.0:80->80/tcp'],
  [
    'ranges on both families',
    [port('0.0.0.0', 80, 80), port('::', 80, 80), port('0.0.0.0', 81, 81), port('::', 81, 81)],
    '0.0.0.0:80-81->80-81/tcp, [::]:80-81->80-81/tcp',
  ],
  ['protocols apart', [port('', 0, 53), port('', 0, 53, 'udp')], '53/tcp, 53/udp'],
])('ports: %s', (_, ports, text) => {
  expect(renderPorts(ports)).toBe(text);
});

describe('tables', () => {
  test('columns are ten wide at least, three apart, and the last is as it is', () => {
    expect(
      renderTable([
        ['NAME', 'STATUS', 'PORTS'],
        ['a-rather-long-name', 'Up', '80/tcp'],
      ]),
    ).toBe('NAME                 STATUS    PORTS\na-rather-long-name   Up        80/tcp\n');
  });

  test('characters count, not their bytes', () => {
    expect(renderTable([['sleep 1; ech…', 'x']])).toBe('sleep 1; ech…   x\n');
  });
});
