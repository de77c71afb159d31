import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../src/report/findings-of.ts';
import { takenPort } from '../../src/report/ports.ts';
import { facts, neighbour, start } from './facts.ts';

const external = 'driver failed programming external connectivity on endpoint app-web-1 (12ab): ';

describe('the port that the engine means', () => {
  test.each([
    [`${external}Bind for 0.0.0.0:8080 failed: port is already allocated`, { ip: '0.0.0.0', port: 8080 }],
    [`${external}Bind for :::8080 failed: port is already allocated`, { ip: '::', port: 8080 }],
    [
      `${external}Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use`,
      { ip: '127.0.0.1', port: 8080 },
    ],
    [
      `${external}Error starting userland proxy: listen udp4 0.0.0.0:53: bind: address already in use`,
      { ip: '0.0.0.0', port: 53, protocol: 'udp' },
    ],
    [
      `failed to set up container networking: ${external}failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use`,
      { ip: '0.0.0.0', port: 8080 },
    ],
    [
      `${external}failed to bind host port 0.0.0.0:8080/udp: address already in use`,
      { ip: '0.0.0.0', port: 8080, protocol: 'udp' },
    ],
    [
      `${external}Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use`,
      { ip: '::1', port: 8080 },
    ],
  ])('%s', (message, wanted) => {
    expect(takenPort(message)).toEqual({ protocol: 'tcp', ...wanted });
  });

  test('none', () => {
    expect(takenPort('failed to set up container networking: Address already in use')).toBeUndefined();
  });
});

describe('who has it', () => {
  const message = `${external}Bind for 127.0.0.1:8080 failed: port is already allocated`;
  const refused = (more: Parameters<typeof facts>[0]) =>
    findingsOf(
      facts({
        message,
        operation: start('web'),
        project: {
          services: {
            web: {
              ports: [
                { target: 1, published: '9000' },
                { target: 80, published: '8000-8090' },
              ],
            },
          },
        },
        ...more,
      }),
    );
  const at = (IP: string, Type = 'tcp') => ({ Ports: [{ IP, PrivatePort: 80, PublicPort: 8080, Type }] });
  const labels = (project: string, service: string) => ({
    Labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': service },
  });

  test('another project, whose place in the files is the entry of the port', () => {
    expect(
      refused({ neighbours: [neighbour('shop-api-1', { ...at('0.0.0.0'), ...labels('shop', 'api') })] }),
    ).toMatchObject({
      code: 'port-taken',
      summary: 'port 8080 of the host is taken by container shop-api-1, service api of project shop',
      service: 'web',
      container: 'app-web-1',
      port: '127.0.0.1:8080/tcp',
      holder: { container: 'shop-api-1', project: 'shop', service: 'api' },
      hint: 'stop it (`docker stop shop-api-1`), or publish another port, such as "8081:…"',
      places: [
        ['services', 'web', 'ports', 1],
        ['services', 'web', 'ports'],
        ['services', 'web'],
      ],
    });
  });

  test('another service of the project', () => {
    const { summary, hint } = refused({
      neighbours: [neighbour('app-api-1', { ...at('::'), ...labels('app', 'api') })],
    });
    expect(summary).toBe('port 8080 of the host is taken by container app-api-1, service api of this project');
    expect(hint).toBe('give one of the two services another port');
  });

  test('another replica of the service', () => {
    const { hint } = refused({ neighbours: [neighbour('app-web-2', { ...at('127.0.0.1'), ...labels('app', 'web') })] });
    expect(hint).toMatch(/^only one container can have a port/);
  });

  test('a container of no project', () => {
    expect(refused({ neighbours: [neighbour('proxy', at('127.0.0.1'))] }).summary).toMatch(/by container proxy$/);
  });

  test.each([
    ['of another address', at('192.168.0.1')],
    ['of another protocol', at('0.0.0.0', 'udp')],
  ])('not a container %s', (_, ports) => {
    expect(refused({ neighbours: [neighbour('other', ports)] }).summary).toMatch(/by another program$/);
  });

  test.each([
    [{ program: 'nginx', pid: 12 }, 'a process of this machine: nginx (12)'],
    [{}, 'a process of this machine'],
  ])('a process: %j', (listener, text) => {
    expect(refused({ listener })).toMatchObject({
      summary: `port 8080 of the host is taken by ${text}`,
      hint: expect.stringMatching(/^stop the program/),
    });
  });
});
