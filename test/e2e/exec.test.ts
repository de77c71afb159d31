import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventually, havePeer, withProject } from './support.ts';

const app = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    scale: 2
    environment: {FOO: service}
    working_dir: /tmp
`;

const havingPeer = await havePeer();

describe('exec', () => {
  test('must pass on exit codes, streams, variables, folder, user and the words of the command', () =>
    withProject({ 'compose.yaml': app, '.env': 'FROM_FILE=file\n' }, async project => {
      expect(await project.gantry('exec', '-T', 'web', 'true')).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'service "web" is not running\n',
      });
      await project.gantry('up', '-d');
      const commands: [args: string[], exitCode: number, stdout: string, stderr: string][] = [
        [['web', 'sh', '-c', 'echo out; echo err >&2; exit 3'], 3, 'out\n', 'err\n'],
        [['-T', 'web', 'sh', '-c', 'kill -9 $$'], 137, '', ''],
        [
          ['-e', 'A=1', '-e', 'FOO=x', '-e', 'FROM_FILE', 'web', 'sh', '-c', 'echo $A $FOO $FROM_FILE'],
          0,
          '1 x file\n',
          '',
        ],
        [['-w', '/etc', '-u', '1000:1000', 'web', 'sh', '-c', 'pwd; id -u'], 0, '/etc\n1000\n', ''],
        [['--no-TTY', 'web', 'echo', '-n', '--index', '--', '-T'], 0, '--index -- -T', ''],
        [['-it', 'web', 'printf', '%s', ' a  b '], 0, ' a  b ', ''],
        [['--index', '9', 'web', 'true'], 1, '', 'service "web" is not running container #9\n'],
        [['nope', 'true'], 1, '', 'service "nope" is not running\n'],
        [['-d', 'web', 'touch', '/tmp/made'], 0, '', ''],
      ];
      for (const [args, exitCode, stdout, stderr] of commands)
        expect({ args, ...(await project.gantry('exec', ...args)) }).toEqual({ args, exitCode, stdout, stderr });
      await eventually(async () => {
        expect((await project.gantry('exec', 'web', 'ls', '/tmp/made')).stdout).toBe('/tmp/made\n');
      });
      const names = [1, 2].map(index => project.gantry('exec', '--index', String(index), 'web', 'hostname'));
      const [first, second] = (await Promise.all(names)).map(({ stdout }) => stdout);
      expect(first).not.toBe(second);
    }));

  test.runIf(havingPeer)('must say of mistakes what Docker Compose says', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const mistakes = [
        ['web', 'nosuchcommand'],
        ['web', '/etc'],
        ['-w', '/nope', 'web', 'pwd'],
        ['-u', 'nope', 'web', 'id'],
        ['-d', 'web', 'nosuchcommand'],
        ['web', '--version'],
      ];
      for (const args of mistakes) {
        const ours = await project.gantry('exec', ...args);
        expect({ args, ...ours }).toEqual({ args, ...(await project.peer('exec', ...args)) });
        expect(ours.exitCode).not.toBe(0);
      }
    }),
  );

  test('must show in a rehearsal what it would run, and run nothing', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const { exitCode, stderr } = await project.gantry('--dry-run', 'exec', 'web', 'touch', '/tmp/made');
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: ` Container ${project.name}-web-1 Exec (touch /tmp/made)\n`,
      });
      expect((await project.gantry('exec', 'web', 'ls', '/tmp/made')).exitCode).toBe(2);
    }));

  test('must be a pipe for bytes, both ways, to the last one', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const bytes = randomBytes(20_000_000);
      expect((await project.piped(bytes, 'exec', '-T', 'web', 'sh', '-c', 'cat > /tmp/file')).exitCode).toBe(0);
      const back = await project.piped('', 'exec', '-T', 'web', 'cat', '/tmp/file');
      expect(back.stdout.equals(bytes)).toBe(true);
      const through = await project.piped(bytes, 'exec', 'web', 'cat');
      expect(through.stdout.equals(bytes)).toBe(true);
      // The command ends without having read its input, of which there is more than fits anywhere.
      const unread = await project.piped(bytes, 'exec', 'web', 'sh', '-c', 'seq 1 200000; echo end >&2; exit 4');
      expect({ exitCode: unread.exitCode, stderr: unread.stderr }).toEqual({ exitCode: 4, stderr: 'end\n' });
      expect(unread.stdout.toString().endsWith('\n199999\n200000\n')).toBe(true);
      const closed = await project.piped('lost', 'exec', '--interactive=false', 'web', 'cat');
      expect({ ...closed, stdout: closed.stdout.toString() }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }));

  test.each(['SIGINT', 'SIGTERM'] as const)('%s must leave the command to itself', signal =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const command = ['exec', '-T', 'web', 'sh', '-c', 'echo begun; exec sleep 1000'];
      const { exitCode, stderr } = await project.signalled({ shown: /begun/, signal }, ...command);
      expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '\n' });
    }),
  );
});

describe('exec in a terminal', () => {
  test('must give the command the size of the terminal, now and later, its keys, and take its exit code', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      // It asks again and again: engines before API 1.42 are told the size only when the command runs already.
      const script = 'while sleep 0.1; do echo "size $(stty -F /dev/tty size)"; done & read line; exit $line';
      const terminal = project.terminal('exec', 'web', 'bash', '-c', script);
      await terminal.shows('size 30 100');
      terminal.resize(90, 20);
      await terminal.shows('size 20 90');
      terminal.type('7\r');
      expect(await terminal.exit).toBe(7);
    }));

  test('must hand Ctrl-C to the command, and pass on what is drawn as it is', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const script =
        'stty -opost; printf "one\\ntwo\\n"; stty opost; trap "echo caught; exit 5" INT; while :; do sleep 0.1; done';
      const terminal = project.terminal('exec', 'web', 'sh', '-c', script);
      await terminal.shows('one\ntwo\n');
      terminal.type('\x03');
      expect(await terminal.exit).toBe(5);
      expect(terminal.screen()).toContain('caught\r\n');
    }));

  test('must be left by keys, with the command running on and the terminal as it was', () =>
    withProject({ 'compose.yaml': app, 'docker/config.json': '{"detachKeys": "ctrl-x,x"}' }, async project => {
      await project.gantry('up', '-d');
      const line = (config: string) =>
        `stty -a >a; ${config} "$GANTRY" exec web sh -c 'echo begun; cat'; echo "exit $?"; stty -a >b; cmp a b && echo same`;
      const standard = project.shell(line(''));
      await standard.shows('begun');
      // The first key is held back until it is clear that it means itself.
      standard.type('\x10a');
      await standard.shows('^Pa');
      standard.type('\x10\x11');
      await standard.shows('same');
      expect(standard.screen()).toContain('read escape sequence\r\n');
      expect(standard.screen()).toContain('exit 1');
      const chosen = project.shell(line('DOCKER_CONFIG=docker'));
      await chosen.shows('begun');
      chosen.type('\x10\x11\x18x');
      await chosen.shows('same');
      expect(chosen.screen()).toContain('read escape sequence\r\n');
    }));

  test('must put the terminal back when gantry is sent SIGTERM', () =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const terminal = project.shell(
        `stty -a >a; "$GANTRY" exec web sh -c 'echo begun; cat'; echo "exit $?"; stty -a >b; cmp a b && echo same`,
      );
      await terminal.shows('begun');
      terminal.kill('SIGTERM');
      await terminal.shows('same');
      expect(terminal.screen()).toContain('exit 130');
    }));

  test.each([
    ['5', 'cannot attach stdin to a TTY-enabled container because stdin is not a terminal'],
    ['2', 'the input device is not a TTY'],
  ])('must refuse a pipe for a terminal to type at, in the words of Docker Compose %s', (version, message) =>
    withProject({ 'compose.yaml': app }, async project => {
      await project.gantry('up', '-d');
      const terminal = project.shell(`echo x | "$GANTRY" --compose-version ${version} exec web cat; echo "exit $?"`);
      await terminal.shows('exit 1');
      expect(terminal.screen()).toContain(message);
    }),
  );
});
