import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openProxy } from './engine-proxy.ts';
import { gantryBin, havePeer, type TestProject, withProject } from './support.ts';

const busybox = 'image: busybox\n    init: true';
const counting = (count: number, text = '$$i') =>
  `["sh", "-c", "i=0; while [ $$i -lt ${count} ]; do i=$$((i+1)); echo ${text}; done; sleep 1000"]`;

interface Following {
  readonly text: () => string;
  readonly shows: (what: string | RegExp) => Promise<void>;
  readonly end: (signal?: NodeJS.Signals) => Promise<number>;
  readonly exit: Promise<number>;
}

/** `gantry logs -f …`, as it goes on. */
function follow({ folder, name }: TestProject, args: readonly string[], host = process.env.DOCKER_HOST): Following {
  const env = { ...process.env, COMPOSE_PROJECT_NAME: name, DOCKER_HOST: host };
  const child = spawn(gantryBin, ['logs', '-f', '--no-color', ...args], { cwd: folder, env });
  let text = '';
  let onText = (): void => {};
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', data => {
      text += data;
      onText();
    });
  const exit = new Promise<number>(resolve => child.on('close', code => resolve(code ?? 1)));
  return {
    text: () => text,
    exit,
    shows: what =>
      new Promise((resolve, reject) => {
        onText = () => {
          if (typeof what === 'string' ? text.includes(what) : what.test(text)) resolve();
        };
        onText();
        exit.then(() => reject(new Error(`it has ended without ${what}:\n${text}`)));
      }),
    end: signal => {
      child.kill(signal ?? 'SIGINT');
      return exit;
    },
  };
}

const linesOf = (text: string, container: string) =>
  text
    .split('\n')
    .flatMap(line => (line.startsWith(`${container} `) && line.includes('|') ? [line.split('| ')[1]] : []));

describe('logs', () => {
  test('must show long lines whole, bytes as they are, and the last line', () =>
    withProject(
      {
        'compose.yaml': `
services:
  long:
    ${busybox}
    command: ["sh", "-c", "head -c 40000 /dev/zero | tr '\\\\0' x; echo; echo next; printf last"]
  bytes:
    ${busybox}
    logging: { driver: local }
    command: ["printf", '\\377\\376\\000\\r\\nb\\n']
  terminal:
    ${busybox}
    tty: true
    command: ["printf", 'one\\ntwo']
`,
      },
      async ({ gantry, piped }) => {
        await gantry('up', '-d');
        await gantry('wait', 'long', 'bytes', 'terminal');
        const long = `long-1  | ${'x'.repeat(40_000)}\nlong-1  | next\nlong-1  | last\n`;
        expect((await gantry('logs', 'long')).stdout).toBe(long);
        expect((await gantry('logs', '--merge', 'long')).stdout).toBe(long);
        const timed = (await gantry('logs', '-t', '--no-log-prefix', 'long')).stdout.split('\n');
        expect(timed.map(line => line.replace(/^\d{4}-\S+Z /, '').length)).toEqual([40_000, 4, 4, 0]);
        const { stdout } = await piped('', 'logs', '--no-log-prefix', 'bytes');
        expect(stdout.toString('latin1')).toBe('\xff\xfe\0\r\nb\n');
        expect((await gantry('logs', 'terminal')).stdout).toBe('terminal-1  | one\r\nterminal-1  | two\n');
      },
    ));

  test('--merge must put the lines of all services in the order of time', () =>
    withProject(
      {
        'compose.yaml': `services:\n${['a', 'b', 'c'].map(name => `  ${name}:\n    ${busybox}\n    command: ${counting(3000)}\n`).join('')}`,
      },
      async project => {
        const { gantry } = project;
        await gantry('up', '-d');
        const following = follow(project, ['--merge', '-t']);
        for (const name of ['a', 'b', 'c']) await following.shows(new RegExp(`${name}-1  \\| \\S+Z 3000\n`));
        expect(await following.end()).toBe(130);
        const { stdout } = await gantry('logs', '--merge', '-t');
        for (const text of [stdout, following.text()]) {
          const lines = text.split('\n').filter(line => line.includes('|'));
          const times = lines.map(line => line.split(' ').find(word => word.endsWith('Z')) ?? '');
          expect(lines).toHaveLength(9000);
          // What is followed is held back for a moment only, which a busy engine may be late by.
          if (text === stdout) expect(times).toEqual([...times].sort());
          for (const name of ['a', 'b', 'c'])
            expect(lines.filter(line => line.startsWith(name)).map(line => Number(line.split(' ').at(-1)))).toEqual(
              Array.from({ length: 3000 }, (_, index) => index + 1),
            );
        }
        const untimed = (await gantry('logs', '--merge', '--no-log-prefix', '--tail', '2', 'a')).stdout;
        expect(untimed).toBe('2999\n3000\n');
      },
    ));
});

describe('logs -f', () => {
  const marked = `["sh", "-c", "head -c 6 /proc/sys/kernel/random/uuid; for i in 1 2 3; do echo ' '$$i; done; sleep 1000"]`;
  const file = `services:\n  web:\n    ${busybox}\n    stop_signal: SIGKILL\n    command: ${marked}\n`;

  test('must lose and double nothing over restarts, of any tool, quick ones too', () =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry, peer } = project;
      await gantry('up', '-d');
      const following = follow(project, ['web']);
      await following.shows(' 3');
      for (let run = 0; run < 3; run += 1) await gantry('restart', 'web');
      if (await havePeer()) await peer('restart', 'web');
      else await gantry('restart', 'web');
      await gantry('stop', 'web');
      await gantry('start', 'web');
      await following.shows(/( 3[\s\S]*){6}/);
      await following.end();
      expect(linesOf(following.text(), 'web-1')).toEqual(
        (await gantry('logs', '--no-log-prefix', 'web')).stdout.trim().split('\n'),
      );
    }));

  test('must go on with containers that come in the place of others or beside them', () =>
    withProject({ 'compose.yaml': file }, async project => {
      const { gantry } = project;
      await gantry('up', '-d');
      const following = follow(project, ['-n', '1', 'web']);
      await following.shows('|  3');
      await gantry('up', '-d', '--force-recreate');
      await following.shows(/web-1 +\| \S+ 1\n/);
      await gantry('up', '-d', '--scale', 'web=2');
      await following.shows(/web-2 +\| 3|web-2 +\| +3/);
      await gantry('scale', 'web=1');
      await following.shows('web-2 exited with code 137');
      await gantry('scale', 'web=2');
      await following.shows(/exited with code 137[\s\S]*web-2 +\| +3/);
      await following.end();
      for (const [container, count] of [
        ['web-1', 4],
        ['web-2', 6],
      ] as const) {
        const lines = linesOf(following.text(), container);
        expect(lines).toHaveLength(count);
        expect(new Set(lines.filter(line => line?.endsWith(' 1'))).size).toBe(Math.floor(count / 3));
      }
    }));

  test('must get over connections that break', () =>
    withProject(
      {
        'compose.yaml': `services:\n  web:\n    ${busybox}\n    command: ["sh", "-c", "i=0; while :; do i=$$((i+1)); echo $$i; usleep 3000; done"]\n`,
      },
      async project => {
        await project.gantry('up', '-d');
        const proxy = await openProxy();
        try {
          const following = follow(project, [], proxy.host);
          for (const line of [50, 300, 600]) {
            await following.shows(`| ${line}\n`);
            proxy.breakOff();
          }
          await following.shows('| 1000\n');
          await following.end();
          const lines = linesOf(following.text(), 'web-1').map(Number);
          expect(lines).toEqual(lines.map((_, index) => index + 1));
        } finally {
          await proxy.close();
        }
      },
    ));

  test('must end when all has ended, or at --until', () =>
    withProject(
      {
        'compose.yaml': `services:\n  job:\n    ${busybox}\n    command: ["sh", "-c", "echo begun; sleep 2; echo done"]\n`,
      },
      async project => {
        const { gantry } = project;
        expect(await gantry('logs', '-f')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
        await gantry('up', '-d');
        const following = follow(project, []);
        expect(await following.exit).toBe(0);
        expect(linesOf(following.text(), 'job-1')).toEqual(['begun', 'done']);
        expect(following.text()).toContain('job-1 exited with code 0');
        expect((await gantry('logs', '-f', '--until', '0s')).stdout).toBe('job-1  | begun\njob-1  | done\n');
      },
    ));
});
