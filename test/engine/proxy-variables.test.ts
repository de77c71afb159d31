import { expect, test } from 'vitest';
import { proxyVariables } from '../../src/engine/proxy-variables.ts';

const url = 'unix:///run/engine.sock';

function variables(config: object | undefined): Record<string, string> {
  const readFile = (path: string) =>
    config !== undefined && path === '/home/me/.docker/config.json' ? JSON.stringify(config) : undefined;
  return proxyVariables({ configDir: '/home/me/.docker', url, readFile });
}

test.each<[string, object | undefined, Record<string, string>]>([
  ['no configuration', undefined, {}],
  ['no proxies', { auths: {} }, {}],
  [
    'proxies for every engine',
    { proxies: { default: { httpProxy: 'http://p:1', noProxy: 'a,b', ftpProxy: '' } } },
    { HTTP_PROXY: 'http://p:1', http_proxy: 'http://p:1', NO_PROXY: 'a,b', no_proxy: 'a,b' },
  ],
  [
    'proxies for this engine, and no others then',
    {
      proxies: { default: { httpProxy: 'http://p:1' }, [url]: { httpsProxy: 'http://q:2', allProxy: 'socks5://q:3' } },
    },
    { HTTPS_PROXY: 'http://q:2', https_proxy: 'http://q:2', ALL_PROXY: 'socks5://q:3', all_proxy: 'socks5://q:3' },
  ],
  ['proxies for another engine', { proxies: { 'tcp://other:2375': { httpProxy: 'http://p:1' } } }, {}],
])('%s', (_name, config, expected) => {
  expect(variables(config)).toEqual(expected);
});
