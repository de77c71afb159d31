import { describe, expect, test } from 'vitest';
import { statesOf, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

function file(hooks: string, more = ''): string {
  return `
services:
  web:
    image: ${image}
    init: true
    command: sleep 1000
    environment: {FROM: service}
    volumes: [data:/data, /anonymous]
${hooks}${more}
volumes:
  data: {}
`;
}

const readData = `
  reader:
    image: ${image}
    volumes: [data:/data]
    command: cat /data/log
    profiles: [read]
`;

describe('hooks', () => {
  test('must run before the start, after it and before the stop, each with its own environment', () =>
    withProject(
      {
        'compose.yaml': file(
          `    pre_start:
      - command: sh -c 'echo "pre_start $$FROM $$WHO" >> /data/log; echo kept > /anonymous/file'
        environment: {WHO: me}
    post_start:
      - command: sh -c 'echo "post_start $$(cat /anonymous/file)" >> /data/log'
        user: root
    pre_stop:
      - command: sh -c 'echo pre_stop >> /data/log'
`,
          readData,
        ),
      },
      async ({ name, gantry }) => {
        expect((await gantry('up', '-d')).exitCode).toBe(0);
        expect(await statesOf(name)).toEqual(['web-1 running']);
        expect((await gantry('down', '-t', '0')).exitCode).toBe(0);
        await gantry('--profile', 'read', 'up', 'reader');
        const logs = await gantry('--profile', 'read', 'logs', '--no-log-prefix', 'reader');
        expect(logs.stdout).toBe('pre_start service me\npost_start kept\npre_stop\n');
      },
    ));

  test('that fail before the start must keep the service from starting, and their container for a look', () =>
    withProject(
      { 'compose.yaml': file("    pre_start:\n      - command: sh -c 'echo why; exit 7'\n") },
      async ({ name, gantry, write }) => {
        const failed = await gantry('up', '-d');
        expect(failed.exitCode).toBe(1);
        expect(failed.stderr).toMatch(/^hint: its last line was: why; its container \S+-web-pre_start-0 is/m);
        expect(failed.stderr).toMatch(/\nservice "web" pre_start\[0\] exited with code 7\n$/);
        expect(await statesOf(name)).toEqual(['web-1 created', 'web-pre_start-0 exited']);
        write('compose.yaml', file('    pre_start:\n      - command: "true"\n'));
        expect((await gantry('up', '-d')).exitCode).toBe(0);
        expect(await statesOf(name)).toEqual(['web-1 running']);
      },
    ));

  test('that fail before the stop must leave the container running', () =>
    withProject(
      { 'compose.yaml': file('    pre_stop:\n      - command: "false"\n') },
      async ({ name, gantry, write }) => {
        await gantry('up', '-d');
        const failed = await gantry('down', '-t', '0');
        expect(failed.exitCode).toBe(1);
        expect(failed.stderr).toContain('web hook exited with status 1');
        expect(await statesOf(name)).toEqual(['web-1 running']);
        write('compose.yaml', file(''));
        expect((await gantry('down', '-t', '0')).exitCode).toBe(0);
      },
    ));

  test('must run before the stop when Ctrl-C ends an attached up', () =>
    withProject(
      {
        'compose.yaml': file("    pre_stop:\n      - command: sh -c 'echo bye >> /data/log'\n", readData),
      },
      async ({ gantry, signalled }) => {
        const on = { shown: /web-1 Started/, signal: 'SIGINT' } as const;
        expect((await signalled(on, 'up', '-t', '0')).exitCode).toBe(130);
        await gantry('--profile', 'read', 'up', 'reader');
        expect((await gantry('--profile', 'read', 'logs', '--no-log-prefix', 'reader')).stdout).toBe('bye\n');
      },
    ));
});
