import { expect, test } from 'vitest';
import { engine, eventually, type Terminal, type TestProject, withProject } from './support.ts';

const files = {
  'src/page': 'old',
  'compose.yaml': `
services:
  db:
    image: busybox
    init: true
    command: sh -c "echo db began; sleep 1000"
    stop_grace_period: 0s
  web:
    image: busybox
    init: true
    command: sh -c "echo web began; sleep 1000"
    stop_grace_period: 0s
    develop:
      watch:
        - {action: sync, path: src, target: /app/src}
`,
};

/** In a shell that has no use for Ctrl-C, and compares the terminal before with the terminal after. */
const compared = (command: string) =>
  `trap : INT; stty -a >a; "$GANTRY" ${command}; echo "exit $?"; stty -a >b; cmp a b && echo same`;

const startOf = async ({ name }: TestProject, service: string): Promise<string> =>
  (await engine<{ State: { StartedAt: string } }>('GET', `/containers/${name}-${service}-1/json`)).State.StartedAt;

/** Without what moves the cursor. */
const wordsOf = (session: Terminal): string =>
  session
    .screen()
    .replace(/\x1b\[[\d;?]*[A-Za-z]/g, '')
    .trimEnd();

test('the screen of watch must show a sync, restart what is chosen, and leave the terminal as it was', () =>
  withProject(files, async project => {
    const session = project.shell(compared('watch'));
    await session.shows(/1 .*✔.* db .*running/);
    await session.shows(/2 .*✔.* web .*running.* in sync/);
    await session.shows('web began');
    project.write('src/page', 'new');
    await session.shows(/in sync · 1 file in \d+ ms/);

    const [db, web] = [await startOf(project, 'db'), await startOf(project, 'web')];
    session.type('2');
    await session.shows('Restart web');
    session.type('r');
    await session.shows('web restarted');
    expect(await startOf(project, 'web')).not.toBe(web);
    expect(await startOf(project, 'db')).toBe(db);

    session.type('q');
    await session.shows('same');
    expect(session.screen()).toContain('exit 0');
    // The cursor is shown, and lines wrap again.
    expect(session.screen().lastIndexOf('\x1b[?25h')).toBeGreaterThan(session.screen().lastIndexOf('\x1b[?25l'));
    expect(session.screen().lastIndexOf('\x1b[?7h')).toBeGreaterThan(session.screen().lastIndexOf('\x1b[?7l'));
    expect(await startOf(project, 'db')).toBe(db);
  }));

test.each(['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)('%s must leave the terminal as it was, too', signal =>
  withProject(files, async project => {
    const session = project.shell(compared('watch'));
    await session.shows(/web .*running.* in sync/);
    await eventually(async () => expect(session.settings()).toContain('-icanon'));
    session.kill(signal);
    await session.shows(/exit 1[234]\d[\s\S]*same/);
    expect(session.screen().lastIndexOf('\x1b[?25h')).toBeGreaterThan(session.screen().lastIndexOf('\x1b[?25l'));
  }),
);

test('a mistake in the compose file must be shown with its place until it is mended', () =>
  withProject(files, async project => {
    const session = project.terminal('watch');
    await session.shows(/web .*running.* in sync/);
    project.write('compose.yaml', files['compose.yaml'].replace('image: busybox', 'imagee: busybox'));
    await session.shows(/compose\.yaml:\d+:\d+ \[unknown-key\]/);
    project.write('compose.yaml', files['compose.yaml'].replace('db began', 'db begins'));
    await session.shows(/db +recreate/);
    await session.shows('db begins');
    session.type('\x03');
    expect(await session.exit).toBe(130);
  }));

test('a build that fails must be shown with its step until its Dockerfile is mended', () => {
  const dockerfile = (command: string) => `FROM busybox\nCOPY src /app/src\nRUN ${command}\n`;
  const compose = `
services:
  web:
    build: .
    init: true
    command: sleep 1000
    develop: {watch: [{action: rebuild, path: src}]}
`;
  return withProject({ ...files, 'compose.yaml': compose, Dockerfile: dockerfile('true') }, async project => {
    const session = project.terminal('watch');
    await session.shows(/web .*running/);
    project.write('Dockerfile', dockerfile('echo words; cat /nowhere'));
    project.write('src/page', 'new');
    await session.shows('web: build failed; tried again at the next change');
    await session.shows(/\/\d+\W+RUN echo words;/);
    await session.shows("cat: can't open '/nowhere'");
    project.write('Dockerfile', dockerfile('echo mended'));
    await session.shows('web built');
    await eventually(async () => expect(lastScreen(session)).not.toContain('build failed'));
    session.type('\x03');
    expect(await session.exit).toBe(130);
    await engine('DELETE', `/images/${project.name}-web?force=1`);
  });
});

/** What was painted last. */
const lastScreen = (session: Terminal): string => session.screen().slice(-1500);

test('a question must get its answer, and the keys must work again afterwards', () => {
  const compose = `${files['compose.yaml']}    volumes: [data:/data]\nvolumes:\n  data: {labels: {version: "1"}}\n`;
  return withProject({ ...files, 'compose.yaml': compose }, async project => {
    const session = project.terminal('watch');
    await session.shows(/web .*running.* in sync/);
    project.write('compose.yaml', compose.replace('"1"', '"2"').replace('db began', 'db begins'));
    await session.shows('data will be lost');
    await eventually(async () => expect(wordsOf(session).endsWith('(y/N)')).toBe(true));
    // Typed with the answer, before the screen is back.
    session.type('n\rq');
    expect(await session.exit).toBe(0);
  });
});
