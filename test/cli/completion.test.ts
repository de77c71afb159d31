import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { completionScript, shells } from '../../src/cli/completion/scripts.ts';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'compose.yaml'),
  'services:\n  api: {image: x, env_file: missing.env}\n  web: {image: x}\n  tool: {image: x, profiles: [dev, ci]}\n',
);
writeFileSync(join(folder, 'other.yaml'), 'services:\n  alone: {image: x}\n');
writeFileSync(join(folder, 'broken.yaml'), 'services: [');

async function ask(...words: string[]) {
  // No engine answers there.
  const { world, stdout, stderr } = testWorld({ cwd: folder, env: { DOCKER_HOST: `unix://${folder}/no.sock` } });
  const code = await main(words, world);
  expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
  return stdout().trimEnd().split('\n');
}

describe('in the protocol of cobra', () => {
  test.each<[words: string[], answer: string[]]>([
    [['st'], ['start', 'stats', 'stop', ':4']],
    [['--an'], ['--ansi', ':4']],
    [
      ['--ansi', ''],
      ['never', 'always', 'auto', ':4'],
    ],
    [['--ansi=a'], ['always', 'auto', ':4']],
    [['--dry-run=f'], ['false', ':4']],
    [['-f', ''], [':0']],
    [['--project-directory', ''], [':16']],
    [
      ['--profile', ''],
      ['ci', 'dev', ':4'],
    ],
    [['--parallel', ''], [':4']],
    [
      ['up', '--pul'],
      ['--pull', ':4'],
    ],
    [
      ['up', '--pull', 'm'],
      ['missing', ':4'],
    ],
    [
      ['up', ''],
      ['api', 'tool', 'web', ':4'],
    ],
    [
      ['up', '-d', 'api', ''],
      ['tool', 'web', ':4'],
    ],
    [['up', '-t', ''], [':4']],
    [
      ['up', '--scale', 'w'],
      ['web=', ':6'],
    ],
    [['up', '--', '-'], [':4']],
    [
      ['scale', 'a'],
      ['api=', ':6'],
    ],
    [
      ['logs', '-n', '5', 'w'],
      ['web', ':4'],
    ],
    [
      ['exec', ''],
      ['api', 'tool', 'web', ':4'],
    ],
    [['exec', '-it', 'web', '-'], [':0']],
    [['port', 'web', ''], [':4']],
    [
      ['cp', 'w'],
      ['web:', ':2'],
    ],
    [
      ['ps', '--format', ''],
      ['table', 'json', ':4'],
    ],
    [
      ['down', '--rmi='],
      ['local', 'all', ':4'],
    ],
    [
      ['bridge', ''],
      ['convert', 'transformations', ':4'],
    ],
    [
      ['bridge', 'transformations', 'create', '--fr'],
      ['--from', ':4'],
    ],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh', ':4'],
    ],
    [
      ['-f', 'other.yaml', 'up', ''],
      ['alone', ':4'],
    ],
    [['-f', 'broken.yaml', 'up', ''], [':4']],
    [['-f', 'missing.yaml', '--profile', ''], [':4']],
    [['-p', ''], [':4']],
    [['nope', ''], [':4']],
    [['--nope', 'up', ''], [':4']],
  ])('%j', async (words, answer) => {
    expect(await ask('__completeNoDesc', ...words)).toEqual(answer);
  });

  test('commands and flags are described, and what is hidden is not told', async () => {
    expect(await ask('__complete', 'ls', '--q')).toEqual(['--quiet\tOnly names', ':4']);
    const commands = await ask('__complete', '');
    expect(commands).toContain('up\tCreate and start containers');
    expect(commands.filter(line => /^(alpha|__)/.test(line))).toEqual([]);
    expect(await ask('__completeNoDesc', 'ls', '-')).toEqual(expect.arrayContaining(['--all', '-a', '--quiet', '-q']));
  });

  test('the docker CLI asks with the name of the plugin', async () => {
    expect(await ask('__completeNoDesc', 'compose', 'sta')).toEqual(['start', 'stats', ':4']);
  });
});

describe('scripts', () => {
  test.each(shells)('%s: the one that is printed has the name of the program', async shell => {
    const { world, stdout } = testWorld({ program: 'docker-compose' });
    expect(await main(['completion', shell], world)).toBe(0);
    expect(stdout()).toBe(completionScript(shell, 'docker-compose'));
    expect(stdout()).toMatch(/_docker_compose/);
    expect(stdout()).not.toMatch(/PROGRAM|NAME|§/);
  });

  test('bash takes it', () => {
    const { status, stderr } = spawnSync('bash', ['-n'], {
      input: completionScript('bash', 'gantry'),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('another shell is refused', async () => {
    const { world, stderr } = testWorld();
    expect(await main(['completion', 'tcsh'], world)).toBe(1);
    expect(stderr()).toBe('requires a shell\nhint: use bash, zsh or fish\n');
  });
});
