import { describe, expect, test } from 'vitest';
import { globalFlags, readGlobals } from '../../src/cli/globals.ts';
import { createOutput } from '../../src/cli/output.ts';
import { parseFlags } from '../../src/cli/parse.ts';
import type { ProjectCall } from '../../src/cli/project.ts';
import { openProgress } from '../../src/cli/renderers.ts';
import type { ComposeEvent } from '../../src/events/event.ts';
import { testWorld } from './world.ts';

const events: readonly ComposeEvent[] = [
  { type: 'progress', kind: 'Container', name: 'app-web-1', status: 'Done', text: 'Started' },
  { type: 'notice', level: 'warning', message: 'orphans' },
];

interface Case {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Which of the streams are terminals. Default: none. */
  readonly terminals?: readonly (1 | 2)[];
}

/** What is written to both streams where these arguments and variables are given. */
async function written({ args = [], env = {}, terminals = [] }: Case): Promise<{ stdout: string; stderr: string }> {
  const text = { 1: '', 2: '' };
  const output = createOutput({
    isTTY: fd => terminals.includes(fd),
    size: () => ({ columns: 60, rows: 24 }),
    write: (fd, bytes) => {
      text[fd] += bytes.toString();
    },
    later: () => {},
  });
  const { world } = testWorld({ env, output });
  const { options, given } = parseFlags([...args], globalFlags, { stopAtPositional: true });
  const call = { globals: readGlobals(options, given, env), world } as ProjectCall;
  const renderer = await openProgress(call, { command: 'up' });
  events.forEach(renderer.emit);
  renderer.end();
  output.flush();
  return { stdout: text[1], stderr: text[2] };
}

const plain = ' Container app-web-1 Started \n';
const warning = 'time="2026-01-02T03:04:05Z" level=warning msg="orphans"\n';
const row = /✔.*Container app-web-1/;

describe('what shows progress', () => {
  test.each<[what: string, given: Case, progress: string]>([
    ['a pipe', {}, plain],
    ['a pipe that may have colours', { args: ['--ansi', 'always'] }, plain],
    ['a terminal with --ansi never', { args: ['--ansi', 'never'], terminals: [1, 2] }, plain],
    ['a terminal with COMPOSE_ANSI=never', { env: { COMPOSE_ANSI: 'never' }, terminals: [1, 2] }, plain],
    ['a dumb terminal', { env: { TERM: 'dumb' }, terminals: [1, 2] }, plain],
    ['a terminal with --progress plain', { args: ['--progress', 'plain'], terminals: [1, 2] }, plain],
    ['COMPOSE_PROGRESS=plain', { env: { COMPOSE_PROGRESS: 'plain' }, terminals: [1, 2] }, plain],
    ['quiet', { args: ['--progress', 'quiet'] }, ''],
  ])('in lines: %s', async (_, given, progress) => {
    expect(await written(given)).toEqual({ stdout: '', stderr: `${progress}${warning}` });
  });

  test('as JSON', async () => {
    const { stderr } = await written({ env: { COMPOSE_PROGRESS: 'json' }, terminals: [1, 2] });
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([
      { id: 'Container app-web-1', status: 'Done', text: 'Started' },
      { level: 'warning', msg: 'orphans', time: '2026-01-02T03:04:05Z' },
    ]);
  });

  test.each<[what: string, given: Case, colored: boolean]>([
    ['a terminal', { terminals: [2] }, true],
    ['a terminal with NO_COLOR', { terminals: [2], env: { NO_COLOR: '1' } }, false],
    [
      'a terminal with NO_COLOR and --ansi always',
      { args: ['--ansi', 'always'], terminals: [2], env: { NO_COLOR: '1' } },
      true,
    ],
    ['a pipe with --progress tty', { args: ['--progress', 'tty'] }, true],
    ['an unknown word for --ansi', { args: ['--ansi', 'bogus'], terminals: [2] }, true],
  ])('in a list: %s', async (_, given, colored) => {
    const { stdout, stderr } = await written(given);
    expect([stdout, row.test(stderr), stderr.includes('\x1b[32m')]).toEqual(['', true, colored]);
  });
});

test('a mark stands before each line of a build, and before the blank ones between its steps', async () => {
  const { world, stdout } = testWorld();
  const { options, given } = parseFlags([], globalFlags, { stopAtPositional: true });
  const call = { globals: readGlobals(options, given, {}), world } as ProjectCall;
  const renderer = await openProgress(call, { command: 'up', lines: true, buildMark: '* ' });
  for (const line of ['#1 a', '#2 b', '#2 DONE 0.1s'])
    renderer.emit({ type: 'build', image: 'app-web', service: 'web', line });
  world.output.flush();
  expect(stdout()).toBe('* #1 a\n* \n* #2 b\n* #2 DONE 0.1s\n');
});

describe('COMPOSE_STATUS_STDOUT', () => {
  test('has progress on standard output, and warnings where they were', async () => {
    expect(await written({ env: { COMPOSE_STATUS_STDOUT: '1' }, terminals: [2] })).toEqual({
      stdout: plain,
      stderr: warning,
    });
  });

  test('has a list there when that is the terminal', async () => {
    const { stdout, stderr } = await written({ env: { COMPOSE_STATUS_STDOUT: 'true' }, terminals: [1] });
    expect([row.test(stdout), stderr]).toEqual([true, '']);
  });

  test.each(['0', 'false', ''])('%j is as if it were not there', async value => {
    expect((await written({ env: { COMPOSE_STATUS_STDOUT: value } })).stdout).toBe('');
  });
});
