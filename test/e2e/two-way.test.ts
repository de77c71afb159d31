import {
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { engine, engineBytes, eventually, type Terminal, type TestProject, withProject } from './support.ts';
import { filesOfContainer, filesOfHost } from './watched-files.ts';

const project = (rules: readonly string[], more = '') => ({
  'compose.yaml': `
services:
  web:
    image: busybox
    init: true
    command: sleep 1000
    stop_grace_period: 0s
${more}    develop:
      watch:
${rules.map(rule => `        - {${rule}, x-gantry: {sync: two-way}}\n`).join('')}
`,
});

const migrations = 'action: sync, path: migrations, target: /app/migrations';
const lock = 'action: sync, path: app.lock, target: /app/app.lock';

async function watching(of: TestProject, scenario: (session: Terminal) => Promise<void>): Promise<void> {
  const session = of.terminal('--progress', 'plain', 'watch');
  try {
    await session.shows('Watch enabled');
    await scenario(session);
  } finally {
    session.type('\x03');
  }
  expect(await session.exit).toBe(130);
}

/** Both sides have these, and nothing else. */
const both = (of: TestProject, files: readonly string[], replicas = 1) =>
  eventually(async () => {
    expect(filesOfHost(join(of.folder, 'migrations'))).toEqual(files);
    for (let number = 1; number <= replicas; number++)
      expect(await filesOfContainer(`${of.name}-web-${number}`, '/app/migrations')).toEqual(files);
  });

async function run(container: string, script: string): Promise<void> {
  const body = { Cmd: ['sh', '-ec', script], AttachStdout: true };
  const { Id } = await engine<{ Id: string }>('POST', `/containers/${container}/exec`, body);
  await engineBytes('POST', `/exec/${Id}/start`, '{}');
  expect(await engine('GET', `/exec/${Id}/json`)).toMatchObject({ ExitCode: 0 });
}

test('a migration and a lock file that a container writes must come to the host, to whom its folder belongs', () =>
  withProject({ ...project([migrations, lock]), 'migrations/0001': 'one', 'app.lock': 'a' }, async of => {
    chownSync(join(of.folder, 'migrations'), 1234, 2345);
    await watching(of, async () => {
      await both(of, ['0001 644 one']);
      await run(
        `${of.name}-web-1`,
        'cd /app; mkdir -m 750 migrations/deep; echo two > migrations/deep/0002; chmod 640 migrations/deep/0002; ln -s deep/0002 migrations/last; echo b > app.lock',
      );
      await both(of, ['0001 644 one', 'deep/ 750', 'deep/0002 640 two\n', 'last -> deep/0002']);
      for (const path of ['deep', 'deep/0002', 'last'])
        expect(lstatSync(join(of.folder, 'migrations', path))).toMatchObject({ uid: 1234, gid: 2345 });
      await eventually(async () => expect(readFileSync(join(of.folder, 'app.lock'), 'utf8')).toBe('b\n'));
      of.write('migrations/deep/0002', 'three');
      of.write('app.lock', 'c');
      await both(of, ['0001 644 one', 'deep/ 750', 'deep/0002 640 three', 'last -> deep/0002']);
      await run(`${of.name}-web-1`, 'cd /app/migrations; rm -r deep; rm last');
      await both(of, ['0001 644 one']);
      rmSync(join(of.folder, 'migrations/0001'));
      await both(of, []);
    });
    expect(readdirSync(of.folder).filter(name => name.startsWith('.gantry'))).toEqual([]);
  }));

test('what both have changed must be there twice, and be told of', () =>
  withProject({ ...project([migrations]), 'migrations/0001': 'one' }, async of => {
    await watching(of, async session => {
      await both(of, ['0001 644 one']);
      // What is put into it is not told of, as the end of a command is.
      const archive = pack();
      archive.entry({ name: '0001', mode: 0o644 }, 'theirs');
      archive.finalize();
      await engineBytes('PUT', `/containers/${of.name}-web-1/archive?path=/app/migrations`, await buffer(archive));
      writeFileSync(join(of.folder, 'migrations/0001'), 'ours');
      await session.shows(/was changed here and in web-1/);
      await eventually(async () =>
        expect(await filesOfContainer(`${of.name}-web-1`, '/app/migrations')).toEqual(['0001 644 ours']),
      );
      const files = filesOfHost(join(of.folder, 'migrations'));
      expect(files).toEqual(['0001 644 ours', expect.stringMatching(/^0001\.conflict-web-\d{8}T\d{6}Z 644 theirs$/)]);
    });
  }));

test('what leads out of the folder, and what is ignored, must stay on its side', () =>
  withProject(
    { ...project([`${migrations}, ignore: ["*.log"]`]), 'migrations/a': 'a', 'outside/secret': 'mine' },
    async of => {
      symlinkSync('../outside', join(of.folder, 'migrations/out'));
      await watching(of, async session => {
        await both(of, ['a 644 a', 'out -> ../outside']);
        await run(
          `${of.name}-web-1`,
          'cd /app/migrations; ln -s /etc/passwd p; echo x > b.log; rm out; mkdir out; echo theirs > out/secret; echo new > new',
        );
        await eventually(async () =>
          expect(filesOfHost(join(of.folder, 'migrations'))).toEqual([
            'a 644 a',
            'new 644 new\n',
            'out/ 755',
            'out/secret 644 theirs\n',
          ]),
        );
        expect(readFileSync(join(of.folder, 'outside/secret'), 'utf8')).toBe('mine');
        expect(session.screen()).toContain('stays in the container alone');
      });
    },
  ));

test('what one replica writes must come to the others, and stay when it is recreated', () =>
  withProject({ ...project([migrations], '    scale: 2\n'), 'migrations/0001': 'one' }, async of => {
    await watching(of, async () => {
      await both(of, ['0001 644 one'], 2);
      await run(`${of.name}-web-2`, 'echo two > /app/migrations/0002');
      await both(of, ['0001 644 one', '0002 644 two\n'], 2);
      await engine('DELETE', `/containers/${of.name}-web-2?force=1`);
      expect((await of.gantry('up', '-d')).exitCode).toBe(0);
      mkdirSync(join(of.folder, 'migrations/more'));
      await both(of, ['0001 644 one', '0002 644 two\n', 'more/ 755'], 2);
    });
  }));

test('a file system of its own that a container loses at a restart must take nothing from the host', () =>
  withProject({ ...project([migrations], '    tmpfs: [/app]\n'), 'migrations/0001': 'one' }, async of => {
    await watching(of, async () => {
      // The engine's archives don't reach a tmpfs: all that is asked here is that the host's files stay.
      await engine('POST', `/containers/${of.name}-web-1/restart?t=0`);
      of.write('migrations/0002', 'two');
      await eventually(async () => expect(filesOfHost(join(of.folder, 'migrations'))).toHaveLength(2));
    });
    expect(filesOfHost(join(of.folder, 'migrations'))).toEqual(['0001 644 one', '0002 644 two']);
  }));
