import { describe, expect, test } from 'vitest';
import type { ContainerPort, ProjectContainer } from '../../src/api/containers.ts';
import { type StackService, stackService } from '../../src/stack/stack.ts';
import { project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const tcp = (target: number, published?: number, address = '0.0.0.0'): ContainerPort => ({
  target,
  protocol: 'tcp',
  ...(published === undefined ? {} : { published, address }),
});

function service(ports: readonly (readonly ContainerPort[])[], host = '127.0.0.1'): StackService {
  const containers = ports.map(
    (own, index): ProjectContainer => ({
      id: `${index}`,
      name: `app-web-${index + 1}`,
      service: 'web',
      replica: index + 1,
      image: 'busybox',
      state: 'running',
      status: 'Up',
      ports: own,
      labels: {},
    }),
  );
  const running = { project: project(), engine: fakeEngine(), host, containers: () => containers.toReversed() };
  return stackService('web', running);
}

describe('a port of a stack', () => {
  test.each([
    ['on all addresses of this machine', '0.0.0.0', '127.0.0.1', '127.0.0.1'],
    ['on all addresses of another', '::', 'build.example', 'build.example'],
    ['on one address', '192.0.2.7', '127.0.0.1', '192.0.2.7'],
  ])('published %s must be reached', (_, address, engineHost, host) => {
    expect(service([[tcp(80, 32768, address)]], engineHost).port(80)).toEqual({ host, port: 32768 });
  });

  test('must be that of the protocol, and of the replica that is asked for or the first', () => {
    const udp = { ...tcp(80, 7), protocol: 'udp' };
    const web = service([[tcp(80, 1), udp], [tcp(80, 2)]]);
    expect(
      [web.port(80), web.port(80, { index: 2 }), web.port(80, { protocol: 'udp' })].map(({ port }) => port),
    ).toEqual([1, 2, 7]);
  });

  test('must make a URL, also of an address with colons', () => {
    expect(service([[tcp(80, 1)]]).url(80, { path: '/health' })).toBe('http://127.0.0.1:1/health');
    expect(service([[tcp(80, 1, '::1')]]).url(80, { scheme: 'https' })).toBe('https://[::1]:1');
  });

  test('that is not published must be an error that says which are, and what to do', () => {
    const web = service([[tcp(80), tcp(81, 5)]]);
    expect(() => web.port(80)).toThrow('no port 80/tcp of web is published: 81/tcp');
    expect(() => web.port(80)).toThrow(expect.objectContaining({ code: 'no-such-port', hint: expect.any(String) }));
  });
});
