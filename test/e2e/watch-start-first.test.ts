import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engine, engineBytes, eventually, havePeer, resourcesOf, type TestProject, withProject } from './support.ts';

/** Serves what it was built with, at once or a second later, and ends what it has begun to answer when it stops. */
const server = `#!/bin/sh
test -e /www/broken && exit 7
test -e /www/hung && sleep 1000
test -e /www/slow && sleep 1
httpd -f -p 8080 -h /www & server=$!
trap 'kill $server; sleep 1; exit' TERM
wait; wait
`;

/** As clients do, it tries each address that a name has; tells of each answer, and of each name that gave none. */
const client = `#!/bin/sh
while true; do
  found=none
  for address in $(nslookup web 127.0.0.11 | sed -n '/^Name/,$s/^Address[^.]* //p'); do
    found=$(wget -q -O - http://$address:8080/page 2>/dev/null) && break
    found=none
  done
  echo $found
done
`;

const dockerfile = 'FROM busybox\nCOPY server /\nCOPY www /www\nCMD ["sh", "/server"]\n';

const files = (web = '') => ({
  Dockerfile: dockerfile,
  server,
  client,
  'www/page': 'one',
  'compose.yaml': `
services:
  web:
    build: .
    healthcheck: {test: wget -q -O - http://localhost:8080/page, interval: 1s, retries: 1000}
${web}    develop:
      watch:
        - {action: rebuild, path: www}
  client:
    image: busybox
    init: true
    command: sh /client
    volumes: ["./client:/client:ro"]
    stop_grace_period: 0s
    depends_on: {web: {condition: service_healthy}}
`,
});

async function watching(of: TestProject, scenario: () => Promise<void>): Promise<void> {
  const session = of.terminal('--progress', 'plain', 'watch');
  try {
    await session.shows('Watch enabled', 30_000);
    await scenario();
  } finally {
    session.type('\x03');
  }
  expect(await session.exit).toBe(130);
}

const removeImage = ({ name }: TestProject) => engine('DELETE', `/images/${name}-web?force=1`);

const answers = async ({ name }: TestProject): Promise<string[]> =>
  (await engineBytes('GET', `/containers/${name}-client-1/logs?stdout=1`)).toString().match(/[a-z]+(?=\n)/g) ?? [];

const webOf = async ({ name }: TestProject) =>
  (await resourcesOf(name)).containers.filter(container => container.name.includes('web'));

test('whoever asks a service by its name must get an answer all through a rebuild', () =>
  withProject(files(), async of => {
    await watching(of, async () => {
      const [before] = await webOf(of);
      await eventually(async () => expect((await answers(of)).slice(0, 3)).toEqual(['one', 'one', 'one']));
      of.write('www/slow', '');
      of.write('www/page', 'two');
      await eventually(async () => expect((await answers(of)).slice(-3)).toEqual(['two', 'two', 'two']), 20_000);
      await eventually(async () => expect(await webOf(of)).toMatchObject([{ name: `${of.name}-web-1` }]));
      expect((await webOf(of))[0]!.id).not.toBe(before!.id);
      expect(new Set(await answers(of))).toEqual(new Set(['one', 'two']));
    });
    const again = await of.gantry('up', '-d');
    expect(again.stderr).not.toContain('Recreate');
    if (await havePeer()) expect((await of.peer('up', '-d', 'web')).stderr).toContain(`${of.name}-web-1  Running`);
    await removeImage(of);
  }));

test.each(['broken', 'hung'])(
  'a new container that is %s must go, and the old one run on until a save mends it',
  what =>
    withProject(files(), async of => {
      await watching(of, async () => {
        const before = await webOf(of);
        of.write(`www/${what}`, '');
        await eventually(async () => expect(await webOf(of)).toHaveLength(2), 20_000);
        // Nobody waits for the health that a save may mend.
        if (what === 'broken') await eventually(async () => expect(await webOf(of)).toEqual(before), 20_000);
        rmSync(join(of.folder, `www/${what}`));
        of.write('www/page', 'two');
        await eventually(async () => {
          const after = await webOf(of);
          expect(after).toMatchObject([{ name: `${of.name}-web-1`, state: 'running' }]);
          expect(after[0]!.id).not.toBe(before[0]!.id);
        });
      });
      await removeImage(of);
    }),
);
