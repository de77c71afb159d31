import { describe, expect, test } from 'vitest';
import { openProxy } from './engine-proxy.ts';
import { eventually, type Terminal, type TestProject, withProject } from './support.ts';

/** Says again and again how large its terminal is, and what it was told. */
const listener =
  'while :; do echo "size $(stty -F /dev/tty size)"; sleep 0.2; done & while read line; do echo "got <$line>"; done';

const app = `
services:
  web:
    image: debian:bookworm-slim
    init: true
    command: sleep 1000
    stop_grace_period: 0s
  shell:
    image: debian:bookworm-slim
    init: true
    command: bash -c '${listener.replaceAll('$', '$$$$')}'
    tty: true
    stdin_open: true
    stop_grace_period: 0s
`;

const commands = {
  exec: `exec web bash -c '${listener}'`,
  run: `run --rm --no-deps web bash -c '${listener}'`,
  attach: 'attach shell',
};

async function withApp(scenario: (project: TestProject) => Promise<void>): Promise<void> {
  await withProject({ 'compose.yaml': app }, async project => {
    await project.gantry('up', '-d');
    await scenario(project);
  });
}

/** The command in a shell that compares the terminal before with the terminal after, once keys reach the program. */
async function compared(project: TestProject, name: keyof typeof commands, environment = ''): Promise<Terminal> {
  const terminal = project.shell(
    `stty -a >a; ${environment} "$GANTRY" ${commands[name]}; echo "exit $?"; stty -a >b; cmp a b && echo same`,
  );
  await terminal.shows('size 30 100');
  terminal.type('heard\r');
  await terminal.shows('got <heard>');
  return terminal;
}

describe.each(['exec', 'run', 'attach'] as const)('the terminal of %s', name => {
  test('must be as it was when a signal ends gantry', () =>
    withApp(async project => {
      for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGALRM'] as const) {
        const terminal = await compared(project, name);
        terminal.kill(signal);
        await terminal.shows(/exit 1[234]\d[\s\S]*same/);
        await terminal.exit;
      }
    }));

  test('must be as it was when the engine is lost, and gantry must say so', () =>
    withApp(async project => {
      const proxy = await openProxy();
      const terminal = await compared(project, name, `DOCKER_HOST=${proxy.host}`);
      await proxy.close();
      await terminal.shows(/exit 1\s+same/);
      expect(terminal.screen()).toContain('docker API');
      expect(terminal.screen()).not.toContain('mistake of its own');
    }));

  test('must be as it was while gantry is stopped, and the keys of the program again afterwards', () =>
    withApp(async project => {
      const terminal = await compared(project, name);
      const raw = terminal.settings();
      expect(raw).toContain('-icanon');
      terminal.kill('SIGTSTP');
      await eventually(async () => expect(terminal.settings()).toMatch(/\nopost [\s\S]* icanon .* echo /));
      terminal.kill('SIGCONT');
      await eventually(async () => expect(terminal.settings()).toBe(raw));
      terminal.type('again\r');
      await terminal.shows('got <again>');
      terminal.kill('SIGKILL');
      await terminal.shows('exit 137');
    }));

  test('must end gantry when it is closed', () =>
    withApp(async project => {
      const terminal = await compared(project, name);
      const pid = terminal.pid();
      terminal.close();
      await eventually(async () => expect(() => process.kill(pid, 0)).toThrow());
    }));
});

describe('attach', () => {
  test('must hand Ctrl-C to the program, and tell it of a new size', () =>
    withApp(async project => {
      const terminal = project.terminal('attach', 'shell');
      await terminal.shows('size 30 100');
      terminal.resize(90, 20);
      await terminal.shows('size 20 90');
      terminal.type('\x03');
      expect(await terminal.exit).toBe(130);
    }));
});
