import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  engine,
  engineBytes,
  eventually,
  resourcesOf,
  type Terminal,
  type TestProject,
  withProject,
} from './support.ts';
import { filesOfContainer, filesOfHost } from './watched-files.ts';

const dockerfile = 'FROM busybox\nCOPY src /app/src\n';

/** A service `web` that is built with `src`, and has these rules. */
const project = (rules: string, more = '') => ({
  Dockerfile: dockerfile,
  'src/old': 'old',
  'compose.yaml': `
services:
  web:
    build: .
    init: true
    command: sh -c "echo began; sleep 1000"
    stop_grace_period: 0s
${more}    develop:
      watch:
${rules}
`,
});

const sync = '        - {action: sync, path: src, target: /app/src}\n';

/** Watches while the scenario runs, and ends it with Ctrl-C. */
async function watching(
  of: TestProject,
  args: readonly string[],
  scenario: (session: Terminal) => Promise<void>,
): Promise<void> {
  const session = of.terminal('--progress', 'plain', 'watch', ...args);
  try {
    await session.shows('Watch enabled');
    await scenario(session);
  } finally {
    session.type('\x03');
  }
  expect(await session.exit).toBe(130);
}

const inSync = ({ name, folder }: TestProject, replicas = 1) =>
  eventually(async () => {
    for (let number = 1; number <= replicas; number++)
      expect(await filesOfContainer(`${name}-web-${number}`, '/app/src')).toEqual(filesOfHost(join(folder, 'src')));
  });

const logOf = async (container: string) =>
  (await engineBytes('GET', `/containers/${container}/logs?stdout=1`)).toString();

describe('sync', () => {
  test('every replica must have what is written, renamed, linked, changed in mode and removed', () =>
    withProject(project(sync, '    scale: 2\n'), async of => {
      await watching(of, [], async () => {
        const at = (path: string) => join(of.folder, 'src', path);
        await inSync(of, 2);
        of.write('src/deep/er/file', 'one');
        mkdirSync(at('empty'));
        symlinkSync('deep/er/file', at('link'));
        await inSync(of, 2);
        // As editors save.
        writeFileSync(at('deep/er/file.new'), 'two');
        renameSync(at('deep/er/file.new'), at('deep/er/file'));
        chmodSync(at('deep/er/file'), 0o755);
        await inSync(of, 2);
        renameSync(at('deep'), at('moved'));
        rmSync(at('empty'), { recursive: true });
        rmSync(at('link'));
        of.write('src/link/now', 'a folder');
        await inSync(of, 2);
        rmSync(at('link'), { recursive: true });
        of.write('src/link', 'a file');
        rmSync(at('old'));
        await inSync(of, 2);
      });
      const { containers } = await resourcesOf(of.name);
      expect(containers.map(({ state }) => state)).toEqual(['running', 'running']);
    }));

  test('a folder that is a link in the container alone must stay one, with what is synced behind it', () =>
    withProject(project(sync), async of => {
      await watching(of, [], async () => {
        const at = (path: string) => join(of.folder, 'src', path);
        const container = `${of.name}-web-1`;
        await inSync(of);
        await run(container, 'mkdir /behind; ln -s /behind /app/src/linked');
        of.write('src/linked/deep/file', 'through');
        mkdirSync(at('folder'));
        symlinkSync('folder', at('was-link'));
        await eventually(async () =>
          expect(await filesOfContainer(container, '/behind')).toEqual(['deep/ 755', 'deep/file 644 through']),
        );
        rmSync(at('was-link'));
        of.write('src/was-link/file', 'own');
        const [linked, others] = [['linked -> /behind'], (path: string) => !path.startsWith('linked')];
        await eventually(async () =>
          expect(await filesOfContainer(container, '/app/src')).toEqual(
            [...filesOfHost(join(of.folder, 'src')).filter(others), ...linked].sort(),
          ),
        );
      });
    }));

  test('what the container has made, and what is ignored, must be left alone', () =>
    withProject({ ...project(sync), '.dockerignore': 'src/*.log\n!src/keep.log\n' }, async of => {
      await watching(of, ['--quiet'], async session => {
        of.write('src/made/mine', '1');
        of.write('src/x.log', 'x');
        of.write('src/node_modules/a.js', 'x');
        of.write('src/keep.log', 'kept');
        await eventually(async () =>
          expect(await filesOfContainer(`${of.name}-web-1`, '/app/src')).toEqual([
            'keep.log 644 kept',
            'made/ 755',
            'made/mine 644 1',
            'old 644 old',
          ]),
        );
        await run(`${of.name}-web-1`, 'echo own > /app/src/made/own');
        rmSync(join(of.folder, 'src/made'), { recursive: true });
        await eventually(async () =>
          expect(await filesOfContainer(`${of.name}-web-1`, '/app/src')).toEqual([
            'keep.log 644 kept',
            'made/ 755',
            'made/own 644 own\n',
            'old 644 old',
          ]),
        );
        expect(session.screen()).not.toContain('FROM');
      });
    }));

  test('a container that is replaced or added by another tool must get what has changed', () =>
    withProject(project(sync), async of => {
      await watching(of, [], async () => {
        of.write('src/new', 'new');
        rmSync(join(of.folder, 'src/old'));
        await inSync(of);
        await engine('DELETE', `/containers/${of.name}-web-1?force=1`);
        of.write('src/meanwhile', 'x');
        expect((await of.gantry('up', '-d', '--scale', 'web=2')).exitCode).toBe(0);
        await inSync(of, 2);
        await engine('POST', `/containers/${of.name}-web-1/restart?t=0`);
        of.write('src/later', 'y');
        await inSync(of, 2);
      });
    }));

  test('with initial_sync a container must get at first what it lacks, and only that', () =>
    withProject(project('        - {action: sync, path: src, target: /app/src, initial_sync: true}\n'), async of => {
      expect((await of.gantry('up', '-d')).exitCode).toBe(0);
      of.write('src/before', 'x');
      of.write('src/old', 'changed');
      await watching(of, ['--no-up'], async session => {
        await inSync(of);
        expect(session.screen()).toContain('Syncing service "web" after 2 changes were detected');
      });
    }));

  test('a container that cannot take files must be told of and tried again', () =>
    withProject(project(sync, '    read_only: true\n'), async of => {
      await watching(of, [], async session => {
        of.write('src/new', 'x');
        await session.shows('web-1 is not in sync');
        of.write('compose.yaml', project(sync)['compose.yaml']);
        await inSync(of);
      });
    }));
});

describe('what follows a sync', () => {
  test('sync+restart must restart once for all that is saved together', () =>
    withProject(project('        - {action: sync+restart, path: src, target: /app/src}\n'), async of => {
      await watching(of, [], async session => {
        for (let count = 0; count < 50; count++) of.write(`src/${count}`, `${count}`);
        await session.shows('service(s) ["web"] restarted');
        await inSync(of);
        const begun = (await logOf(`${of.name}-web-1`)).match(/began/g);
        expect(begun?.length).toBeLessThanOrEqual(3);
      });
    }));

  test('sync+exec must run its command with its user, folder and variables in a container that has the file', () =>
    withProject(
      project(
        '        - {action: sync+exec, path: src, target: /app/src, exec: {command: sh -c "echo $$(id -u) $$(pwd) $$V $$(cat /app/src/new)", user: "65534", working_dir: /tmp, environment: {V: v}}}\n',
      ),
      async of => {
        await watching(of, [], async session => {
          of.write('src/new', 'content');
          await session.shows('65534 /tmp v content');
        });
      },
    ));

  test('restart must restart without sending anything', () =>
    withProject(project('        - {action: restart, path: src}\n'), async of => {
      await watching(of, [], async session => {
        of.write('src/new', 'x');
        await session.shows('service(s) ["web"] restarted');
        expect(await filesOfContainer(`${of.name}-web-1`, '/app/src')).toEqual(['old 644 old']);
      });
    }));
});

test('--verbose must tell once what a change took, and the old name of initial_sync must be followed', () =>
  withProject(
    project(
      '        - {action: rebuild, path: Dockerfile}\n        - {action: sync, path: more, target: /more, x-initialSync: true}\n',
    ),
    async of => {
      of.write('more/file', 'x');
      const session = of.terminal('--verbose', '--progress', 'plain', 'watch');
      try {
        await session.shows('x-initialSync is DEPRECATED, please use the official `initial_sync` attribute');
        await session.shows('Watch enabled');
        await eventually(async () =>
          expect(await filesOfContainer(`${of.name}-web-1`, '/more')).toEqual(['file 644 x']),
        );
        of.write('Dockerfile', `${dockerfile}ENV A=b\n`);
        await session.shows(/batch complete: duration\[[\d.]+s\] count\[1\]/);
        of.write('more/file', 'y');
        await session.shows(/batch complete.*batch complete/s);
        expect(session.screen().split('batch complete')).toHaveLength(3);
      } finally {
        session.type('\x03');
        await session.exit;
        await engine('DELETE', `/images/${of.name}-web?force=1`);
      }
    },
  ));

describe('rebuild', () => {
  test('only the service whose files have changed must be built, recreated and lose its old image', () =>
    withProject(
      project('        - {action: rebuild, path: src}\n  other: {image: busybox, init: true, command: sleep 1000}\n'),
      async of => {
        const image = async () => (await engine<{ Id: string }>('GET', `/images/${of.name}-web/json`)).Id;
        await watching(of, [], async session => {
          const [before, oldImage] = [await resourcesOf(of.name), await image()];
          of.write('src/new', 'x');
          await eventually(async () =>
            expect(await filesOfContainer(`${of.name}-web-1`, '/app/src')).toEqual(['new 644 x', 'old 644 old']),
          );
          const after = await resourcesOf(of.name);
          expect(after.containers[0]?.id).toBe(before.containers[0]?.id);
          expect(after.containers[1]?.id).not.toBe(before.containers[1]?.id);
          await eventually(async () => {
            const left = await engine('GET', `/images/${oldImage}/json`).catch(() => 'gone');
            expect(left).toBe('gone');
          });
          expect(session.screen()).toContain('Rebuilding service(s) ["web"] after changes were detected...');
          expect(session.screen()).toContain('service(s) ["web"] successfully built');
        });
        await engine('DELETE', `/images/${of.name}-web?force=1`);
      },
    ));

  test('a build that fails must be told of, and begun again at the next change', () =>
    withProject(
      {
        ...project('        - {action: rebuild, path: src}\n'),
        Dockerfile: `${dockerfile}RUN test ! -e /app/src/broken\n`,
      },
      async of => {
        await watching(of, [], async session => {
          of.write('src/broken', 'x');
          await session.shows('tried again at the next change');
          rmSync(join(of.folder, 'src/broken'));
          of.write('src/new', 'x');
          await eventually(async () =>
            expect(await filesOfContainer(`${of.name}-web-1`, '/app/src')).toEqual(['new 644 x', 'old 644 old']),
          );
        });
        await engine('DELETE', `/images/${of.name}-web?force=1`);
      },
    ));
});

describe('the project itself', () => {
  test('a file of it that an image is built with must have it built and recreated once', () =>
    withProject(
      {
        ...project('        - {action: rebuild, path: app.env}\n', '    env_file: app.env\n'),
        Dockerfile: `${dockerfile}COPY app.env /env/\n`,
        'app.env': 'VALUE=one\n',
      },
      async of => {
        await watching(of, [], async session => {
          for (const value of ['two', 'three']) {
            of.write('app.env', `VALUE=${value}\n`);
            await eventually(async () => {
              const { Config } = await engine<{ Config: { Env: string[] } }>(
                'GET',
                `/containers/${of.name}-web-1/json`,
              );
              expect(Config.Env).toContain(`VALUE=${value}`);
              expect(await filesOfContainer(`${of.name}-web-1`, '/env')).toEqual([`app.env 644 VALUE=${value}\n`]);
            });
          }
          await session.shows(/(web-1 Recreated[\s\S]*){2}/);
          expect(session.screen().match(/web-1 Recreated/g)).toHaveLength(2);
        });
        await engine('DELETE', `/images/${of.name}-web?force=1`);
      },
    ));

  test('a question about a volume must be asked once', () => {
    const volumes = (version: number) => `volumes:\n  data: {labels: {version: "${version}"}}\n`;
    const { 'compose.yaml': file, ...rest } = project(sync, '    volumes: [data:/data]\n');
    return withProject({ ...rest, 'compose.yaml': `${file}${volumes(1)}` }, async of => {
      await watching(of, [], async session => {
        of.write('compose.yaml', `${file.replace('echo began', 'echo changed')}${volumes(2)}`);
        await session.shows('data will be lost');
        session.type('n\r');
        await eventually(async () => expect(await logOf(`${of.name}-web-1`)).toContain('changed'));
        expect(session.screen().match(/data will be lost/g)).toHaveLength(1);
      });
    });
  });

  test('a change of its files must be shown and carried out, and its new rules followed; a mistake must change nothing', () =>
    withProject(project(sync), async of => {
      const { 'compose.yaml': file } = project(sync);
      await watching(of, [], async session => {
        of.write('compose.yaml', 'services: [');
        await session.shows('the project: ');
        of.write('src/new', '1');
        await inSync(of);
        of.write(
          'compose.yaml',
          file
            .replace('init: true', 'init: true\n    environment: {A: b}')
            .replace(sync, `${sync}        - {action: sync, path: more, target: /more}\n`),
        );
        await session.shows(/web +recreate/, 15_000);
        await inSync(of);
        // The rule's beginning is when it is followed.
        let turn = 0;
        await eventually(async () => {
          turn += 1;
          of.write('more/file', `${turn}`);
          const [found] = await filesOfContainer(`${of.name}-web-1`, '/more');
          expect(found).toMatch(/^file 644 \d+$/);
        });
      });
    }));

  test('a file that is included while it watches must be followed, though the rules are as before', () =>
    withProject(project(sync), async of => {
      const included = (command: string) => `services: {beside: {image: busybox, command: ${command}, init: true}}`;
      const command = async () =>
        (await engine<{ Config: { Cmd: string[] } }>('GET', `/containers/${of.name}-beside-1/json`)).Config.Cmd;
      await watching(of, [], async () => {
        of.write('more.yaml', included('sleep 1000'));
        of.write('compose.yaml', `include: [more.yaml]\n${project(sync)['compose.yaml']}`);
        await eventually(async () => expect(await command()).toEqual(['sleep', '1000']));
        of.write('more.yaml', included('sleep 1001'));
        await eventually(async () => expect(await command()).toEqual(['sleep', '1001']), 20_000);
      });
    }));

  test('without a rule it must fail before it starts anything', () =>
    withProject(
      { 'compose.yaml': 'services: {web: {image: busybox, command: sleep 1000}}' },
      async ({ name, gantry }) => {
        const outcome = await gantry('watch');
        expect(outcome.exitCode).toBe(1);
        expect(outcome.stderr).toContain(
          "none of the selected services is configured for watch, consider setting a 'develop' section",
        );
        expect((await gantry('up', '--watch')).exitCode).toBe(1);
        expect((await gantry('watch', 'nope')).stderr).toContain('no such service: nope');
        expect((await resourcesOf(name)).containers).toEqual([]);
      },
    ));

  test('a rule to rebuild what has no build must be refused', () =>
    withProject(
      { 'compose.yaml': 'services: {web: {image: busybox, develop: {watch: [{action: rebuild, path: .}]}}}' },
      async ({ gantry }) => {
        const outcome = await gantry('watch', '--no-up', '--prune=false');
        expect(outcome.exitCode).toBe(1);
        expect(outcome.stderr).toContain(`can't watch service "web" with action rebuild without a build context`);
      },
    ));
});

test('up --watch must sync beside the logs, and stop all at Ctrl-C', () =>
  withProject(project(sync), async of => {
    const session = of.terminal('up', '--watch');
    await session.shows('Watch enabled');
    await session.shows('began');
    of.write('src/new', 'x');
    await inSync(of);
    session.type('\x03');
    // As its menu has it.
    expect(await session.exit).toBe(0);
    expect((await resourcesOf(of.name)).containers.map(({ state }) => state)).toEqual(['exited']);
  }));

describe('Ctrl-C', () => {
  const big = 'x'.repeat(1024 * 1024);
  const files = Array.from({ length: 80 }, (_, index) => `${index}`);

  test.each(['sync', 'initial sync'])('in a large %s must leave no file half-written', phase =>
    withProject(
      project(
        `        - {action: sync, path: src, target: /app/src, ignore: [old], initial_sync: ${phase !== 'sync'}}\n`,
      ),
      async of => {
        expect((await of.gantry('up', '-d')).exitCode).toBe(0);
        const writeAll = () => {
          for (const name of files) of.write(`src/${name}`, big);
        };
        if (phase !== 'sync') writeAll();
        const session = of.terminal('--progress', 'plain', 'watch', '--no-up');
        await session.shows('Watch enabled');
        if (phase === 'sync') writeAll();
        await session.shows('Syncing service');
        session.type('\x03');
        expect(await session.exit).toBe(130);
        const found = await filesOfContainer(`${of.name}-web-1`, '/app/src');
        const broken = found.filter(file => !file.startsWith('old ') && !file.endsWith(` 644 ${big}`));
        expect(broken.map(file => file.slice(0, 20))).toEqual([]);
      },
    ),
  );

  test('while an image is built must leave the container as it was', () =>
    withProject(
      {
        ...project('        - {action: rebuild, path: src}\n'),
        Dockerfile: `${dockerfile}RUN test ! -e /app/src/slow || sleep 30\n`,
      },
      async of => {
        const session = of.terminal('--progress', 'plain', 'watch');
        await session.shows('Watch enabled');
        const before = await resourcesOf(of.name);
        of.write('src/slow', '');
        await session.shows('sleep 30');
        session.type('\x03');
        expect(await session.exit).toBe(130);
        expect((await resourcesOf(of.name)).containers).toEqual(before.containers);
        await engine('DELETE', `/images/${of.name}-web?force=1`);
      },
    ));

  test('a save during a build must begin it again, with all that was saved', () =>
    withProject(
      {
        ...project('        - {action: rebuild, path: src}\n'),
        Dockerfile: `${dockerfile}RUN test ! -e /app/src/slow || sleep 600\n`,
      },
      async of => {
        await watching(of, [], async session => {
          of.write('src/slow', '');
          await session.shows('sleep 600');
          rmSync(join(of.folder, 'src/slow'));
          of.write('src/new', 'x');
          await eventually(async () =>
            expect(await filesOfContainer(`${of.name}-web-1`, '/app/src')).toEqual(['new 644 x', 'old 644 old']),
          );
        });
        await engine('DELETE', `/images/${of.name}-web?force=1`);
      },
    ));
});

async function run(container: string, script: string): Promise<void> {
  const body = { Cmd: ['sh', '-c', script], AttachStdout: true };
  const { Id } = await engine<{ Id: string }>('POST', `/containers/${container}/exec`, body);
  await engineBytes('POST', `/exec/${Id}/start`, '{}');
}
