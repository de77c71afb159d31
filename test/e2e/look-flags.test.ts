import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engine, eventually, resourcesOf, withProject } from './support.ts';

const file = `
services:
  web: {image: debian:bookworm-slim, init: true, command: "sh -c 'echo first; echo second; exec sleep 1000'", scale: 2, volumes: [data:/data]}
  done: {image: debian:bookworm-slim, command: echo over}
volumes: {data: {}}
`;

test('ps, logs, volumes and stats must show what their flags choose', () =>
  withProject({ 'compose.yaml': file }, async ({ name, write, gantry, signalled }) => {
    await gantry('up', '-d');
    const [over] = (await resourcesOf(name)).containers;
    await eventually(async () => {
      const { State } = await engine<{ State: { Running: boolean } }>('GET', `/containers/${over!.id}/json`);
      expect(State.Running).toBe(false);
    });
    const services = async (...flags: string[]) =>
      (await gantry('ps', '--format', '{{.Name}}', ...flags)).stdout.replaceAll(`${name}-`, '').trim().split('\n');
    expect(await services()).toEqual(['web-1', 'web-2']);
    expect(await services('--all')).toEqual(['done-1', 'web-1', 'web-2']);
    expect(await services('--status', 'exited')).toEqual(['done-1']);
    expect(await services('--filter', 'status=running')).toEqual(['web-1', 'web-2']);
    expect((await gantry('ps', '-a', '-q', '--no-trunc', 'done')).stdout).toBe(`${over!.id}\n`);
    expect((await gantry('ps', '--no-trunc')).stdout).toContain("'echo first; echo second; exec sleep 1000'");
    write('other.yaml', 'services: {done: {image: debian:bookworm-slim}}\n');
    expect((await gantry('-f', 'other.yaml', 'ps', '--orphans=false', '-q')).stdout).toBe('');
    expect((await gantry('-f', 'other.yaml', 'ps', '--orphans', '-q')).stdout.trim().split('\n')).toHaveLength(2);

    const logs = async (...flags: string[]) =>
      (await gantry('logs', '--no-color', ...flags)).stdout.trimEnd().split('\n').sort();
    expect(await logs('--index', '2', 'web')).toEqual(['web-2  | first', 'web-2  | second']);
    expect(await logs('--tail', '1', '--no-log-prefix', 'web')).toEqual(['second', 'second']);
    expect((await logs('-t', 'done'))[0]).toMatch(/^done-1 {2}\| \d{4}-[\dT:.-]+Z over$/);
    expect(await logs('--since', '1h', 'done')).toEqual(['done-1  | over']);
    expect(await logs('--since', '2100-01-01', 'done')).toEqual(['']);
    expect(await logs('--until', '1h', 'done')).toEqual(['']);
    const followed = await signalled({ shown: /second/, signal: 'SIGINT' }, 'logs', '--follow', '--index', '1', 'web');
    expect([followed.exitCode, followed.stdout]).toEqual([130, expect.stringContaining('web-1  | first')]);

    expect((await gantry('volumes', '--quiet')).stdout).toBe(`${name}_data\n`);
    const [web] = (await resourcesOf(name)).containers.filter(({ state }) => state === 'running');
    const stats = await gantry('stats', '--no-stream', '--no-trunc', '--format', '{{.ID}} {{.Name}}', 'web');
    expect(stats.stdout).toContain(`${web!.id} ${name}-web-1`);
  }));

test('attach, commit, cp, exec and start must heed their flags', () =>
  withProject(
    {
      'compose.yaml': `
services:
  reader: {image: debian:bookworm-slim, init: true, stdin_open: true, command: "sh -c 'head -n 1; echo end'", user: "1000", scale: 2}
  sick: {image: debian:bookworm-slim, init: true, command: sleep 1000, healthcheck: {test: "false", interval: 1s}}
`,
    },
    async ({ name, folder, gantry, piped }) => {
      await gantry('up', '-d', 'reader');
      const unheard = piped('typed\n', 'attach', '--no-stdin', '--index', '1', 'reader');
      const typed = await piped('typed\n', 'attach', '--index', '2', 'reader');
      expect(typed.stdout.toString()).toContain('typed');
      await engine('POST', `/containers/${name}-reader-1/kill`);
      expect(await unheard).toMatchObject({ exitCode: 137, stdout: Buffer.alloc(0) });

      mkdirSync(join(folder, 'given'));
      writeFileSync(join(folder, 'given/file'), 'text', { mode: 0o600 });
      await gantry('up', '-d', 'reader');
      expect((await gantry('cp', '--archive', 'given', 'reader:/tmp/owned')).exitCode).toBe(0);
      const owner = await gantry('exec', '-T', 'reader', 'stat', '-c', '%u', '/tmp/owned/file');
      expect(owner.stdout).toBe('1000\n');
      await gantry('run', '-d', '--name', `${name}-single`, 'sick');
      expect((await gantry('cp', '--all', 'given/file', 'sick:/tmp/file')).exitCode).toBe(0);
      const single = `/containers/${name}-single/archive?path=/tmp/file`;
      await expect(engine('HEAD', single)).resolves.toBeUndefined();

      const capabilities = async (...flags: string[]) =>
        (await gantry('exec', '-T', ...flags, '-u', 'root', 'reader', 'grep', 'CapEff', '/proc/self/status')).stdout;
      expect(await capabilities('--privileged')).not.toBe(await capabilities());
      const image = `${name}:second`;
      try {
        await gantry('exec', '-T', '--index', '2', '-u', 'root', 'reader', 'touch', '/second');
        expect((await gantry('commit', '--index', '2', 'reader', image)).exitCode).toBe(0);
        const made = await engine<{ Container?: string; Id: string }>('GET', `/images/${image}/json`);
        expect(made.Id).toMatch(/^sha256:/);
      } finally {
        await engine('DELETE', `/images/${image}`).catch(() => undefined);
      }
      await gantry('create', 'sick');
      const late = await gantry('start', '--wait', '--wait-timeout', '1', 'sick');
      expect([late.exitCode, late.stderr]).toEqual([1, expect.stringContaining('not healthy')]);
      expect(statSync(join(folder, 'given/file')).mode & 0o777).toBe(0o600);
    },
  ));
