import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { eventually, withProject } from './support.ts';

const files = {
  Dockerfile: 'FROM busybox\nCOPY src /app/src\n',
  'src/file': 'old',
  'compose.yaml': `
services:
  web:
    build: .
    init: true
    command: sleep 1000
    stop_grace_period: 0s
    develop:
      watch:
        - {action: sync+restart, path: src, target: /app/src}
        - {action: rebuild, path: Dockerfile}
`,
};

test('watch --live-reload must tell pages of each update, and end with its session', () =>
  withProject(files, async ({ terminal, write }) => {
    const session = terminal('--progress', 'plain', 'watch', '--live-reload', '0');
    await session.shows('Watch enabled');
    const [, port] = /http:\/\/localhost:(\d+)\/events/.exec(session.screen())!;
    const page = listen(`http://127.0.0.1:${port}/events`);
    await page.opened;
    write('src/file', 'new');
    await eventually(async () => expect(page.events()).toEqual(['synced web', 'restarted web', 'updated web']));
    write('Dockerfile', 'FROM busybox\nCOPY src /app/src\nENV NEW=1\n');
    await eventually(async () =>
      expect(page.events().slice(3)).toEqual(['rebuilding web', 'rebuilt web', 'updated web']),
    );
    session.type('\x03');
    expect(await session.exit).toBe(130);
    await page.ended;
  }));

test('up --watch --live-reload must tell them, too, and end with its session', () =>
  withProject(files, async ({ terminal, write }) => {
    const session = terminal('--progress', 'plain', 'up', '--menu=false', '--watch', '--live-reload', '0');
    await session.shows('Watch enabled');
    const [, port] = /http:\/\/localhost:(\d+)\/events/.exec(session.screen())!;
    const page = listen(`http://127.0.0.1:${port}/events`);
    await page.opened;
    write('src/file', 'new');
    await eventually(async () => expect(page.events()).toEqual(['synced web', 'restarted web', 'updated web']));
    session.type('\x03');
    expect(await session.exit).toBe(130);
    await page.ended;
  }));

test('watch --live-reload must do nothing when its port is taken', () =>
  withProject(files, async ({ gantry }) => {
    const server = createServer();
    const port = await new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    try {
      const { exitCode, stderr } = await gantry('watch', '--live-reload', String(port));
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(`port ${port}`) });
      expect((await gantry('ps', '-aq')).stdout).toBe('');
    } finally {
      server.close();
    }
  }));

/** Hears what a page would: the names of events and their services. */
function listen(url: string) {
  let text = '';
  const response = fetch(url);
  const read = async () => {
    for await (const piece of (await response).body!.pipeThrough(new TextDecoderStream())) text += piece;
  };
  return {
    opened: response,
    ended: read().catch(() => {}),
    events: () =>
      [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(
        ([, event, data]) => `${event} ${JSON.parse(data!).service}`,
      ),
  };
}
