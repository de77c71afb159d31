import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engine, withProject } from './support.ts';

const file = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    environment: {KEPT: "1"}
`;

test('export and commit must keep what a container has', () =>
  withProject({ 'compose.yaml': file }, async ({ name, folder, gantry }) => {
    await gantry('up', '-d');
    await gantry('exec', '-T', 'web', 'sh', '-c', 'echo mine > /mine');

    expect(await gantry('export', '-o', 'fs.tar', 'web')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: ` ${name}-web-1 Exporting \n`,
    });
    const tar = readFileSync(join(folder, 'fs.tar'));
    expect([tar.includes('mine\0'), tar.length % 512, statSync(join(folder, 'fs.tar')).mode & 0o777]).toEqual([
      true,
      0,
      0o600,
    ]);
    const { exitCode, stdout } = await gantry('-p', name, 'export', '--index', '1', 'web');
    expect([exitCode, stdout.includes('mine\0')]).toEqual([0, true]);
    expect((await gantry('--dry-run', 'export', '-o', 'dry.tar', 'web')).exitCode).toBe(0);
    expect(() => statSync(join(folder, 'dry.tar'))).toThrow('ENOENT');
    const refused = async (...args: string[]) => (await gantry(...args)).stderr.split('\n')[0];
    expect(await refused('export', '-o', 'nope/x.tar', 'web')).toBe(
      `failed to export container: invalid output path: directory "${folder}/nope" does not exist`,
    );
    expect(await refused('export', '--index', '9', 'web')).toBe('service "web" is not running container #9');
    expect(await refused('export', 'nope')).toBe('service "nope" is not running');

    const image = `${name}:made`;
    try {
      const made = await gantry(
        'commit',
        '-m',
        'why',
        '-a',
        'who',
        '-p=false',
        '-c',
        'ENV A=b',
        '-c',
        'LABEL x=y',
        'web',
        image,
      );
      const { Id, Author, Comment, Config } = await engine<{
        Id: string;
        Author: string;
        Comment: string;
        Config: { Env: string[]; Cmd: string[]; Labels: Record<string, string> };
      }>('GET', `/images/${image}/json`);
      expect(made).toEqual({
        exitCode: 0,
        stdout: '',
        stderr: ` ${name}-web-1 Committing \n ${name}-web-1 Committed as ${Id} \n`,
      });
      expect({ Author, Comment, Cmd: Config.Cmd, x: Config.Labels.x }).toEqual({
        Author: 'who',
        Comment: 'why',
        Cmd: ['sleep', '1000'],
        x: 'y',
      });
      expect(Config.Env).toEqual(expect.arrayContaining(['A=b', 'KEPT=1']));
    } finally {
      await engine('DELETE', `/images/${image}`).catch(() => undefined);
    }
    expect((await gantry('commit', 'web', 'BAD//')).stderr).toContain('\ninvalid reference format\n');
    expect((await gantry('--dry-run', 'commit', 'web', image)).exitCode).toBe(0);
    await expect(engine('GET', `/images/${image}/json`)).rejects.toThrow('404');
  }));

const registry = '127.0.0.1:1/none';

test('pull must skip what it should, and tell of what fails', () =>
  withProject(
    {
      'compose.yaml': `
services:
  a: {image: "${registry}:a", depends_on: [b]}
  b: {image: "${registry}:b"}
  c: {build: .}
  d: {image: "debian:bookworm-slim", pull_policy: missing}
`,
    },
    async ({ gantry }) => {
      const refusal = /Image 127\.0\.0\.1:1\/none:a Error Get "http.*127\.0\.0\.1:1\/v2\/": /;
      const failed = await gantry('pull', 'a');
      expect(failed.exitCode).toBe(1);
      expect(failed.stderr).toMatch(refusal);
      expect(failed.stderr).not.toContain('none:b');
      expect(failed.stderr.trimEnd().split('\n').at(-1)).toMatch(/^Error response from daemon: Get "http/);

      const ignored = await gantry('pull', '--ignore-pull-failures', '--include-deps', 'a');
      expect([ignored.exitCode, refusal.test(ignored.stderr), ignored.stderr.includes('none:b Error')]).toEqual([
        0,
        true,
        true,
      ]);
      expect(await gantry('pull', '-q', 'c', 'd')).toEqual({
        exitCode: 0,
        stdout: '',
        stderr:
          ' c Skipped No image to be pulled\n Image debian:bookworm-slim Skipped Image is already present locally\n',
      });
      expect((await gantry('--dry-run', 'pull', 'a')).stderr).toBe(
        ` Image ${registry}:a Pulling \n Image ${registry}:a Pulled \n`,
      );
      expect((await gantry('pull', 'nope')).stderr).toBe('no such service: nope\n');
    },
  ));
