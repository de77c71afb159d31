import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipVersion } from '../../../src/loader/values/ip-address.ts';

describe('ipVersion', () => {
  test.each([
    ['127.0.0.1', 4],
    ['0.0.0.0', 4],
    ['256.0.0.1', 0],
    ['01.2.3.4', 0],
    ['1.2.3', 0],
    ['1.2.3.4.', 0],
    ['::', 6],
    ['::1', 6],
    ['2001:db8::8:800:200c:417a', 6],
    ['1:2:3:4:5:6:7:8', 6],
    ['1:2:3:4:5:6:7', 0],
    ['1:2:3:4:5:6:7::', 6],
    ['1:2:3:4:5:6:7:8::', 0],
    ['::ffff:10.0.0.1', 6],
    ['1:2:3:4:5:6:10.0.0.1', 6],
    ['10.0.0.1::', 0],
    ['1::2::3', 0],
    ['12345::', 0],
    ['fe80::1%eth0', 6],
    ['', 0],
    ['localhost', 0],
  ])('%s is %d', (text, version) => {
    expect(ipVersion(text)).toBe(version);
  });

  test('is Node’s isIP', () => {
    const pieces = fc.constantFrom(...'0123456789abF:.%-gz'.split(''), '::', '255', '1.2.3.4', 'ffff');
    const texts = fc.array(pieces, { maxLength: 14 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(texts, fc.ipV4(), fc.ipV6()), text => {
        expect(ipVersion(text)).toBe(isIP(text));
      }),
      { numRuns: 2000 },
    );
  });
});
