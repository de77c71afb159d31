import { expect, test } from 'vitest';
import { dockerFlags, readEngineChoice } from '../../src/cli/docker-flags.ts';
import { parseFlags } from '../../src/cli/parse.ts';

test.each<[typed: string, choice: object]>([
  ['', {}],
  ['-D -l debug --config x', {}],
  ['-H tcp://a:1 -H tcp://b:1', { host: 'tcp://b:1' }],
  ['-c far', { context: 'far' }],
  ['--tls', { tls: { mode: 'encrypt' } }],
  ['--tlsverify', { tls: { mode: 'verify' } }],
  ['--tls --tlsverify=false', { tls: { mode: 'encrypt' } }],
  ['--tlsverify=false', { tls: { mode: 'none' } }],
  ['--tlscacert a --tlscert b --tlskey c', { tls: { ca: 'a', cert: 'b', key: 'c' } }],
])('%s', (typed, choice) => {
  const { options, given } = parseFlags(typed.split(' ').filter(Boolean), dockerFlags);
  expect(readEngineChoice(options, given)).toEqual(choice);
});
