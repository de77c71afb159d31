import { describe, expect, test } from 'vitest';
import { engine, eventually, type TestProject, withProject } from './support.ts';

const app = `
services:
  shell:
    image: debian:bookworm-slim
    init: true
    command: bash -c 'while read line; do echo "got $$line $$(stty size)"; [ $$line = end ] && exit 8; done'
    tty: true
    stdin_open: true
    stop_grace_period: 0s
  plain:
    image: debian:bookworm-slim
    init: true
    scale: 2
    command: bash -c 'trap "echo caught; exit 5" INT; while :; do echo beat; sleep 0.1; done'
    stop_grace_period: 0s
  reader:
    image: debian:bookworm-slim
    init: true
    command: sh -c 'while read line; do echo "got $$line"; touch /tmp/$$line; done; sleep 1000'
    stdin_open: true
    stop_grace_period: 0s
`;

async function withApp(scenario: (project: TestProject) => Promise<void>): Promise<void> {
  await withProject({ 'compose.yaml': app }, async project => {
    await project.gantry('up', '-d');
    await scenario(project);
  });
}

describe('attach', () => {
  test('must say what can not be attached to', () =>
    withApp(async project => {
      const refusals: [args: string[], message: string][] = [
        [['nope'], 'service "nope" is not running'],
        [['--index', '9', 'plain'], 'service "plain" is not running container #9'],
        [['--detach-keys', 'bogus-x', 'plain'], "invalid detach keys (bogus-x): Unknown character: 'bogus-x'"],
        [[], 'requires at least 1 arg(s), only received 0'],
        [['shell'], 'cannot attach stdin to a TTY-enabled container because stdin is not a terminal'],
      ];
      for (const [args, message] of refusals) {
        const { exitCode, stderr } = await project.gantry('attach', ...args);
        expect({ exitCode, said: stderr.split('\n')[0] }).toEqual({ exitCode: 1, said: message });
      }
      await project.gantry('pause', 'plain');
      expect((await project.gantry('attach', 'plain')).stderr).toBe(
        'You cannot attach to a paused container, unpause it first\n',
      );
      const { exitCode, stderr } = await project.gantry('--dry-run', 'attach', 'reader');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: ` Container ${project.name}-reader-1 Attach\n` });
    }));

  test('must show what the container writes, pass signals on to it, and end with its exit code', () =>
    withApp(async project => {
      const ended = await project.signalled({ shown: /beat/, signal: 'SIGINT' }, 'attach', '--index', '2', 'plain');
      expect(ended.exitCode).toBe(5);
      expect(ended.stdout).toMatch(/beat\ncaught\n$/);
      const left = await project.signalled({ shown: /beat/, signal: 'SIGINT' }, 'attach', '--sig-proxy=false', 'plain');
      expect(left.exitCode).toBe(130);
      expect(left.stdout).not.toContain('caught');
      const { State } = await engine<{ State: { Status: string } }>('GET', `/containers/${project.name}-plain-1/json`);
      expect(State.Status).toBe('running');
    }));

  test('must pass a pipe on', () =>
    withApp(async project => {
      const attached = project.piped('one\ntwo\n', 'attach', 'reader');
      await project.gantry('exec', 'reader', 'sh', '-c', 'until [ -e /tmp/two ]; do sleep 0.05; done');
      await project.gantry('kill', 'reader');
      const { exitCode, stdout } = await attached;
      expect({ exitCode, stdout: stdout.toString() }).toEqual({ exitCode: 137, stdout: 'got one\ngot two\n' });
    }));
});

describe('attach in a terminal', () => {
  test('must pass keys on, take the size of the terminal, and end with the exit code', () =>
    withApp(async project => {
      const terminal = project.terminal('attach', 'shell');
      await terminal.shows('');
      terminal.type('first\r');
      await terminal.shows(/got first/);
      terminal.resize(90, 20);
      // The engine is told of a new size, and may tell the program after it has read the next line.
      await eventually(async () => {
        terminal.type('more\r');
        await terminal.shows('got more 20 90', 1_000);
      });
      terminal.type('end\r');
      expect(await terminal.exit).toBe(8);
    }));

  test('must be left by the keys that are asked for', () =>
    withApp(async project => {
      const terminal = project.terminal('attach', '--detach-keys', 'ctrl-a,d', 'shell');
      terminal.type('first\r');
      await terminal.shows('got first');
      terminal.type('\x01d');
      expect(await terminal.exit).toBe(1);
      expect(terminal.screen()).toContain('read escape sequence\r\n');
      const again = project.terminal('attach', 'shell');
      again.type('again\r');
      await again.shows('got again');
      again.type('end\r');
      expect(await again.exit).toBe(8);
    }));
});
