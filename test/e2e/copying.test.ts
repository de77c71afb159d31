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
    scale: 2
  job:
    image: debian:bookworm-slim
    command: "true"
`;

test('cp must bring files into all containers of a service, stopped ones too, and out of one', () =>
  withProject({ 'compose.yaml': file, 'f.txt': 'hello\n', 'dir/sub/a.txt': 'a' }, async ({ name, folder, gantry }) => {
    await gantry('up', '-d');
    const copy = (text: string, what: string) =>
      [1, 2].map(n => ` ${name}-web-${n} ${text} ${what.replace('#', String(n))}\n`).sort();
    const linesOf = (text: string) => text.split(/(?<=\n)/).sort();

    const into = await gantry('cp', 'f.txt', 'web:/tmp/');
    expect(into.exitCode).toBe(0);
    expect(linesOf(into.stderr)).toEqual(
      [...copy('Copying', `f.txt to ${name}-web-#:/tmp/`), ...copy('Copied', `f.txt to ${name}-web-#:/tmp/`)].sort(),
    );
    expect((await gantry('cp', '--index', '2', 'dir/.', 'web:/opt/new')).exitCode).toBe(0);
    expect((await gantry('exec', '-T', '--index', '2', 'web', 'cat', '/tmp/f.txt', '/opt/new/sub/a.txt')).stdout).toBe(
      'hello\na',
    );
    expect((await gantry('exec', '-T', '--index', '1', 'web', 'ls', '/opt')).stdout).toBe('');
    expect((await gantry('--dry-run', 'cp', 'f.txt', 'web:/opt')).exitCode).toBe(0);
    expect((await gantry('exec', '-T', 'web', 'ls', '/opt')).stdout).toBe('');

    expect((await gantry('cp', 'web:/tmp/f.txt', 'out.txt')).stderr).toBe(
      ` ${name}-web-1 Copying ${name}-web-1:/tmp/f.txt to out.txt\n ${name}-web-1 Copied ${name}-web-1:/tmp/f.txt to out.txt\n`,
    );
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('hello\n');
    expect((await gantry('cp', '--index', '2', 'web:/opt/new', '.')).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'new/sub/a.txt'), 'utf8')).toBe('a');
    expect((await gantry('cp', 'f.txt', 'job:/f')).exitCode).toBe(0);
    const tar = (await gantry('cp', 'job:/f', '-')).stdout;
    expect([tar.slice(0, 2), tar.slice(512, 518), tar.length % 512]).toEqual(['f\0', 'hello\n', 0]);

    await gantry('exec', '-T', 'web', 'ln', '-s', '/tmp/f.txt', '/link');
    await gantry('cp', 'web:/link', '.');
    await gantry('cp', '-L', 'web:/link', 'followed');
    expect(readFileSync(join(folder, 'followed'), 'utf8')).toBe('hello\n');
    expect(() => statSync(join(folder, 'link'))).toThrow('ENOENT');

    const last = async (...args: string[]) => {
      const { exitCode, stderr } = await gantry('cp', ...args);
      return `${exitCode} ${stderr.trimEnd().split('\n').at(-1)}`;
    };
    const { Id: id } = await engine<{ Id: string }>('GET', `/containers/${name}-web-1/json`);
    expect(await last('web:/nope', '.')).toBe(
      `1 Error response from daemon: Could not find the file /nope in container ${id}`,
    );
    expect(await last('--index', '1', 'f.txt', 'web:/nope/x')).toBe(
      `1 Error response from daemon: Could not find the file /nope in container ${id}`,
    );
    expect(await last('web:/tmp/f.txt', 'nope/x')).toBe(
      `1 invalid output path: directory "${folder}/nope" does not exist`,
    );
    expect(await last('nofile', 'web:/tmp')).toBe(`1 lstat ${folder}/nofile: no such file or directory`);
    expect(await last('dir', 'web:/tmp/f.txt')).toBe('1 cannot copy directory');
    expect(await last('--index', '9', 'f.txt', 'web:/tmp')).toBe('1 service "web" is not running container #9');
    expect(await last('f.txt', 'nope:/x')).toBe('1 no container found for service "nope"');
    expect(await last('a', 'b')).toBe('1 unknown copy direction');
    expect(await last('web:/a', 'job:/b')).toBe('1 copying between services is not supported');
  }));
